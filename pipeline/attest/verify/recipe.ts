/**
 * Whether the recipe still asks for what was signed: the same stages, with the
 * same parameters, and the same results shown.
 *
 * @module
 */

import { basename } from "node:path";
import type { Json } from "../../identity/preimage.ts";
import type { ProjectPlaces } from "../../project.ts";
import type { BuiltRecipe } from "../../recipe.ts";
import type { SignedStatement } from "../bundle.ts";
import { recipeName, shownOutputs } from "../result.ts";
import { at } from "../statement.ts";
import { addDescriptor, compareFacts, type Facts, leaves } from "./facts.ts";
import { difference, fault, type VerifyFinding } from "./finding.ts";
import type { SignedResult, WholeBundle } from "./whole.ts";

/** What comparing with a recipe came to. */
export interface ComparedRecipe {
  readonly stages: number;
  readonly findings: readonly VerifyFinding[];
}

function paramFacts(params: unknown): Facts {
  // As a record keeps them: JSON.
  const plain = JSON.parse(JSON.stringify(params ?? null));
  return new Map(
    [...leaves(plain)].map((
      [path, leaf],
    ) => [`parameter ${path}`.trim(), leaf]),
  );
}

function inputNames({ statement }: SignedStatement): string[] {
  const all = at(
    statement.predicate,
    "buildDefinition",
    "resolvedDependencies",
  );
  return (Array.isArray(all) ? all : []).map((one) => String(at(one, "name")))
    .filter((name) => name.startsWith("input:"))
    .map((name) => name.slice("input:".length));
}

function compareShown(
  built: BuiltRecipe,
  { signed }: SignedResult,
  { stages, missing }: WholeBundle,
  lockName: string,
): VerifyFinding[] {
  const expected: Facts = new Map();
  const unknown: string[] = [];
  const shown = shownOutputs(built.stages, built.result);
  for (const [name, { stage, output }] of shown) {
    // That its statement is missing is said already.
    if (missing.has(stage)) unknown.push(`result ${name}`);
    const subjects = stages.get(stage)?.statement.subject ?? [];
    for (const one of subjects) {
      if (one.name !== output && !one.name.startsWith(`${output}/`)) continue;
      const rest = one.name.slice(output.length);
      addDescriptor(expected, `result ${name}${rest}`, one);
    }
  }
  const said: Facts = new Map();
  for (const one of signed.statement.subject) {
    if (one.name !== lockName) addDescriptor(said, `result ${one.name}`, one);
  }
  const isUnknown = (name: string) =>
    unknown.some((of) =>
      name === of || name.startsWith(`${of}/`) || name.startsWith(`${of}, `)
    );
  return compareFacts(said, expected).filter(({ name }) => !isUnknown(name))
    .map((one) => difference(null, one.name, one.signed, one.found));
}

/** Compares signed statements with the recipe as it is now. */
export function compareRecipe(
  places: ProjectPlaces,
  built: BuiltRecipe,
  result: SignedResult,
  whole: WholeBundle,
): ComparedRecipe {
  const findings: VerifyFinding[] = [];
  const name = recipeName(places.root, places.recipePath);
  if (name !== result.recipe) {
    findings.push(difference(null, "recipe", result.recipe, name));
  }
  const lockName = basename(places.lockPath);
  const left = new Map(whole.stages);
  for (const { name, kind, params, inputs } of built.stages) {
    const signed = left.get(name);
    left.delete(name);
    if (signed === undefined && whole.missing.has(name)) continue;
    if (signed === undefined) {
      findings.push(fault(name, "stage", "is in the recipe, and not signed"));
      continue;
    }
    const given = at(
      signed.statement.predicate,
      "buildDefinition",
      "externalParameters",
    );
    const was: Facts = paramFacts(at(given, "params"));
    was.set("kind", at(given, "kind") as Json ?? null);
    for (const input of inputNames(signed)) was.set(`input ${input}`, "there");
    const is: Facts = paramFacts(params);
    is.set("kind", kind.name);
    for (const input of Object.keys(inputs)) is.set(`input ${input}`, "there");
    for (const one of compareFacts(was, is)) {
      const subject = `${one.name} in the recipe`;
      findings.push(difference(name, subject, one.signed, one.found));
    }
  }
  for (const name of left.keys()) {
    findings.push(fault(name, "stage", "was signed, and is not in the recipe"));
  }
  findings.push(...compareShown(built, result, whole, lockName));
  return { stages: built.stages.length, findings };
}
