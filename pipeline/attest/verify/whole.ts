/**
 * Whether a bundle is whole: that it has one statement on the result, and
 * exactly those that this one names.
 *
 * @module
 */

import { sha256 } from "../../identity/hash.ts";
import type { Bundle, SignedStatement } from "../bundle.ts";
import { at, descriptorsIn } from "../statement.ts";
import { pipelineBuilder, profileBuildType, provenanceType } from "../terms.ts";
import { invocationIn } from "./facts.ts";
import { difference, fault, type VerifyFinding } from "./finding.ts";

/** What is said of a profile as a whole. */
export interface SignedResult {
  readonly signed: SignedStatement;
  readonly recipe: string;
  readonly profile: string;
  readonly settings: readonly string[];
}

/** The statements of a bundle by what they are of. */
export interface WholeBundle {
  /** Null where there is none, or more than one. */
  readonly result: SignedResult | null;
  /** The provenance of each stage, by the stage's name. */
  readonly stages: ReadonlyMap<string, SignedStatement>;
  /** Stages whose provenance is named by the result, and is not there. */
  readonly missing: ReadonlySet<string>;
  /** All statements on executions that belong to the result. */
  readonly executions: readonly SignedStatement[];
  readonly findings: readonly VerifyFinding[];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === "string") : [];
}

function readResult(signed: SignedStatement): SignedResult | null {
  const { predicateType, predicate } = signed.statement;
  const definition = at(predicate, "buildDefinition");
  const builder = at(predicate, "runDetails", "builder", "id");
  const isResult = predicateType === provenanceType &&
    at(definition, "buildType") === profileBuildType &&
    builder === pipelineBuilder;
  if (!isResult) return null;
  const given = at(definition, "externalParameters");
  const recipe = at(given, "recipe"), profile = at(given, "profile");
  if (typeof recipe !== "string" || typeof profile !== "string") return null;
  return { signed, recipe, profile, settings: texts(at(given, "settings")) };
}

/** What a statement says that it is of, for messages. */
function claimOf({ statement }: SignedStatement): string {
  const { predicate } = statement;
  const stage = at(
    predicate,
    "buildDefinition",
    "externalParameters",
    "stage",
  );
  if (typeof stage === "string") return `on the stage "${stage}"`;
  const event = at(predicate, "monitoredProcess", "event");
  if (typeof event === "string") {
    return `on what the execution ${event.slice(0, 8)} read`;
  }
  return `of the type "${statement.predicateType}"`;
}

/** The most lines that are named one by one for the same fault. */
const maxLines = 3;

/** What is wrong with lines; of many that have the same fault, once. */
function badLines({ bad }: Bundle): VerifyFinding[] {
  const alike = Map.groupBy(bad, ({ what }) => what);
  return [...alike].flatMap(([what, lines]) => {
    if (lines.length <= maxLines) {
      return lines.map(({ line }) => fault(null, `line ${line}`, what));
    }
    const subject = `each of ${lines.length} lines, from line ` +
      `${lines[0]!.line} on,`;
    return [fault(null, subject, what)];
  });
}

/** Sorts a bundle's statements, and names those that are missing or added. */
export function checkWhole(bundle: Bundle): WholeBundle {
  const { statements } = bundle;
  const findings = badLines(bundle);
  const results = statements.map(readResult).filter((one) => one !== null);
  const [result] = results;
  if (result === undefined || results.length > 1) {
    const what = result === undefined
      ? "is missing, so that nobody can tell whether all others are there"
      : `is there ${results.length} times, and one file is of one result`;
    findings.push(fault(null, "statement on the result", what));
    return {
      result: null,
      stages: new Map(),
      missing: new Set(),
      executions: [],
      findings,
    };
  }
  const byDigest = new Map<string, SignedStatement>();
  for (const one of statements) {
    if (one === result.signed) continue;
    const digest = sha256(one.text);
    if (byDigest.has(digest)) {
      findings.push(fault(null, `line ${one.line}`, "is there twice"));
    } else byDigest.set(digest, one);
  }
  const stages = new Map<string, SignedStatement>();
  const used = new Set<SignedStatement>();
  const missing = new Set<string>();
  const links = descriptorsIn(
    at(
      result.signed.statement.predicate,
      "buildDefinition",
      "resolvedDependencies",
    ),
  );
  for (const { name = "", digest } of links) {
    const found = byDigest.get(digest?.sha256 ?? "");
    const [, kind, stage = name] = /^(stage|trace):(.*)$/s.exec(name) ?? [];
    if (found === undefined && missing.has(stage)) continue;
    if (found === undefined) {
      if (kind !== "trace") missing.add(stage);
      const what = kind === "trace" ? "statement on its reads" : "statement";
      findings.push(difference(stage, what, digest?.sha256, undefined));
      continue;
    }
    used.add(found);
    if (kind !== "trace") {
      stages.set(stage, found);
      continue;
    }
    const own = stages.get(stage);
    // That its provenance is missing is said already.
    if (own === undefined && missing.has(stage)) continue;
    const ids = [own, found].map((one) =>
      one === undefined ? "" : String(invocationIn(one.statement))
    );
    if (ids[0] === ids[1]) continue;
    const what = "is of another execution than its provenance";
    findings.push(fault(stage, "statement on its reads", what));
  }
  for (const one of byDigest.values()) {
    if (used.has(one)) continue;
    findings.push(
      fault(
        null,
        `line ${one.line}`,
        `is a statement ${claimOf(one)}, which is not part of the result`,
      ),
    );
  }
  return { result, stages, missing, executions: [...used], findings };
}
