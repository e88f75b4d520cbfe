/**
 * The result document of a recipe as the explorer shows it: its table, and
 * each result with the stage that it is from. A document of another shape shows
 * nothing here: whoever runs `reproduce` is told what is wrong with it.
 *
 * @module
 */

import { z } from "zod";
import type { ResultEntry, ResultTable } from "../../web/explorer/api.ts";
import { isDigest } from "../identity/hash.ts";
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

const result = z.looseObject({
  metrics: z.record(z.string(), z.unknown()),
  source: z.string().refine(isDigest),
});

/** Of a document's result, what is no number and no source tells it apart. */
function entryOf(
  value: unknown,
  makers: ReadonlyMap<string, string>,
): ResultEntry[] {
  const parsed = result.safeParse(value);
  if (!parsed.success) return [];
  const { metrics, source, ...rest } = parsed.data;
  const coordinates: Record<string, string | number | null> = {};
  for (const [name, one] of Object.entries(rest)) {
    if (one === null || typeof one === "string" || typeof one === "number") {
      coordinates[name] = one;
    } else if (typeof one === "boolean") coordinates[name] = String(one);
  }
  const numbers = Object.entries(metrics)
    .filter((one): one is [string, number] => typeof one[1] === "number");
  return [{
    coordinates,
    metrics: Object.fromEntries(numbers),
    source,
    stage: makers.get(source) ?? null,
  }];
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
  const entries = Array.isArray(document?.results) ? document.results : [];
  const makers = makersOf(board);
  return {
    table: shown.success ? shown.data : null,
    results: entries.flatMap((one) => entryOf(one, makers)),
  };
}
