/**
 * Comparing preimages field by field: why a key is another one.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Json, Preimage } from "../identity/preimage.ts";
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

/** Parameters by their path, so that a nested one is named on its own. */
function flatten(value: Json, path: string, into: Record<string, Json>): void {
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) {
      flatten(inner, path === "" ? key : `${path}.${key}`, into);
    }
  } else if (path !== "") into[path] = value;
}

/** All that is compared of a preimage: fields by group. */
function fieldsOf(preimage: PartialPreimage): Record<string, Fields> {
  const params: Record<string, Json> = {};
  flatten(preimage.params, "", params);
  const { code } = preimage;
  return {
    version: { "": preimage.version },
    kind: { "": preimage.kind },
    code: code.files,
    package: code.packages,
    "compiler option": code.compilerOptions as Fields,
    import: code.imports,
    unstable: { "": (code.unstable ?? []).join(",") },
    deno: { "": preimage.deno },
    param: params,
    input: preimage.inputs,
    device: { "": preimage.device },
  };
}

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function describe(
  field: string,
  name: string,
  before: Json | undefined,
  after: Json | undefined,
): string {
  const change = before === undefined
    ? "added"
    : after === undefined
    ? "removed"
    : "changed";
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
    case "input": {
      if (change !== "changed") return `input ${name}: ${change}`;
      return `input ${name}: ${short(String(before))} -> ` +
        short(String(after));
    }
    case "package":
      return `package ${name}: ${
        change === "changed" ? "integrity changed" : change
      }`;
    default:
      return `${field} ${name}: ${
        before === undefined ? "none" : show(before)
      } -> ${after === undefined ? "none" : show(after)}`;
  }
}

/**
 * The fields in which two preimages differ, in a fixed order. An input that is
 * not known is not compared.
 */
export function comparePreimages(
  before: PartialPreimage,
  after: PartialPreimage,
): Difference[] {
  const differences: Difference[] = [];
  const a = fieldsOf(before), b = fieldsOf(after);
  for (const field of Object.keys(b)) {
    const x = a[field]!, y = b[field]!;
    const names = new Set([...Object.keys(x), ...Object.keys(y)]);
    for (const name of [...names].sort(compareCodePoints)) {
      const from = x[name], to = y[name];
      if (field === "input" && (from === null || to === null)) continue;
      if (JSON.stringify(from) === JSON.stringify(to)) continue;
      differences.push({
        field,
        name,
        before: from ?? null,
        after: to ?? null,
        line: describe(field, name, from, to),
      });
    }
  }
  return differences;
}
