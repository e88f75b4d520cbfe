/**
 * Reading the records of a crate. Each is believed only if every byte is as it
 * was written, and if its preimage has the key that it stands under.
 *
 * @module
 */

import { join } from "node:path";
import { z } from "zod";
import type { Key } from "../identity/digest.ts";
import { keyOf } from "../identity/key.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { parseRecord } from "../store/records.ts";
import { CrateError } from "./error.ts";
import type { Metadata } from "./metadata.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().nonnegative();
const digests = z.record(z.string(), digest);

/** What a record must have for the rest of the engine to work with it. */
const shape = z.looseObject({
  stage: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._=+,:@/-]*$/),
  preimage: z.looseObject({
    version: z.int(),
    kind: z.string(),
    code: z.looseObject({
      files: digests,
      packages: z.record(z.string(), z.string()),
    }),
    deno: z.string(),
    inputs: digests,
    device: z.string(),
  }),
  outputs: z.record(
    z.string(),
    z.looseObject({
      digest,
      size,
      type: z.string(),
      form: z.enum(["file", "folder"]),
    }),
  ),
  determinism: z.enum(["bitwise", "adapter", "none"]),
  metrics: z.record(z.string(), z.number()),
  log: z.looseObject({ digest, size }).optional(),
  observed: z.looseObject({
    read: z.array(z.string()),
    unread: z.array(z.string()),
  }),
  startedAt: z.iso.datetime(),
  seconds: z.number().nonnegative(),
});

function isRecord(
  record: ExecutionRecord | null,
  key: string,
): record is ExecutionRecord {
  if (record === null || !shape.safeParse(record).success) return false;
  try {
    return keyOf(record.preimage) === key;
  } catch {
    // What has no encoding has no key.
    return false;
  }
}

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
  for (const path of files.keys()) {
    const [, key, n] = /^records\/([0-9a-f]{64})\/([1-9]\d*)\.json$/
      .exec(path) ?? [];
    if (key === undefined) continue;
    const text = Deno.readTextFileSync(join(folder, path));
    const record = parse(text, key);
    if (!isRecord(record, key)) {
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
