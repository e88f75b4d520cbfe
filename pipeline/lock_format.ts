/**
 * Reading a lock's text: whatever is not as a lock is written is refused with
 * the line or the field, because a lock that is half understood is worse than
 * none.
 *
 * @module
 */

import { LockError, messageOf } from "./errors.ts";
import { isDigest } from "./identity/hash.ts";
import { isObject } from "./is_object.ts";
import type { Lock, LockEntry } from "./lock.ts";

const hint = "restore it from version control, or write it anew with " +
  "--update-lock after deleting it";

/** The line of the first conflict marker that a merge has left. */
function conflictLine(text: string): number {
  const lines = text.split("\n");
  return lines.findIndex((line) => /^(<{7}|={7}|>{7})/.test(line)) + 1;
}

/** The line on which JSON stops being JSON, from where the parser gave up. */
function faultLine(text: string, message: string): string {
  const at = /line (\d+)/.exec(message)?.[1];
  if (at !== undefined) return ` line ${at}:`;
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) {
    return ` line ${text.slice(0, Number(position)).split("\n").length}:`;
  }
  // The parser names no place when the text ends too early.
  return ` line ${text.trimEnd().split("\n").length}:`;
}

/**
 * The lock in a text.
 *
 * @throws LockError naming the line or the field.
 */
export function readLockText(text: string, path: string): Lock {
  const conflict = conflictLine(text);
  if (conflict > 0) {
    throw new LockError(
      `Cannot read the lock "${path}": line ${conflict}: a merge conflict is ` +
        "not resolved",
      { code: "lock-conflict" },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    throw new LockError(
      `Cannot read the lock "${path}":${faultLine(text, message)} it is not ` +
        `JSON (${message}); ${hint}`,
    );
  }
  const refuse = (field: string, what: string): never => {
    throw new LockError(
      `Cannot use the lock "${path}": ${field} ${what}; ${hint}`,
    );
  };
  if (!isObject(value)) return refuse("it", "is not an object");
  if (value.version !== 1) {
    return refuse('"version"', `is ${JSON.stringify(value.version)}, not 1`);
  }
  if (!isObject(value.profiles)) {
    return refuse('"profiles"', "is not an object");
  }
  for (const [profile, stages] of Object.entries(value.profiles)) {
    if (!isObject(stages)) {
      return refuse(`"profiles.${profile}"`, "is not an object");
    }
    for (const [stage, entry] of Object.entries(stages)) {
      const fault = entryFault(entry, stage);
      if (fault !== null) {
        return refuse(`"${stage}" of profile "${profile}"`, fault);
      }
    }
  }
  return withoutNames(value as unknown as Lock);
}

/** The lock without what is in its text for the sake of merging only. */
function withoutNames({ version, profiles }: Lock): Lock {
  const plain = (entry: LockEntry & { stage?: string }): LockEntry => {
    const { stage: _, ...rest } = entry;
    return rest;
  };
  const each = <A, B>(object: Readonly<Record<string, A>>, to: (a: A) => B) =>
    Object.fromEntries(Object.entries(object).map(([n, a]) => [n, to(a)]));
  return { version, profiles: each(profiles, (stages) => each(stages, plain)) };
}

function entryFault(entry: unknown, name: string): string | null {
  if (!isObject(entry)) return "is not an object";
  const { kind, determinism, outputs, metrics, stage } = entry;
  // Locks of before have no name at the end of a block.
  if (stage !== undefined && stage !== name) {
    return `ends as the block of ${JSON.stringify(stage)}`;
  }
  for (const field of ["key", "experiment"]) {
    const value = entry[field];
    if (typeof value === "string" && isDigest(value)) continue;
    return `has no "${field}" of 64 hexadecimal digits`;
  }
  if (typeof kind !== "string") return 'has no "kind"';
  if (!["bitwise", "adapter", "none"].includes(String(determinism))) {
    return `has the unknown "determinism" ${JSON.stringify(determinism)}`;
  }
  if (!isObject(outputs)) return 'has no "outputs"';
  for (const [name, digest] of Object.entries(outputs)) {
    if (typeof digest === "string" && isDigest(digest)) continue;
    return `has an output "${name}" that is not 64 hexadecimal digits`;
  }
  if (!isObject(metrics)) return 'has no "metrics"';
  for (const [name, metric] of Object.entries(metrics)) {
    if (typeof metric !== "number") {
      return `has a metric "${name}" that is not a number`;
    }
  }
  return null;
}
