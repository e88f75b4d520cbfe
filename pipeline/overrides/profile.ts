/**
 * Overriding a profile: a copy of it in which some values are others. What is
 * not there cannot be set, and a value stays of its type, so that a slip of the
 * pen is not taken for a wish.
 *
 * @module
 */

import type { Json } from "../identity/preimage.ts";
import { showValue } from "../show_value.ts";
import { suggest } from "../suggest.ts";
import { type Override, OverrideError } from "./override.ts";

/** Whether something has a part of that name; a list has its items alone. */
function has(whole: unknown, step: string): whole is Record<string, unknown> {
  return isContainer(whole) && Object.hasOwn(whole, step) &&
    !(Array.isArray(whole) && step === "length");
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** What a value is, in words. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return "true or false";
    case "number":
      return "a number";
    case "string":
      return "a text";
    case "object":
      return "an object";
    default:
      return showValue(value);
  }
}

/**
 * Why a value cannot stand where another one stood, such as
 * `"beta" must be a number, as 0.3 is`; null if it can. Where there was null,
 * or no item of a list to compare with, anything can.
 */
function shapeFault(before: unknown, after: Json, at: string): string | null {
  if (before === null || before === undefined) return null;
  const type = typeOf(before);
  if (typeOf(after) !== type) {
    return `"${at}" must be ${type}, as ${showValue(before)} is`;
  }
  if (Array.isArray(before)) {
    if (before.length === 0) return null;
    for (const [i, item] of (after as readonly Json[]).entries()) {
      const faults = before.map((one) => shapeFault(one, item, `${at}.${i}`));
      if (!faults.includes(null)) return faults[0]!;
    }
    return null;
  }
  if (!isContainer(before)) return null;
  const given = after as { readonly [key: string]: Json };
  const known = Object.keys(before);
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(before, key)) {
      return `"${at}" has no "${key}"${suggest(key, known)}`;
    }
    const fault = shapeFault(before[key], value, `${at}.${key}`);
    if (fault !== null) return fault;
  }
  const missing = known.find((key) => !Object.hasOwn(given, key));
  return missing === undefined ? null : `"${at}" needs "${missing}", too`;
}

/** All names of a profile: of its values, and of what holds them. */
function namesIn(value: unknown, prefix = ""): string[] {
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    prefix + key,
    ...namesIn(inside, `${prefix}${key}.`),
  ]);
}

/**
 * The end of a message about a name that a profile does not have: a full name
 * that ends so, else near ones, else what there is at that place.
 */
function suggestName(profile: unknown, path: readonly string[]): string {
  const name = path.join(".");
  const all = namesIn(profile);
  const longer = all.filter((one) => one.endsWith(`.${name}`));
  if (longer.length > 0) {
    const quoted = longer.slice(0, 3).map((one) => `"${one}"`);
    return `; did you mean ${quoted.join(" or ")}?`;
  }
  let there = profile, depth = 0;
  while (depth < path.length && has(there, path[depth]!)) {
    there = there[path[depth++]!];
  }
  const prefix = path.slice(0, depth).map((step) => `${step}.`).join("");
  const siblings = isContainer(there) ? Object.keys(there) : [];
  const tail = suggest(
    path.slice(0, depth + 1).join("."),
    siblings.map((key) => prefix + key),
  );
  if (siblings.length > 0) return tail;
  const value = path.slice(0, depth).join(".");
  return `; "${value}" is ${showValue(there)}, which has no parts`;
}

/** A copy in which a value is another one; all that is beside it is shared. */
function replaced(
  whole: unknown,
  path: readonly string[],
  value: Json,
): { readonly before: unknown; readonly after: unknown } | null {
  const [step, ...rest] = path;
  if (step === undefined) return { before: whole, after: value };
  if (!has(whole, step)) return null;
  const inside = replaced(whole[step], rest, value);
  if (inside === null) return null;
  const after = Array.isArray(whole)
    ? whole.with(Number(step), inside.after)
    : { ...whole, [step]: inside.after };
  return { before: inside.before, after };
}

/**
 * A profile with values overridden.
 *
 * @param name The profile's name, for messages.
 * @param overrides All that is set; what is of stages is left out.
 * @throws OverrideError for a name that the profile does not have, and for a
 * value of another type than it has.
 */
export function overrideProfile<Profile>(
  profile: Profile,
  name: string,
  overrides: readonly Override[],
): Profile {
  let whole: unknown = profile;
  for (const { option, name: given, target, value } of overrides) {
    if (target.of !== "profile") continue;
    const { path } = target;
    const changed = replaced(whole, path, value);
    if (changed === null) {
      throw new OverrideError(
        `Cannot set "${given}" by ${option}: the profile "${name}" has no ` +
          `such name${suggestName(whole, path)}`,
      );
    }
    const fault = shapeFault(changed.before, value, given);
    if (fault !== null) {
      const example = typeof changed.before === "string"
        ? `\nTo give a text that reads as something else, quote it: ` +
          `'${given}="${String(value)}"'`
        : "";
      throw new OverrideError(
        `Cannot set "${given}" to ${showValue(value)} by ${option}: ` +
          `${fault}${example}`,
      );
    }
    whole = changed.after;
  }
  return whole as Profile;
}
