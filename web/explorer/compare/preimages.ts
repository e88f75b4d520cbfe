/**
 * Comparing preimages field by field: why a key is another one.
 *
 * @module
 */

import type { Difference, Json } from "../api.ts";
import type { Preimage } from "./execution.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import { compareCodePoints } from "./order.ts";
import { isDigest, isSame, short } from "./values.ts";

/**
 * One field in which two preimages differ: `code`, `package`, `param`, `input`,
 * `device`, `deno` and so on.
 */
export type FieldDifference = Omit<Difference, "diff" | "note">;

function show(value: Json | undefined): string {
  if (value === undefined) return "none";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

const list = (value: Json | undefined) =>
  Array.isArray(value) ? value.join(", ") : "none";

const isHash = (value: Json | undefined): value is string =>
  typeof value === "string" && isDigest(value);

function describe(
  { field, name, change }: Pick<FieldDifference, "field" | "name" | "change">,
  before: Json | undefined,
  after: Json | undefined,
): string {
  switch (field) {
    case "code":
      return `code: ${name} ${change}`;
    case "version":
      return `key version: ${before} -> ${after}`;
    case "kind":
    case "deno":
    case "device":
      return `${field}: ${before} -> ${after}`;
    case "unstable":
      return `unstable features: ${list(before)} -> ${list(after)}`;
    case "source":
      return `source: ${change}`;
    case "package":
      return `package ${name}: ${
        change === "changed" ? "integrity changed" : change
      }`;
    case "input":
    case "tool":
      if (change !== "changed") return `${field} ${name}: ${change}`;
  }
  const what = name === "" ? field : `${field} ${name}`;
  if (field !== "param" && isHash(before) && isHash(after)) {
    return `${what}: ${short(before)} -> ${short(after)}`;
  }
  return `${what}: ${show(before)} -> ${show(after)}`;
}

function nameOfPackage(id: string): string {
  return id.slice(0, id.lastIndexOf("@"));
}

/** A package that went and came in another version is one that changed. */
function joinVersions(
  differences: readonly FieldDifference[],
): FieldDifference[] {
  const byName = new Map<string, FieldDifference[]>();
  for (const one of differences) {
    const name = nameOfPackage(one.name);
    byName.set(name, [...byName.get(name) ?? [], one]);
  }
  return [...byName].flatMap(([name, found]) => {
    const gone = found.filter((one) => one.change === "removed");
    const come = found.filter((one) => one.change === "added");
    if (found.length !== 2 || gone.length !== 1 || come.length !== 1) {
      return found;
    }
    const before = gone[0]!.name.slice(name.length + 1);
    const after = come[0]!.name.slice(name.length + 1);
    const line = `package ${name}: ${before} -> ${after}`;
    const what = { field: "package", name, change: "changed" } as const;
    return [{ ...what, before, after, line }];
  });
}

function compareGroup(field: string, x: Fields, y: Fields): FieldDifference[] {
  const names = new Set([...x.keys(), ...y.keys()]);
  return [...names].sort(compareCodePoints).flatMap((name) => {
    const from = x.get(name), to = y.get(name);
    if (field === "input" && (from === null || to === null)) return [];
    if (isSame(from, to)) return [];
    const change = from === undefined
      ? "added"
      : to === undefined
      ? "removed"
      : "changed";
    const what = { field, name, change } as const;
    const line = describe(what, from, to);
    return [{ ...what, before: from ?? null, after: to ?? null, line }];
  });
}

/**
 * The fields in which two preimages differ, in a fixed order. An input that is
 * not known is not compared.
 */
export function comparePreimages(
  before: Preimage,
  after: Preimage,
): FieldDifference[] {
  const a = fieldsOf(before), b = fieldsOf(after);
  const none: Fields = new Map();
  const fields = new Set([...b.keys(), ...a.keys()]);
  return [...fields].flatMap((field) => {
    const x = a.get(field) ?? none, y = b.get(field) ?? none;
    const found = compareGroup(field, x, y);
    return field === "package" ? joinVersions(found) : found;
  });
}
