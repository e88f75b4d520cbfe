/**
 * The result document of a recipe as the explorer shows it: its table, and
 * each result with the stage that it is from. A document of another shape shows
 * nothing here: whoever runs `reproduce` is told what is wrong with it.
 *
 * @module
 */

import { z } from "zod";
import type { ResultEntry, ResultTable } from "../../web/explorer/api.ts";
import { cellsOf, type ResultCell } from "../lineage/cells.ts";
import { type Board, outputOf, type Subject } from "./board.ts";

const table = z.object({
  title: z.string(),
  columns: z.array(z.object({
    name: z.string(),
    align: z.enum(["left", "right"]),
    digits: z.int().min(0).max(20).exactOptional(),
  })).min(1),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  notes: z.array(z.string()).default([]),
}).refine(({ columns, rows }) =>
  rows.every((row) => row.length === columns.length)
);

/** A result with the stage that it is from, by what tells it from the others. */
function entryOf(
  { coordinates, leading, metrics, source }: ResultCell,
  makers: ReadonlyMap<string, string>,
): ResultEntry {
  const shown = leading.map((name) => {
    const one = coordinates[name]!;
    return [name, typeof one === "boolean" ? String(one) : one] as const;
  });
  return {
    coordinates: Object.fromEntries(shown),
    metrics,
    source,
    stage: makers.get(source) ?? null,
  };
}

/** Which stage of the DAG put out each artifact; the first where several did. */
function makersOf({ states }: Board): ReadonlyMap<string, string> {
  const makers = new Map<string, string>();
  for (const [name, { record }] of states) {
    for (const { digest } of Object.values(record?.outputs ?? {})) {
      if (!makers.has(digest)) makers.set(digest, name);
    }
  }
  return makers;
}

/** Reads the results that the recipe shows, as far as they are there. */
export function readResults(
  { project: { store }, built: { result: { results } } }: Subject,
  board: Board,
): { readonly table: ResultTable | null; readonly results: ResultEntry[] } {
  const none = { table: null, results: [] };
  const digest = outputOf(board, results);
  if (digest === null || results?.type.form !== "file") return none;
  if (store.verify(digest, "file", { deep: true }) !== null) return none;
  let document: { table?: unknown; results?: unknown } | null;
  try {
    document = JSON.parse(Deno.readTextFileSync(store.pathOf(digest)));
  } catch {
    return none;
  }
  const shown = table.safeParse(document?.table);
  const makers = makersOf(board);
  return {
    table: shown.success ? shown.data : null,
    results: cellsOf(document?.results).map((one) => entryOf(one, makers)),
  };
}
