/**
 * Names and moments that several formats need of executions and of bytes.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { endTimeOf, type ExecutionRecord } from "../store/record.ts";
import type { ExportTarget } from "./target.ts";

/**
 * Who says what stands in an export: the program, as a URI that needs no page
 * behind it.
 */
export const producer = "urn:x-juice:pipeline:1";

/** What is exported, in words: a profile, and what is set otherwise in it. */
export function profileText(
  { profile, altered }: Pick<ExportTarget, "profile" | "altered">,
): string {
  return profile + (altered.length === 0 ? "" : ` with ${altered.join(", ")}`);
}

/** The namespace of executions. */
export const executionNamespace = "urn:x-juice:execution:";

/** The name of an execution in its namespace: its key, and which of it. */
export function executionName(key: string, n: number): string {
  return `${key}.${n}`;
}

/**
 * The name of bytes by their digest (RFC 6920, section 3): a URI that says
 * which bytes are meant, and not where they are.
 */
export function nameOfDigest(digest: string): string {
  const name = Buffer.from(digest, "hex").toString("base64url");
  return `ni:///sha-256;${name}`;
}

/** When an execution ended: ISO 8601 in UTC, to the millisecond. */
export function endOf(record: ExecutionRecord): string {
  return new Date(endTimeOf(record)).toISOString();
}

/** The time at which the last of some executions ended. */
export function newestEnd(records: readonly ExecutionRecord[]): string {
  const ends = records.map(endOf).sort();
  return ends.at(-1) ?? new Date(0).toISOString();
}

/**
 * A UUID made of a name, the same for the same name: version 8 of RFC 9562
 * (section 5.8), with the first bits of a SHA-256.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const one = uuidOf("a1b2/1");
 * assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
 * assert.equal(uuidOf("a1b2/1"), one);
 * assert.notEqual(uuidOf("a1b2/2"), one);
 * ```
 */
export function uuidOf(name: string): string {
  const bytes = createHash("sha256").update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
