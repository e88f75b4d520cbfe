/**
 * What a record must be for the engine to work with it. A file that is whole
 * tells only that nobody has changed it since: who wrote it can have written
 * anything, as into a crate that somebody else hands over.
 *
 * @module
 */

import { z } from "zod";
import type { Key } from "../identity/digest.ts";
import { keyOf } from "../identity/key.ts";
import type { ExecutionRecord } from "./record.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** A name, which no terminal takes for a command. */
const name = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u);
const digests = z.record(name, digest);
const size = z.int().nonnegative();
const names = z.array(name);

const shape = z.looseObject({
  version: z.literal(1),
  stage: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._=+,:@/-]*$/),
  preimage: z.looseObject({
    version: z.int(),
    kind: name,
    code: z.looseObject({
      files: digests,
      packages: z.record(name, name),
    }),
    deno: name,
    inputs: digests,
    tools: digests.optional(),
    source: digest.optional(),
    device: name,
  }),
  outputs: z.record(
    name,
    z.looseObject({
      digest,
      size,
      type: name,
      form: z.enum(["file", "folder"]),
    }),
  ),
  determinism: z.enum(["bitwise", "adapter", "none"]),
  metrics: z.record(name, z.number()),
  warnings: z.array(z.string()).optional(),
  log: z.looseObject({ digest, size }).optional(),
  observed: z.looseObject({ read: names, unread: names }),
  startedAt: z.iso.datetime(),
  // From larger ones no date can be reckoned.
  seconds: z.number().min(0).max(1e9),
  runtime: z.looseObject({
    deno: name,
    v8: name,
    typescript: name,
  }),
  machine: z.looseObject({ os: name, arch: name, cores: z.int() }),
  threads: z.int().nonnegative(),
  isolation: z.enum(["namespaces", "none"]).optional(),
  peakMemory: z.number().nonnegative().optional(),
});

/** What is wrong with a record's shape, in one line; null if nothing is. */
export function shapeFault(record: unknown): string | null {
  const { error } = shape.safeParse(record);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return null;
  return `"${issue.path.join(".")}" is not what a record has there`;
}

/** The key that a preimage has; null where nothing can have made it one. */
export function trueKey(
  { preimage }: Pick<ExecutionRecord, "preimage">,
): Key | null {
  try {
    return keyOf(preimage);
  } catch {
    return null;
  }
}

/** Why a record whose file is whole cannot be used; null if it can. */
export function recordFault(record: ExecutionRecord): string | null {
  if (shapeFault(record) !== null) return "it is not what a record is";
  return trueKey(record) === record.key
    ? null
    : "its key is not the hash of what it says";
}
