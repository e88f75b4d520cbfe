/**
 * The tables of what records hold.
 *
 * @module
 */

import { fieldsOf } from "../../web/explorer/compare/mod.ts";
import {
  type MakeTable,
  type Origins,
  recordColumns,
  recordTable,
} from "./declare.ts";

/** What tells records apart that stand for a stage of the profile now. */
function currentOnes({ stages }: Origins): ReadonlySet<string> {
  return new Set(
    stages.flatMap(({ record }) =>
      record === null ? [] : [`${record.key} ${record.startedAt}`]
    ),
  );
}

const records: MakeTable = (origins) => {
  const current = currentOnes(origins);
  return {
    name: "records",
    doc: "one execution of a stage",
    columns: [
      ...recordColumns,
      ["kind", "text", "the stage's kind"],
      ["device", "text", "none, wasm, or webgpu: and the adapter"],
      ["deno", "text", "Deno's version"],
      ["started_at", "timestamp", "in UTC"],
      ["seconds", "double", "how long it took"],
      ["threads", "bigint", "how many it was given"],
      ["os", "text", "the operating system"],
      ["arch", "text", "the processor's architecture"],
      ["cores", "bigint", "of the machine"],
      ["peak_memory", "double", "MiB; empty for a short run"],
      ["determinism", "text", "bitwise, adapter or none"],
      ["isolation", "text", "of a program: namespaces or none"],
      ["log", "text", "the digest of what it printed"],
      ["current", "boolean", "whether it stands for the stage now"],
    ],
    rows: origins.records.map(({ n, record }) => [
      record.key,
      n,
      record.stage,
      record.preimage.kind,
      record.preimage.device,
      record.preimage.deno,
      Date.parse(record.startedAt),
      record.seconds,
      record.threads,
      record.machine.os,
      record.machine.arch,
      record.machine.cores,
      record.peakMemory ?? null,
      record.determinism,
      record.isolation ?? null,
      record.log?.digest ?? null,
      current.has(`${record.key} ${record.startedAt}`),
    ]),
  };
};

const inputs = recordTable("inputs", "an artifact that a record was given", [
  ["input", "text", "its name, or name/label"],
  ["digest", "text", "what it held"],
], ({ preimage }) => Object.entries(preimage.inputs));

const outputs = recordTable("outputs", "an artifact that a record gave", [
  ["output", "text", "its name"],
  ["digest", "text", "what it holds"],
  ["size", "bigint", "bytes"],
  ["type", "text", "its artifact type"],
  ["form", "text", "file or folder"],
], (record) =>
  Object.entries(record.outputs).map((
    [name, { digest, size, type, form }],
  ) => [name, digest, size, type, form]));

const metrics = recordTable("metrics", "a number that a record reports", [
  ["metric", "text", "its name"],
  ["value", "double", ""],
], (record) => Object.entries(record.metrics));

const params = recordTable(
  "params",
  "a parameter, nested ones by their path",
  [
    ["param", "text", "its path, with dots between names"],
    ["value", "text", "as JSON"],
    ["text", "text", "a text without its quotes, all else as JSON"],
    ["number", "double", "where it is one"],
  ],
  ({ preimage }) =>
    Array.from(fieldsOf(preimage).get("param") ?? [], ([path, value]) => [
      path,
      JSON.stringify(value),
      typeof value === "string" ? value : JSON.stringify(value),
      typeof value === "number" ? value : null,
    ]),
);

const code = recordTable("code", "a file of a record's code", [
  ["path", "text", "from the project's folder"],
  ["digest", "text", "what it held"],
], ({ preimage }) => Object.entries(preimage.code.files));

const packages = recordTable(
  "packages",
  "an npm package of a record's code",
  [
    ["package", "text", "its name"],
    ["version", "text", ""],
    ["integrity", "text", "as the package manager checked it"],
  ],
  ({ preimage }) =>
    Object.entries(preimage.code.packages).map(([id, integrity]) => {
      const at = id.lastIndexOf("@");
      return [id.slice(0, at), id.slice(at + 1), integrity];
    }),
);

const observed = recordTable("observed", "an input, and whether it was read", [
  ["input", "text", "its name, or name/label"],
  ["read", "boolean", "whether the stage opened it"],
], (record) => [
  ...record.observed.read.map((name) => [name, true]),
  ...record.observed.unread.map((name) => [name, false]),
]);

const warnings = recordTable("warnings", "what looked wrong to a stage", [
  ["message", "text", ""],
], (record) => (record.warnings ?? []).map((message) => [message]));

/** The tables of what records hold, in the order in which they are listed. */
export const recordTables: readonly MakeTable[] = [
  records,
  inputs,
  outputs,
  metrics,
  params,
  code,
  packages,
  observed,
  warnings,
];
