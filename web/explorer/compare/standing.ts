/**
 * Lineages of the executions that stand for the stages now: what made an input
 * is then known from the graph itself.
 *
 * @module
 */

import type { Execution, OriginOf } from "./execution.ts";

/** A stage with the execution that stands for it. */
export interface StandingStage<E extends Execution> {
  readonly name: string;
  /** Null where none does. */
  readonly execution: E | null;
  /** Which stage each of its inputs is connected to. */
  readonly inputs: Readonly<Record<string, { readonly stage: string }>>;
}

/** By what two executions are one and the same. */
function idOf({ key, startedAt, seconds }: Execution): string {
  return `${key} ${startedAt} ${seconds}`;
}

/**
 * Which execution made an input of another one, of those that stand now. Null
 * for what reads, or was made by, another one.
 */
export function standingOrigins<E extends Execution>(
  stages: Iterable<StandingStage<E>>,
): OriginOf<E> {
  const byName = new Map<string, StandingStage<E>>();
  /** One execution can stand for several stages: for its own, if it does. */
  const byExecution = new Map<string, StandingStage<E>>();
  for (const stage of stages) {
    byName.set(stage.name, stage);
    const { name, execution } = stage;
    if (execution === null) continue;
    const id = idOf(execution);
    if (!byExecution.has(id) || execution.stage === name) {
      byExecution.set(id, stage);
    }
  }
  return (execution, input, digest) => {
    let at = byExecution.get(idOf(execution));
    // What puts out what it takes in is not where that comes from: a copy of a
    // copy is one execution, and what was copied stands before both.
    for (let steps = byName.size; at !== undefined && steps > 0; steps--) {
      const from = Object.hasOwn(at.inputs, input)
        ? byName.get(at.inputs[input]!.stage)
        : undefined;
      const origin = from?.execution ?? null;
      if (from === undefined || origin === null) return null;
      if (origin.key !== execution.key) {
        const outputs = Object.values(origin.outputs);
        return outputs.some((one) => one.digest === digest) ? origin : null;
      }
      at = from;
    }
    return null;
  };
}
