/**
 * Reading the records of a crate. Each is believed only if every byte is as it
 * was written, and if its preimage has the key that it stands under.
 *
 * @module
 */

import { join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { withDisk } from "../store/files.ts";
import { recordFault } from "../store/record_shape.ts";
import { parseRecord } from "../store/records.ts";
import { CrateError } from "./error.ts";
import { longestText, type Metadata } from "./metadata.ts";

/**
 * The records of a crate, by key and number.
 *
 * @throws CrateError for one that cannot be believed, and where there is none.
 */
export function readRecords(
  folder: string,
  { files }: Metadata,
): ExecutionRecord[] {
  const found: { key: string; n: number; record: ExecutionRecord }[] = [];
  for (const [path, { size }] of files) {
    const [, key, n] = /^records\/([0-9a-f]{64})\/([1-9]\d*)\.json$/
      .exec(path) ?? [];
    if (key === undefined) continue;
    // What cannot be a text is no record either.
    const text = size > longestText
      ? ""
      : withDisk("read a crate", () =>
        Deno.readTextFileSync(join(folder, path)));
    const record = parse(text, key);
    if (record === null || recordFault(record) !== null) {
      throw new CrateError(
        folder,
        `the record "${path}" in it is damaged: it is not as the engine ` +
          "wrote it, or not of the key that it stands under",
      );
    }
    found.push({ key, n: Number(n), record });
  }
  if (found.length === 0) {
    throw new CrateError(
      folder,
      "it holds no records of executions",
      "What can be imported is what export --format rocrate has written",
    );
  }
  found.sort((a, b) => compareCodePoints(a.key, b.key) || a.n - b.n);
  return found.map(({ record }) => record);
}

function parse(text: string, key: string): ExecutionRecord | null {
  try {
    return parseRecord(text, key as Key);
  } catch {
    // What has a right sum and is no JSON all the same.
    return null;
  }
}
