/**
 * The result document that a recipe shows: what a comparison stage writes, and
 * what `reproduce` prints as a table. Its shape is checked here, because it
 * comes from a stage that anybody may write.
 *
 * @module
 */

import { z } from "zod";
import { JuiceError } from "../errors.ts";
import { schemaFault } from "../schema_fault.ts";
import { wrap } from "./format.ts";
import { harmless } from "./harmless.ts";
import { renderTable } from "./table.ts";
import type { Style } from "./terminal.ts";

const cell = z.union([z.string(), z.number(), z.null()]);

const document = z.looseObject({
  // The recipe's own: whatever else its document holds may change.
  version: z.int().min(1),
  // What programs are given by `--json`: whatever the experiment has to say.
  results: z.array(z.unknown()).default([]),
  table: z.object({
    title: z.string(),
    columns: z.array(z.object({
      name: z.string(),
      align: z.enum(["left", "right"]),
      digits: z.number().int().min(0).max(20).optional(),
    })).min(1),
    rows: z.array(z.array(cell)),
    notes: z.array(z.string()).default([]),
  }).refine(
    ({ columns, rows }) => rows.every((row) => row.length === columns.length),
    { message: "every row needs one cell for each column", path: ["rows"] },
  ),
});

/** The result document, as {@linkcode parseResults} gives it. */
export type Results = z.output<typeof document>;

/** The shape in short, for who wrote another one. */
const expected = [
  "Expected is JSON of this shape:",
  "  { version: integer,",
  "    table: { title: string, notes?: [string],",
  '             columns: [{ name: string, align: "left" or "right",',
  "                         digits?: integer }],",
  "             rows: [[string, number or null; one for each column]] },",
  "    results?: [any] }",
].join("\n");

/**
 * Reads a result document.
 *
 * @param from What it was read from, as the error names it.
 * @throws JuiceError where it is no JSON or has another shape.
 */
export function parseResults(text: string, from: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new JuiceError(
      `Cannot show the results from ${from}: not JSON: ` +
        `${(error as Error).message}\n${expected}`,
    );
  }
  const parsed = document.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.map((p) => typeof p === "number" ? `[${p}]` : p)
    .join(".").replaceAll(".[", "[");
  throw new JuiceError(
    `Cannot show the results from ${from}: at "${where}": ${
      schemaFault(issue)
    }\n` +
      expected,
  );
}

/** The table of a result document, with its title and notes. */
export function renderResults(
  results: Results,
  columns: number,
  style: Style,
): string[] {
  const { title, columns: heads, rows, notes } = results.table;
  const lines = wrap(harmless(title), columns).map((line) => style.bold(line));
  lines.push("", ...renderTable(heads, rows, columns, style));
  if (notes.length > 0) lines.push("");
  for (const note of notes) {
    for (const line of wrap(harmless(note), columns)) {
      lines.push(style.dim(line));
    }
  }
  return lines;
}
