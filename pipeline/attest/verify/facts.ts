/**
 * A statement as facts with names: what two statements are compared by, so that
 * a difference has a name that a person knows.
 *
 * @module
 */

import type { Key } from "../../identity/digest.ts";
import type { Json } from "../../identity/preimage.ts";
import { treeAlgorithm } from "../dir_hash.ts";
import {
  at,
  descriptorsIn,
  type DigestSet,
  type ResourceDescriptor,
  type Statement,
} from "../statement.ts";

/** Facts by name, such as `parameter steps` or `output model`. */
export type Facts = Map<string, Json>;

/** All that is below a value, each by the way to it. */
export function* leaves(
  value: unknown,
  path = "",
): Generator<[string, Json]> {
  if (typeof value !== "object" || value === null) {
    if (value !== undefined) yield [path, value as Json];
    return;
  }
  const entries = Array.isArray(value)
    ? value.map((one, i) => [`${path}[${i}]`, one] as const)
    : Object.entries(value).map(([name, one]) =>
      [path === "" ? name : `${path}.${name}`, one] as const
    );
  if (entries.length === 0) yield [path, Array.isArray(value) ? [] : {}];
  for (const [name, one] of entries) yield* leaves(one, name);
}

/** The digest that we know a thing by; of what has none of ours, all it has. */
export function ownDigest(digest: DigestSet | undefined): Json | undefined {
  if (digest === undefined) return undefined;
  return digest[treeAlgorithm] ?? digest.sha256 ?? digest.sha512 ?? digest;
}

/** What a dependency is called: `input x`, `code a.ts`, `package pkg:...`. */
export function dependencyName({ name, uri }: ResourceDescriptor): string {
  if (name === undefined) return `package ${uri}`;
  const [, kind, rest] = /^(\w+):(.*)$/s.exec(name) ?? [];
  return kind === undefined ? name : `${kind} ${rest}`;
}

/** Adds what is known of a thing: the digest that we know it by, and others'. */
export function addDescriptor(
  facts: Facts,
  name: string,
  { digest, uri }: ResourceDescriptor,
): void {
  facts.set(name, ownDigest(digest) ?? uri ?? null);
  if (digest?.dirHash !== undefined) {
    facts.set(`${name}, as dirHash`, digest.dirHash);
  }
}

/** The facts of a statement on one execution. */
export function factsOf({ subject, predicate }: Statement): Facts {
  const facts: Facts = new Map();
  const add = (prefix: string, value: unknown) => {
    for (const [path, leaf] of leaves(value)) {
      facts.set([prefix, path].filter((word) => word !== "").join(" "), leaf);
    }
  };
  const definition = at(predicate, "buildDefinition");
  const run = at(predicate, "runDetails");
  add("name", at(definition, "externalParameters", "stage"));
  add("kind", at(definition, "externalParameters", "kind"));
  add("parameter", at(definition, "externalParameters", "params"));
  add("configuration", at(definition, "externalParameters", "configuration"));
  for (const one of subject) {
    addDescriptor(facts, `output ${one.name}`, one);
  }
  for (const one of descriptorsIn(at(definition, "resolvedDependencies"))) {
    addDescriptor(facts, dependencyName(one), one);
  }
  for (
    const one of descriptorsIn(at(predicate, "monitorLog", "fileAccess"))
  ) {
    addDescriptor(facts, `read ${dependencyName(one)}`, one);
  }
  add("", at(definition, "internalParameters"));
  add("startedOn", at(predicate, "metadata", "buildStartedOn"));
  add("finishedOn", at(predicate, "metadata", "buildFinishedOn"));
  add("builder", at(run, "builder"));
  add("", at(run, "metadata"));
  for (const one of descriptorsIn(at(run, "byproducts"))) {
    addDescriptor(facts, one.name ?? "byproduct", one);
    add("metric", at(one, "annotations", "metrics"));
    // That there was none is nothing to be named beside one that is new.
    const warnings = at(one, "annotations", "warnings");
    if (!Array.isArray(warnings) || warnings.length > 0) {
      add("warning", warnings);
    }
    add("experiment", at(one, "annotations", "experiment"));
  }
  return facts;
}

/** A fact that is another one. */
export interface FactDifference {
  readonly name: string;
  readonly signed: Json | undefined;
  readonly found: Json | undefined;
}

/** The facts that are not the same, in the order of those that were signed. */
export function compareFacts(signed: Facts, found: Facts): FactDifference[] {
  const names = new Set([...signed.keys(), ...found.keys()]);
  return [...names].map((name) => ({
    name,
    signed: signed.get(name),
    found: found.get(name),
  })).filter((one) => JSON.stringify(one.signed) !== JSON.stringify(one.found));
}

/** The execution that a statement is of; null where it names none of ours. */
export function invocationIn({ predicate }: Statement): [Key, number] | null {
  const id = at(predicate, "runDetails", "metadata", "invocationId") ??
    at(predicate, "monitoredProcess", "event");
  const [, key, n] = /^([0-9a-f]{64})\/([1-9]\d{0,8})$/.exec(String(id)) ?? [];
  return key === undefined ? null : [key as string as Key, Number(n)];
}
