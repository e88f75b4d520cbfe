/**
 * Executions as formats tell of them: each once, though several stages may
 * share it, and with the inputs that it used.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { sortedEntries } from "../identity/order.ts";
import type { Ref } from "../recipe.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { ExportedStage } from "./target.ts";
import { endOf } from "./terms.ts";

/**
 * Stages by the execution that stands for them, in the order of the first of
 * each: stages that do exactly the same have one execution between them.
 */
export function byExecution(
  stages: readonly ExportedStage[],
): (readonly [ExportedStage, ...ExportedStage[]])[] {
  const groups = Map.groupBy(stages, ({ record, n }) => `${record.key}/${n}`);
  return [...groups.values()] as [ExportedStage, ...ExportedStage[]][];
}

/** The records of executions, each once. */
export function recordsOf(
  stages: readonly ExportedStage[],
): ExecutionRecord[] {
  return byExecution(stages).map(([{ record }]) => record);
}

/** An input that an execution used. */
export interface UsedInput {
  /** As the stage declares it, with its label where there are many. */
  readonly name: string;
  readonly ref: Ref;
  readonly digest: Digest;
  /** False of a program's: nobody saw whether it read them. */
  readonly isObserved: boolean;
}

/**
 * The inputs that an execution used: not those that it was seen to leave
 * unread, though they are in its key.
 */
export function usedInputs({ stage, record }: ExportedStage): UsedInput[] {
  const { observed, preimage } = record;
  return sortedEntries(stage.inputs)
    .filter(([name]) => !observed.unread.includes(name))
    .map(([name, ref]) => ({
      name,
      ref,
      digest: preimage.inputs[name]!,
      isObserved: observed.read.includes(name),
    }));
}

/** Finds what made an input before it was used; null where no record says. */
export type MakerOf = (
  one: ExportedStage,
  input: UsedInput,
) => ExportedStage | null;

/**
 * Where a stage ran again after those that read what it makes, and made the
 * same bytes, the record that stands for it is of after they were read. Nothing
 * is used before it is generated: all that is known then is which bytes were
 * used, and not what had made them.
 */
export function makersIn(stages: readonly ExportedStage[]): MakerOf {
  const byStage = new Map(stages.map((one) => [one.stage.name, one]));
  return ({ record }, { ref, digest }) => {
    const maker = byStage.get(ref.stage);
    const isEarlier = maker !== undefined &&
      endOf(maker.record) <= new Date(record.startedAt).toISOString() &&
      maker.record.outputs[ref.output]?.digest === digest;
    return isEarlier ? maker : null;
  };
}
