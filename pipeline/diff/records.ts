/**
 * Comparing two executions: what they were given, what they gave, and where the
 * two part.
 *
 * @module
 */

import type { Difference } from "../../web/explorer/api.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Json } from "../identity/preimage.ts";
import { type Connections, Producers } from "../lineage/mod.ts";
import { diffCode, type FileDiff, hunkLines } from "../plan/code_diff.ts";
import {
  comparePreimages,
  type Difference as KeyDifference,
} from "../plan/compare.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { short } from "../store/seal.ts";
import type { Store } from "../store/store.ts";
import { type Cause, explainFirst, findCauses } from "./causes.ts";
import { changeText } from "./numbers.ts";

/** How two executions compare. */
export interface RecordComparison {
  /** The first difference on the way down, explained; null where none is. */
  readonly first: string | null;
  /** All places where the two part, from the sources on. */
  readonly causes: readonly Cause[];
  /** Of the two themselves: first what they were given, then what they gave. */
  readonly differences: readonly Difference[];
}

/** The fields of a preimage as they are called where a record is shown. */
const shownFields: Readonly<Record<string, string>> = {
  param: "params",
  input: "inputs",
  package: "packages",
  tool: "tools",
};

/** What there is to say of a file of code; nothing where it is not at hand. */
function diffText(diff: FileDiff): string | undefined {
  return diff.type === "text" ? hunkLines(diff.hunks).join("\n") : undefined;
}

/** A difference of two preimages, with the code's lines. */
function shown(store: Store, difference: KeyDifference): Difference {
  const { field, before, after } = difference;
  const inBoth = typeof before === "string" && typeof after === "string";
  const diff = field === "code" && inBoth
    ? diffText(diffCode(store, before, after, undefined))
    : undefined;
  return {
    ...difference,
    field: shownFields[field] ?? field,
    ...(diff === undefined ? {} : { diff }),
  };
}

type Values = Readonly<Record<string, Json | undefined>>;

/** Compares values by name, such as metrics. */
function compareValues(
  field: string,
  before: Values,
  after: Values,
  line: (name: string, from: Json | undefined, to: Json | undefined) => string,
): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort(compareCodePoints).flatMap((name): Difference[] => {
    const from = before[name], to = after[name];
    if (JSON.stringify(from) === JSON.stringify(to)) return [];
    const change = from === undefined
      ? "added"
      : to === undefined
      ? "removed"
      : "changed";
    return [{
      field,
      name,
      change,
      before: from ?? null,
      after: to ?? null,
      line: line(name, from, to),
    }];
  });
}

const text = (value: Json | undefined) =>
  value === undefined
    ? "none"
    : typeof value === "string"
    ? value
    : JSON.stringify(value);

function digests({ outputs }: ExecutionRecord): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { digest }]) => [name, digest]),
  );
}

/** What two executions gave, and on what they ran. */
function compareResults(a: ExecutionRecord, b: ExecutionRecord): Difference[] {
  const plain = (what: string) =>
  (
    name: string,
    from: Json | undefined,
    to: Json | undefined,
  ) => `${what}${name}: ${text(from)} -> ${text(to)}`;
  const around = (record: ExecutionRecord): Values => ({
    ...record.machine,
    threads: record.threads,
    isolation: record.isolation,
  });
  return [
    ...compareValues("outputs", digests(a), digests(b), (name, from, to) => {
      const digest = (value: Json | undefined) =>
        typeof value === "string" ? short(value) : "none";
      return `output ${name}: ${digest(from)} -> ${digest(to)}`;
    }),
    ...compareValues(
      "metrics",
      a.metrics,
      b.metrics,
      (name, from, to) =>
        `metric ${name}: ` +
        (typeof from === "number" && typeof to === "number"
          ? changeText(from, to)
          : `${text(from)} -> ${text(to)}`),
    ),
    ...compareValues(
      "warnings",
      Object.fromEntries((a.warnings ?? []).map((one) => [one, true])),
      Object.fromEntries((b.warnings ?? []).map((one) => [one, true])),
      (name, from) =>
        `warning ${from === undefined ? "added" : "gone"}: ${name}`,
    ),
    ...compareValues(
      "determinism",
      { "": a.determinism },
      { "": b.determinism },
      plain("determinism"),
    ),
    ...compareValues("machine", around(a), around(b), plain("machine ")),
  ];
}

/**
 * Compares two executions. Times are not compared: they are never the same.
 *
 * @param producers Which executions made which bytes, where it is known
 * already; otherwise all records of the store are read.
 * @param connections Which stage the recipe connects to an input.
 */
export function compareRecords(
  store: Store,
  a: ExecutionRecord,
  b: ExecutionRecord,
  producers: Producers = new Producers(store.allRecords()),
  connections?: Connections,
): RecordComparison {
  const causes = findCauses(producers, [[a, b]], connections);
  return {
    first: explainFirst(causes, b.stage),
    causes,
    differences: [
      ...comparePreimages(a.preimage, b.preimage)
        .map((one) => shown(store, one)),
      ...compareResults(a, b),
    ],
  };
}
