/**
 * Parameters as a crate has them: what a stage kind takes and gives as
 * `FormalParameter`, and what it was given as `PropertyValue` (Workflow Run
 * Crate 0.5, section "Overview" and table "FormalParameter").
 *
 * @module
 */

import type { ArtifactType } from "../../artifact.ts";
import { sha256 } from "../../identity/hash.ts";
import { sortedEntries } from "../../identity/order.ts";
import type { Json } from "../../identity/preimage.ts";
import { isObject } from "../../is_object.ts";
import type { StageKind } from "../../stage.ts";
import { type Graph, to, type Value } from "./graph.ts";
import { localId } from "./ids.ts";

/** The entity of a parameter, an input or an output of a stage kind. */
export function formalId(
  kind: string,
  of: "input" | "output" | "param",
  name: string,
): string {
  return localId("kind", kind, of, name);
}

/** A file or a folder, in the profile's words. */
function artifactType({ form }: ArtifactType): string {
  return form === "folder" ? "Dataset" : "File";
}

/** The name of a declared input: `many` inputs have `name/label`. */
export function slotOf(input: string): string {
  return input.split("/", 1)[0]!;
}

/** Adds the inputs and outputs of a kind. */
export function addSlots(
  graph: Graph,
  { name: kind, inputs, outputs }: StageKind,
): { readonly input: string[]; readonly output: string[] } {
  const input = sortedEntries(inputs).map(([name, slot]) => {
    const { type, arity } = "arity" in slot
      ? slot
      : { type: slot, arity: "one" };
    return graph.add({
      "@id": formalId(kind, "input", name),
      "@type": "FormalParameter",
      name,
      additionalType: artifactType(type),
      encodingFormat: formatOf(type),
      valueRequired: arity === "one",
      multipleValues: arity === "many" ? true : undefined,
    });
  });
  const output = sortedEntries(outputs).map(([name, type]) =>
    graph.add({
      "@id": formalId(kind, "output", name),
      "@type": "FormalParameter",
      name,
      additionalType: artifactType(type),
      encodingFormat: formatOf(type),
    })
  );
  return { input, output };
}

function formatOf({ form, mediaType }: ArtifactType): string | undefined {
  return form === "file" ? mediaType : undefined;
}

/** What a value is, as schema.org's DataType has it. */
function dataTypeOf(value: Json): string | null {
  switch (typeof value) {
    case "boolean":
      return "Boolean";
    case "number":
      return Number.isInteger(value) ? "Integer" : "Float";
    case "string":
      return "Text";
    default:
      return value === null ? null : "PropertyValue";
  }
}

/** The parameters of stages by name; none where they are no object. */
function namedParams(params: Json): [string, Json][] {
  return isObject(params)
    ? sortedEntries(params as Readonly<Record<string, Json>>)
    : [];
}

/**
 * Adds the parameters of a kind by what its stages were given: of which type
 * values are, they say themselves.
 */
export function addParams(
  graph: Graph,
  kind: string,
  all: readonly Json[],
): string[] {
  const types = new Map<string, Set<string>>();
  for (const params of all) {
    for (const [name, value] of namedParams(params)) {
      const known = types.get(name) ?? new Set();
      types.set(name, known);
      const type = dataTypeOf(value);
      if (type !== null) known.add(type);
    }
  }
  return [...types].map(([name, known]) => {
    // Whole numbers among others are no type of their own.
    if (known.has("Float")) known.delete("Integer");
    const [one = "DataType", ...more] = [...known].sort();
    return graph.add({
      "@id": formalId(kind, "param", name),
      "@type": "FormalParameter",
      name,
      additionalType: more.length === 0 ? one : [one, ...more],
    });
  });
}

/** A value as a property has it: of what is nested, its JSON. */
function plainValue(value: Json): Value {
  return typeof value === "object" ? JSON.stringify(value) : value;
}

/**
 * Adds what a stage was given. Stages that were given the same refer to the
 * same entity.
 */
export function addValues(graph: Graph, kind: string, params: Json): string[] {
  return namedParams(params).map(([name, value]) =>
    graph.add({
      "@id": localId(
        "value",
        kind,
        name,
        sha256(JSON.stringify(value)).slice(0, 16),
      ),
      "@type": "PropertyValue",
      name,
      value: plainValue(value),
      exampleOfWork: to(formalId(kind, "param", name)),
    })
  );
}
