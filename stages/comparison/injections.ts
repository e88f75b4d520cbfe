/**
 * How often the demonstrations of each cell are of low quality: what the
 * detector found among them when they were injected.
 *
 * @module
 */

import { z } from "zod";
import { DataError } from "../data/error.ts";

/** What a comparison reads of an injection's summary. */
const summarySchema = z.looseObject({
  rows: z.int().min(1),
  detected: z.int().min(0),
}).refine(({ rows, detected }) => detected <= rows, {
  error: "there are fewer rows",
  path: ["detected"],
});

/**
 * Reads the rates of low quality among demonstrations.
 *
 * @param paths Where each summary is, by the label of its cell.
 * @throws {DataError} If one is malformed.
 */
export async function readDemonstrationRates(
  paths: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number>();
  for (const [label, path] of Object.entries(paths)) {
    const { rows, detected } = parse(label, await Deno.readTextFile(path));
    rates.set(label, detected / rows);
  }
  return rates;
}

function parse(label: string, text: string): z.output<typeof summarySchema> {
  const refuse = (what: string) =>
    new DataError(
      `Cannot compare with the injection of "${label}": ${what}; rerun the ` +
        `stage that wrote it`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
  const { success, data, error } = summarySchema.safeParse(value);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  const where = path.length === 0
    ? "its content"
    : `its field "${path.join(".")}"`;
  throw refuse(`${where} is wrong (${message})`);
}
