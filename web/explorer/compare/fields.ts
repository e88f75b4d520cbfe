/**
 * A preimage as the fields that are compared: groups of values by name. They
 * are maps, because a name may be any text, such as `constructor`.
 *
 * @module
 */

import type { Json } from "../api.ts";
import type { Preimage } from "./execution.ts";

/** The values of a group, such as the digests of code by file. */
export type Fields = ReadonlyMap<string, Json>;

/**
 * Values by their path, so that a nested one is named on its own. A name that
 * could be taken for a path is quoted.
 */
function flatten(value: Json, path: string, into: Map<string, Json>): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    into.set(path, value);
  } else if (Object.keys(value).length === 0) {
    if (path !== "") into.set(path, value);
  } else {
    for (const [key, inner] of Object.entries(value)) {
      const name = /^[\w@-]+$/.test(key) ? key : JSON.stringify(key);
      flatten(inner, path === "" ? name : `${path}.${name}`, into);
    }
  }
}

const entries = (object: object = {}): Fields =>
  new Map<string, Json>(Object.entries(object));

/** A single value as a group of its own; nothing where it is absent. */
const single = (value: unknown): Fields =>
  new Map(value === undefined ? [] : [["", value as Json]]);

/**
 * All that is compared of a preimage. What it holds beyond the fields that are
 * named here is compared as a whole, so that no difference goes unsaid.
 */
export function fieldsOf(preimage: Preimage): Map<string, Fields> {
  const { version, kind, code, deno, params, inputs, device, ...rest } =
    preimage;
  const { files, packages, compilerOptions, imports, ...restOfCode } = code;
  const { scopes = {}, versions, unstable, ...otherCode } = restOfCode;
  const { tools, ...others } = rest;
  const flat = new Map<string, Json>();
  flatten(params, "", flat);
  const scoped = Object.entries(scopes).flatMap(([scope, map]) =>
    Object.entries(map).map(([key, target]): [string, Json] => [
      `${JSON.stringify(key)} in ${JSON.stringify(scope)}`,
      target,
    ])
  );
  return new Map<string, Fields>([
    ["version", single(version)],
    ["kind", single(kind)],
    ["code", entries(files)],
    ["package", entries(packages)],
    ["compiler option", entries(compilerOptions)],
    ["import", entries(imports)],
    ["scoped import", new Map(scoped)],
    ["versions for", entries(versions)],
    ["unstable", single(unstable)],
    ["deno", single(deno)],
    ["tool", entries(tools)],
    ["param", flat],
    ["input", entries(inputs)],
    ["device", single(device)],
    ...Object.entries({ ...otherCode, ...others })
      .map(([name, value]): [string, Fields] => [name, single(value)]),
  ]);
}
