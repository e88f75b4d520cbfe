/**
 * Whether the records in a store are those that were signed: each statement is
 * made again from its record, and compared fact by fact.
 *
 * @module
 */

import { hashFile } from "../../identity/hash.ts";
import type { Digest, Key } from "../../identity/digest.ts";
import { messageOf } from "../../errors.ts";
import type { ExecutionRecord, Store } from "../../store/mod.ts";
import type { SignedStatement } from "../bundle.ts";
import { type Artifacts, artifactsOf, type Execution } from "../artifacts.ts";
import { provenanceOf, traceOf } from "../provenance.ts";
import { treeAlgorithm } from "../dir_hash.ts";
import { at, statementText } from "../statement.ts";
import { provenanceType } from "../terms.ts";
import { compareFacts, factsOf, invocationIn } from "./facts.ts";
import { difference, fault, type VerifyFinding } from "./finding.ts";
import { readRecord } from "./records.ts";

/** What comparing with a store came to. */
export interface ComparedExecutions {
  /** The executions whose records could be read, as they are now. */
  readonly executions: readonly (Execution & { readonly stage: string })[];
  /** The executions that the store has no record of. */
  readonly absent: readonly Group[];
  readonly findings: readonly VerifyFinding[];
}

/** The statements of one execution. */
export interface Group {
  readonly key: Key;
  readonly n: number;
  readonly stage: string;
  readonly signed: SignedStatement[];
}

function grouped(
  statements: readonly SignedStatement[],
  findings: VerifyFinding[],
): Group[] {
  const groups = new Map<string, Group>();
  // Provenance names the stage, and so comes first.
  const first = (one: SignedStatement) =>
    one.statement.predicateType === provenanceType;
  const ordered = [
    ...statements.filter(first),
    ...statements.filter((one) => !first(one)),
  ];
  for (const one of ordered) {
    const id = invocationIn(one.statement);
    if (id === null) {
      findings.push(
        fault(null, `line ${one.line}`, "names no execution that we know"),
      );
      continue;
    }
    const [key, n] = id, name = `${key}/${n}`;
    const group = groups.get(name);
    if (group !== undefined) {
      group.signed.push(one);
      continue;
    }
    const { predicate } = one.statement;
    const stage = String(
      at(predicate, "buildDefinition", "externalParameters", "stage") ??
        key.slice(0, 8),
    );
    groups.set(name, { key, n, stage, signed: [one] });
  }
  return [...groups.values()];
}

/** What a record says and no statement has a place for. */
const unnamed = "; what is otherwise has no name in a statement: a size or a " +
  "type of an output, an input that was not read, or the memory";

/** What follows from another difference, and says nothing of its own. */
const consequences = new Set(["record", "experiment"]);

/**
 * The outputs and inputs whose list of files cannot be read, by the names of
 * their facts. That they are damaged is said where artifacts are compared.
 */
function unreadableFolders(
  { outputs, preimage }: ExecutionRecord,
  artifacts: Artifacts,
): string[] {
  const isLost = (digest: Digest) =>
    artifacts.formOf(digest) === "folder" && artifacts.filesOf(digest) === null;
  return [
    ...Object.entries(outputs).filter(([, { digest }]) => isLost(digest))
      .map(([name]) => `output ${name}`),
    ...Object.entries(preimage.inputs).filter(([, digest]) => isLost(digest))
      .flatMap(([name]) => [`input ${name}`, `read input ${name}`]),
  ];
}

function compareGroup(
  store: Store,
  group: Group,
  record: ExecutionRecord,
  artifacts: Artifacts,
): VerifyFinding[] {
  const { key, n, stage, signed } = group;
  const execution = { record, n };
  const file = hashFile(store.recordPath(key, n)).digest;
  const lost = unreadableFolders(record, artifacts);
  const isLost = (name: string) =>
    lost.some((of) =>
      name === `${of}, as dirHash` || name.startsWith(`${of}/`)
    );
  const findings: VerifyFinding[] = [];
  for (const { statement, text } of signed) {
    const isTrace = statement.predicateType !== provenanceType;
    const made = isTrace
      ? traceOf(execution, artifacts)
      : provenanceOf(execution, artifacts, file);
    if (made === null) {
      findings.push(fault(stage, "reads", "the record has none any more"));
      continue;
    }
    const all = compareFacts(factsOf(statement), factsOf(made))
      .filter(({ name }) => !isLost(name));
    const own = all.filter(({ name }) => !consequences.has(name));
    for (const { name, signed, found } of own.length > 0 ? own : all) {
      const more = own.length === 0 && name === "record" ? unnamed : "";
      findings.push(difference(stage, name, signed, found, more));
    }
    if (all.length > 0 || lost.length > 0) continue;
    if (statementText(made) === text) continue;
    findings.push(
      fault(stage, "statement", "says what its record does not say"),
    );
  }
  return unique(findings);
}

/** Both statements of an execution name its outputs. */
function unique(findings: readonly VerifyFinding[]): VerifyFinding[] {
  const known = new Map(findings.map((one) => [JSON.stringify(one), one]));
  return [...known.values()];
}

/** The forms of outputs as they were signed: a record may be lost. */
function signedForms(
  statements: readonly SignedStatement[],
): Map<string, "file" | "folder"> {
  const forms = new Map<string, "file" | "folder">();
  for (const { statement } of statements) {
    for (const { digest } of statement.subject) {
      const tree = digest[treeAlgorithm];
      if (tree !== undefined) forms.set(tree, "folder");
    }
  }
  return forms;
}

/** Compares signed statements on executions with the records of a store. */
export function compareExecutions(
  store: Store,
  statements: readonly SignedStatement[],
): ComparedExecutions {
  const findings: VerifyFinding[] = [];
  const found: { group: Group; record: ExecutionRecord }[] = [];
  const absent: Group[] = [];
  for (const group of grouped(statements, findings)) {
    const record = readRecord(store, group, findings);
    if (record === "absent") absent.push(group);
    else if (record !== null) found.push({ group, record });
  }
  const executions = found.map(({ group: { n, stage }, record }) => ({
    record,
    n,
    stage,
  }));
  const artifacts = artifactsOf(store, executions, signedForms(statements));
  for (const { group, record } of found) {
    try {
      findings.push(...compareGroup(store, group, record, artifacts));
    } catch (error) {
      // A record that is damaged may hold anything.
      const subject = `record ${group.key.slice(0, 8)}/${group.n}`;
      findings.push(fault(group.stage, subject, messageOf(error)));
    }
  }
  return { executions, absent, findings };
}
