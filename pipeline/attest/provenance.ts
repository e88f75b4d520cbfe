/**
 * From a record to what is said of an execution: its SLSA provenance, v1, and
 * the trace of what it read. All of it comes from the record and the store; a
 * fact that is in neither is left out.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { hashFile } from "../identity/hash.ts";
import { experimentOf } from "../identity/key.ts";
import { sortedEntries } from "../identity/order.ts";
import { endOf } from "../export/terms.ts";
import type { ExecutionRecord, Form, Store } from "../store/mod.ts";
import { type Artifacts, digestOf, type Execution } from "./artifacts.ts";
import { denoDependency, npmDependency } from "./packages.ts";
import {
  makeStatement,
  type ResourceDescriptor,
  type Statement,
  type Subject,
} from "./statement.ts";
import {
  builderOf,
  provenanceType,
  readMonitor,
  stageBuildType,
  traceType,
} from "./terms.ts";

/** How an execution is called: its key, and which of the key's it is. */
export function invocationOf({ record, n }: Execution): string {
  return `${record.key}/${n}`;
}

/** An artifact as a subject; of a folder, each of its files beside it. */
export function subjectsOf(
  name: string,
  digest: Digest,
  form: Form,
  artifacts: Artifacts,
): Subject[] {
  const files = form === "folder" ? artifacts.filesOf(digest) ?? [] : [];
  return [
    { name, digest: digestOf(digest, form, artifacts) },
    ...files.map((file) => ({
      name: `${name}/${file.path}`,
      digest: { sha256: file.digest },
    })),
  ];
}

function outputSubjects(
  { outputs }: ExecutionRecord,
  artifacts: Artifacts,
): Subject[] {
  return sortedEntries(outputs).flatMap(([name, { digest, form }]) =>
    subjectsOf(name, digest, form, artifacts)
  );
}

function dependencies(
  { preimage }: ExecutionRecord,
  artifacts: Artifacts,
): ResourceDescriptor[] {
  const { inputs, code, tools = {}, source, deno } = preimage;
  return [
    ...sortedEntries(inputs).map(([name, digest]) => ({
      name: `input:${name}`,
      digest: digestOf(digest, artifacts.formOf(digest), artifacts),
    })),
    // What a stage brings in is known by what the files hold, all together.
    ...source === undefined ? [] : [{
      name: "source",
      digest: digestOf(source, artifacts.formOf(source), artifacts),
    }],
    ...sortedEntries(code.files).map(([path, digest]) => ({
      name: `code:${path}`,
      digest: { sha256: digest },
    })),
    ...sortedEntries(code.packages).map(([id, integrity]) =>
      npmDependency(id, integrity)
    ),
    ...sortedEntries(tools).map(([name, digest]) => ({
      name: `tool:${name}`,
      digest: { sha256: digest },
    })),
    denoDependency(deno),
  ];
}

function byproducts(
  record: ExecutionRecord,
  file: Digest,
): ResourceDescriptor[] {
  const { log, metrics, warnings = [], preimage } = record;
  return [
    {
      name: "record",
      digest: { sha256: file },
      mediaType: "application/json",
      annotations: { experiment: experimentOf(preimage), metrics, warnings },
    },
    ...log === undefined ? [] : [{
      name: "log",
      digest: { sha256: log.digest },
      mediaType: "text/plain",
    }],
  ];
}

/**
 * The SLSA provenance of an execution.
 *
 * @param file The digest of the record's file.
 */
export function provenanceOf(
  execution: Execution,
  artifacts: Artifacts,
  file: Digest,
): Statement {
  const { record } = execution;
  const { stage, preimage, determinism, threads, machine, runtime } = record;
  const { kind, params, code, device } = preimage;
  const { files: _files, packages: _packages, ...configuration } = code;
  const predicate = {
    buildDefinition: {
      buildType: stageBuildType,
      externalParameters: { stage, kind, params, configuration },
      internalParameters: { device, threads, determinism, machine },
      resolvedDependencies: dependencies(record, artifacts),
    },
    runDetails: {
      builder: { id: builderOf(record), version: runtime },
      metadata: {
        invocationId: invocationOf(execution),
        startedOn: record.startedAt,
        finishedOn: endOf(record),
      },
      byproducts: byproducts(record, file),
    },
  };
  return makeStatement(
    outputSubjects(record, artifacts),
    provenanceType,
    predicate,
  );
}

/**
 * The trace of the inputs that an execution was seen to read; null where none
 * were, as with programs, which Deno does not watch.
 */
export function traceOf(
  execution: Execution,
  artifacts: Artifacts,
): Statement | null {
  const { record } = execution;
  const { observed, preimage: { inputs } } = record;
  const read = observed.read.filter((name) => inputs[name] !== undefined);
  if (read.length === 0) return null;
  const predicate = {
    monitor: { type: readMonitor },
    monitoredProcess: {
      hostID: builderOf(record),
      type: stageBuildType,
      event: invocationOf(execution),
    },
    monitorLog: {
      fileAccess: read.map((name) => {
        const digest = inputs[name]!;
        const form = artifacts.formOf(digest);
        return {
          name: `input:${name}`,
          digest: digestOf(digest, form, artifacts),
        };
      }),
    },
    metadata: {
      buildStartedOn: record.startedAt,
      buildFinishedOn: endOf(record),
    },
  };
  return makeStatement(outputSubjects(record, artifacts), traceType, predicate);
}

/** Both statements of an execution whose record is in the store. */
export function statementsOf(
  store: Store,
  execution: Execution,
  artifacts: Artifacts,
): Statement[] {
  const { record: { key }, n } = execution;
  const file = hashFile(store.recordPath(key, n)).digest;
  const trace = traceOf(execution, artifacts);
  const provenance = provenanceOf(execution, artifacts, file);
  return trace === null ? [provenance] : [provenance, trace];
}
