/**
 * What is known of the executions of a lineage. What is the same for all of
 * them is said once, above the tree; beside an execution stands what is not.
 *
 * @module
 */

import { compareCodePoints } from "../../identity/order.ts";
import type { Lineage, LineageNode } from "../../lineage/graph.ts";
import type { Standing } from "../../lineage/standing.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { count, duration, minute, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { verdictText } from "../verdict.ts";

/** Something that is known of every execution, in words; empty for nothing. */
type Aspect = (record: ExecutionRecord) => string;

const aspects = {
  device: ({ preimage: { device } }) => device === "none" ? "" : device,
  determinism: ({ determinism }) => determinism,
  deno: ({ runtime: { deno, v8, typescript } }) =>
    `Deno ${deno} (V8 ${v8}, TypeScript ${typescript})`,
  machine: ({ machine: { os, arch, cores } }) =>
    `${os} ${arch}, ${count(cores, "core")}`,
} as const satisfies Record<string, Aspect>;

/** What stands above the tree, and what beside each execution. */
export interface Facts {
  /** Names and texts, such as `Device` and `wasm`. */
  readonly common: readonly (readonly [string, string])[];
  /** What of an execution is not said above. */
  own(record: ExecutionRecord): string[];
  /** How it stands to the lock, in words; empty where it is not compared. */
  standing(record: ExecutionRecord): string;
}

/** Whether a record is of a stage that is a program. */
export function isProgram(record: ExecutionRecord): boolean {
  return record.isolation !== undefined;
}

/** How often each text comes, the most frequent first. */
function tally(texts: Iterable<string>): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) =>
    b[1] - a[1] || compareCodePoints(a[0], b[0])
  );
}

/** The most values of an aspect that are counted out. */
const mostValues = 3;

function tallyText(counts: readonly (readonly [string, number])[]): string {
  const [first] = counts;
  if (first !== undefined && counts.length === 1) return first[0];
  const shown = counts.slice(0, mostValues)
    .map(([text, n]) => `${n} ${text}`).join(" · ");
  const more = counts.length - mostValues;
  return more > 0 ? `${shown} · ${more} others` : shown;
}

/** When they ran, and for how long in all. */
function timesText(records: readonly ExecutionRecord[]): string {
  const times = records.map(({ startedAt }) => startedAt)
    .sort(compareCodePoints);
  const first = minute(times[0]!), last = minute(times.at(-1)!);
  const span = first === last
    ? first
    : first.slice(0, 10) === last.slice(0, 10)
    ? `${first} to ${last.slice(11)}`
    : `${first} to ${last}`;
  const seconds = records.reduce((sum, one) => sum + one.seconds, 0);
  return `${span} UTC, ${duration(seconds)} of computing`;
}

/** What was declared against what was seen to be read. */
function readsText({ nodes, direction }: Lineage): string {
  let declared = 0, unread = 0, programs = 0;
  for (const { record } of nodes.values()) {
    const inputs = Object.keys(record.preimage.inputs).length;
    if (isProgram(record)) programs += 1;
    else {
      declared += inputs;
      unread += record.observed.unread.length;
    }
  }
  const of = direction === "up" ? "" : " of these executions";
  return [
    declared === 0
      ? "none declared"
      : unread === 0 && declared === 1
      ? `the one that was declared${of} was seen to be read`
      : unread === 0
      ? `all ${declared} that were declared${of} were seen to be read`
      : `${declared - unread} of ${declared} declared${of} were seen to be ` +
        `read, ${unread} not`,
    ...(programs === 0
      ? []
      : [`what ${count(programs, "program")} read was not observed`]),
  ].join("; ");
}

/** Computes the facts of a lineage that has executions. */
export function factsOf(
  lineage: Lineage,
  standing: Standing,
  profile: string,
): Facts {
  const records = [...lineage.nodes.values()].map(({ record }) => record);
  const standings = new Map(
    records.map((record) => {
      const verdict = standing(record);
      const text = verdict === null ? "" : verdictText(verdict);
      return [record, text === "new" ? "not in the lock" : text];
    }),
  );
  const own: Aspect[] = [];
  const counted = (aspect: Aspect) => {
    const counts = tally(records.map(aspect).filter((text) => text !== ""));
    if (counts.length > 1) own.push(aspect);
    return tallyText(counts);
  };
  const types = tally(
    [...standings.values()].map((text) => text.split(":")[0]!)
      .filter((type) => type !== ""),
  );
  // What is not as the lock has it is said of each, also where all are so.
  const [state] = types;
  if (types.length > 1 || (state !== undefined && state[0] !== "identical")) {
    own.push((record) => {
      const text = standings.get(record)!;
      return text === "identical" ? "" : text;
    });
  }
  const warned = records.filter(({ warnings = [] }) => warnings.length > 0);
  const common: [string, string][] = [
    ["Ran", timesText(records)],
    ["By", [counted(aspects.deno), counted(aspects.machine)].join(" on ")],
    ["Device", counted(aspects.device) || "none"],
    ["Class", counted(aspects.determinism)],
    ["Inputs", readsText(lineage)],
    [
      "Lock",
      types.length === 0
        ? "not compared"
        : `${tallyText(types)}, profile ${profile}`,
    ],
    ...(warned.length === 0
      ? []
      : [["Warned", count(warned.length, "execution")] as [string, string]]),
  ];
  return {
    common,
    own: (record) => own.map((one) => one(record)).filter((one) => one !== ""),
    standing: (record) => standings.get(record) ?? "",
  };
}

/** The facts that all executions share, as lines. */
export function renderFacts({ common }: Facts, columns: number): string[] {
  const width = Math.max(...common.map(([name]) => name.length)) + 2;
  return common.flatMap(([name, text]) =>
    wrap(harmless(text), columns - width).map((line, i) =>
      (i === 0 ? name : "").padEnd(width) + line
    )
  );
}

/** What must be equal for one execution to stand for another in a tree. */
export function traitOf(
  { standing }: Facts,
): (node: LineageNode) => string {
  return ({ record }) =>
    JSON.stringify([
      ...Object.values(aspects).map((aspect: Aspect) => aspect(record)),
      standing(record).split(":")[0],
      record.isolation ?? "",
    ]);
}
