/**
 * Comparing preimages field by field: why a key is another one.
 *
 * @module
 */

import { encode } from "../identity/canonical.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Code, Json, Preimage } from "../identity/preimage.ts";
import { short } from "../store/objects.ts";

/** A preimage of which some inputs may not be known yet. */
export interface PartialPreimage extends Omit<Preimage, "inputs"> {
  readonly inputs: Readonly<Record<string, Digest | null>>;
}

/** One field in which two preimages differ. */
export interface Difference {
  /** Such as `code`, `package`, `param`, `input`, `device`, `deno`. */
  readonly field: string;
  /** The file, the parameter's path, the input; empty for a single value. */
  readonly name: string;
  /** Whether the field is in both, or only in one of the two. */
  readonly change: "changed" | "added" | "removed";
  /** Null where the field is only in the other one. */
  readonly before: Json;
  readonly after: Json;
  /** The difference in one line, such as `param lr: 0.1 -> 0.2`. */
  readonly line: string;
}

type Fields = Readonly<Record<string, Json>>;

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Values by their path, so that a nested one is named on its own. A name that
 * could be taken for a path is quoted.
 */
function flatten(value: Json, path: string, into: Record<string, Json>): void {
  if (!isObject(value)) into[path] = value;
  else if (Object.keys(value).length === 0) {
    if (path !== "") into[path] = value;
  } else {
    for (const [key, inner] of Object.entries(value)) {
      const name = /^[\w@-]+$/.test(key) ? key : JSON.stringify(key);
      flatten(inner, path === "" ? name : `${path}.${name}`, into);
    }
  }
}

function scopedImports(code: Code): Fields {
  return Object.fromEntries(
    Object.entries(code.scopes ?? {}).flatMap(([scope, entries]) =>
      Object.entries(entries).map((
        [key, target],
      ) => [`${key} in ${scope}`, target])
    ),
  );
}

/** A single value as a group of its own; absent where it is. */
function single(value: Json | undefined): Fields {
  return value === undefined ? {} : { "": value };
}

/**
 * All that is compared of a preimage: fields by group. What a preimage holds
 * beyond the fields that are named here is compared as a whole, so that no
 * difference goes unsaid.
 */
function fieldsOf(preimage: PartialPreimage): Record<string, Fields> {
  const { version, kind, code, deno, params, inputs, device, ...rest } =
    preimage;
  const { files, packages, compilerOptions, imports, ...restOfCode } = code;
  const { scopes: _, versions = {}, unstable = [], ...otherCode } = restOfCode;
  const { tools = {}, ...others } = rest;
  const flat: Record<string, Json> = {};
  flatten(params, "", flat);
  return {
    version: single(version),
    kind: single(kind),
    code: files,
    package: packages,
    "compiler option": compilerOptions as Fields,
    import: { ...imports, ...scopedImports(code) },
    "versions for": versions,
    unstable: single(unstable.join(",")),
    deno: single(deno),
    tool: tools,
    param: flat,
    input: inputs,
    device: single(device),
    ...Object.fromEntries(
      Object.entries({ ...otherCode, ...others })
        .map(([name, value]) => [name, single(value as Json | undefined)]),
    ),
  };
}

function show(value: Json | undefined): string {
  if (value === undefined) return "none";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

const isHash = (value: Json | undefined): value is string =>
  typeof value === "string" && isDigest(value);

function describe(
  { field, name, change }: Pick<Difference, "field" | "name" | "change">,
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
      return `unstable features: ${before || "none"} -> ${after || "none"}`;
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
function joinVersions(differences: readonly Difference[]): Difference[] {
  const byName = new Map<string, Difference[]>();
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

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (typeof a !== "object" || typeof b !== "object") return false;
  // The order in which an object's fields were written is no difference.
  return sha256(encode(a, "value/1")) === sha256(encode(b, "value/1"));
}

function compareGroup(field: string, x: Fields, y: Fields): Difference[] {
  const names = new Set([...Object.keys(x), ...Object.keys(y)]);
  return [...names].sort(compareCodePoints).flatMap((name) => {
    const from = x[name], to = y[name];
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
  before: PartialPreimage,
  after: PartialPreimage,
): Difference[] {
  const a = fieldsOf(before), b = fieldsOf(after);
  const fields = new Set([...Object.keys(b), ...Object.keys(a)]);
  return [...fields].flatMap((field) => {
    const found = compareGroup(field, a[field] ?? {}, b[field] ?? {});
    return field === "package" ? joinVersions(found) : found;
  });
}
