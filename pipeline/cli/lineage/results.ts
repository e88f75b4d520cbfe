/**
 * Looking results up: from coordinates of the recipe's result table to the
 * artifacts that the numbers stand in, and the executions that made them.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import type { Digest } from "../../identity/digest.ts";
import { compareCodePoints } from "../../identity/order.ts";
import {
  readCells,
  type ResultCell,
  UnknownCellError,
} from "../../lineage/cells.ts";
import { findCells, parseFilter } from "../../lineage/find_cells.ts";
import type { Connections } from "../../lineage/connections.ts";
import type { LineageStart } from "../../lineage/graph.ts";
import type { Producers } from "../../lineage/producers.ts";
import { short } from "../../store/mod.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { checkComputed } from "../planned_records.ts";
import type { Session } from "../session.ts";

/** The word that stands for a recipe's results. */
export const resultsWord = "results";

/** Results that were asked for, and where their lineages begin. */
export interface FoundResults {
  /** Such as `comparison.results`. */
  readonly document: { readonly label: string; readonly digest: Digest };
  readonly cells: readonly ResultCell[];
  /** One a cell. */
  readonly starts: readonly LineageStart[];
  readonly notes: readonly string[];
}

/** The JSON of an artifact whose bytes are as its digest says. */
function readJson({ project: { store } }: Session, digest: Digest, of: string) {
  const fault = store.verify(digest, "file", { deep: true });
  const refuse = (what: string) =>
    new JuiceError(`Cannot look for results in "${of}": ${what}`);
  if (fault !== null) {
    throw refuse(`${fault.message}; reproduce makes it again`);
  }
  try {
    return JSON.parse(Deno.readTextFileSync(store.pathOf(digest)));
  } catch (error) {
    throw refuse(`not JSON: ${(error as Error).message}`);
  }
}

/** What the execution that made the table read, by digest. */
function inputsByDigest(record: ExecutionRecord): Map<string, string> {
  const { inputs } = record.preimage;
  const names = new Map<string, string>();
  for (const name of Object.keys(inputs).sort(compareCodePoints)) {
    if (!names.has(inputs[name]!)) names.set(inputs[name]!, name);
  }
  return names;
}

/**
 * Finds results by their coordinates.
 *
 * @param words `name=value`, as they were typed.
 * @param recordOfStage What stands for the stage that made the table.
 * @throws UnknownCellError for coordinates that there are not, and JuiceError
 * where the table is not computed or cannot be read.
 */
export function findResults(
  session: Session,
  words: readonly string[],
  { producers, connections }: {
    readonly producers: Producers;
    readonly connections: Connections;
  },
  recordOfStage: (name: string) => ExecutionRecord | null,
): FoundResults {
  const ref = session.built.result.results;
  if (ref === undefined) {
    throw new UnknownCellError(
      "Cannot look for results: the recipe gives none back",
    );
  }
  const label = `${ref.stage}.${ref.output}`;
  const record = recordOfStage(ref.stage);
  checkComputed(
    session,
    label,
    `look for results in "${label}"`,
    () => record !== null,
  );
  const digest = record!.outputs[ref.output]!.digest;
  const all = readCells(readJson(session, digest, label), label);
  const filters = words.map((word) => parseFilter(word, all));
  const { cells, notes } = findCells(all, filters);
  const inputs = inputsByDigest(record!);
  const starts = cells.map(({ source }): LineageStart => {
    const input = inputs.get(source);
    const stage = input === undefined
      ? undefined
      : connections(record!.stage, input);
    // What the table was made from had ended when the table was begun.
    const before = input === undefined ? null : record!.startedAt;
    return {
      digest: source,
      made: producers.origin(source, before, { stage }),
    };
  });
  return { document: { label, digest }, cells, starts, notes };
}

/** A result document in words. */
export function documentText({ document }: FoundResults): string {
  return `${document.label} (${short(document.digest)})`;
}
