/**
 * The checks of an audit as lines: what was counted, and what it means.
 *
 * @module
 */

import type {
  CheckState,
  CheckView,
  FindingView,
} from "../../../web/audit/view.ts";
import type { Checked } from "../../audit/audit.ts";
import type { CheckName } from "../../audit/finding.ts";
import type { Reach } from "../../audit/history.ts";
import { bytes, count } from "../format.ts";

/** All that was counted. */
export interface Counted extends Checked {
  readonly packages: number;
  readonly declaredSources: number;
  readonly localSources: number;
  /** Runs of `--repeat`. */
  readonly repeats: number;
}

/** The most profiles that have a line of their own. */
const mostProfiles = 4;

/** What is said of a lock, or that it was read. */
type LockStanding = "read" | "there is none" | "it cannot be read";

/** A check before its findings are counted. */
interface Line {
  readonly name: CheckName;
  readonly title: string;
  readonly counted: string;
  /** What it means that there is no fault. */
  readonly meaning: string;
  /** False where there was nothing to check. */
  readonly any: boolean;
}

function linesOf(counted: Counted, lock: LockStanding): Line[] {
  const { objects, records, withCode, logs, observed } = counted;
  const without = counted.lockEntriesWithoutRecord;
  return [
    {
      name: "objects",
      title: "Objects",
      counted: `${objects} hashed again, ${bytes(counted.bytes)}`,
      meaning: "each is what its name says",
      any: objects > 0,
    },
    {
      name: "records",
      title: "Records",
      counted: `${records} read`,
      meaning: "each as written, its key the hash of what it says",
      any: records > 0,
    },
    {
      name: "code",
      title: "Code",
      counted: `${count(counted.codeFiles, "file")} that ran`,
      meaning: withCode === records
        ? "kept for every execution"
        : `all kept for ${withCode} of ${records} executions`,
      any: records > 0,
    },
    {
      name: "logs",
      title: "Logs",
      counted: `${logs} kept`,
      meaning: "each is what its record says",
      any: logs > 0,
    },
    {
      name: "history",
      title: "History",
      counted: count(counted.inputs, "input"),
      meaning: "each was made by an execution that is here",
      any: counted.inputs > 0,
    },
    {
      name: "packages",
      title: "Packages",
      counted: `${counted.packages} that ran`,
      meaning: "no integrity differs from deno.lock's",
      any: counted.packages > 0,
    },
    {
      name: "sources",
      title: "Sources",
      counted: `${counted.declaredSources} declared, ` +
        `${counted.localSources} of the project's files`,
      meaning: "each holds what it must",
      any: counted.declaredSources + counted.localSources > 0,
    },
    {
      name: "reads",
      title: "Reads",
      counted: `${observed} of ${count(records, "execution")}`,
      meaning: "every read was observed",
      any: records > 0,
    },
    {
      name: "determinism",
      title: "Determinism",
      counted: `${count(counted.keys, "key")}, ` +
        `${counted.repeatedKeys} computed more than once`,
      meaning: "no claim is broken",
      any: records > 0,
    },
    {
      name: "lock",
      title: "Lock",
      counted: lock === "read" ? `${counted.lockEntries} entries` : lock,
      meaning: "none contradicts a record" +
        (without > 0 ? `; ${without} never computed here` : ""),
      any: counted.lockEntries > without,
    },
    {
      name: "needs",
      title: "Pins",
      counted: `${counted.pins}`,
      meaning: "each can be read",
      any: counted.pins > 0,
    },
    {
      name: "repetitions",
      title: "Repetitions",
      counted: `${count(counted.repeats, "run")} compared byte for byte`,
      meaning: "none differs",
      any: counted.repeats > 0,
    },
  ];
}

/** Lines that are left out where there was nothing to check. */
const unlessAny: ReadonlySet<CheckName> = new Set([
  "logs",
  "needs",
  "repetitions",
]);

function stateOf(any: boolean, faults: number, notes: number): CheckState {
  if (faults > 0) return "failed";
  if (notes > 0) return "noted";
  return any ? "passed" : "skipped";
}

function view(line: Line, findings: readonly FindingView[]): CheckView | null {
  const own = findings.filter(({ check }) => check === line.name);
  const faults = own.filter(({ severity }) => severity === "damage").length;
  const notes = own.length - faults;
  const state = stateOf(line.any, faults, notes);
  if (state === "skipped" && unlessAny.has(line.name)) return null;
  const said = faults > 0
    ? [count(faults, "fault")]
    : line.any
    ? [line.meaning]
    : [];
  const { name, title, counted } = line;
  const text = [counted, ...said].join(": ") +
    (notes > 0 ? `; ${count(notes, "note")}` : "");
  return { name, title, state, text, faults, notes };
}

/** How far back a profile goes, in a line. */
function profileLine(reach: Reach): CheckView {
  const { profile, stages, computed, sources, breaks } = reach;
  const here = computed === stages
    ? `all ${count(stages, "stage")} here`
    : `${computed} of ${count(stages, "stage")} here`;
  const [state, text]: [CheckState, string] = computed === 0
    ? ["skipped", "never computed here"]
    : breaks.length > 0
    ? ["failed", `${here}, broken at ${count(breaks.length, "input")}`]
    : [
      // What is here of it was checked, and there is nothing to be noted.
      computed === stages ? "passed" : "skipped",
      `${here}, traced back to ${count(sources, "source")}`,
    ];
  return {
    name: "profiles",
    title: "Profile",
    state,
    text: `"${profile}": ${text}`,
    faults: 0,
    notes: 0,
  };
}

function profileLines(reaches: readonly Reach[]): CheckView[] {
  if (reaches.length <= mostProfiles) return reaches.map(profileLine);
  const lines = reaches.map(profileLine);
  const worst = (["failed", "noted", "passed", "skipped"] as const)
    .find((state) => lines.some((line) => line.state === state))!;
  const whole = lines.filter(({ state }) => state === "passed").length;
  const broken = lines.filter(({ state }) => state === "failed").length;
  const text = `${whole} of ${reaches.length} here in whole, traced back to ` +
    `their sources` + (broken > 0 ? `; ${broken} broken` : "");
  return [{
    name: "profiles",
    title: "Profiles",
    state: worst,
    text,
    faults: 0,
    notes: 0,
  }];
}

/** All checks, in the order in which they are shown. */
export function checksOf(
  counted: Counted,
  hasLock: boolean,
  reaches: readonly Reach[],
  findings: readonly FindingView[],
): CheckView[] {
  const unread = findings.some((one) => one.class === "lock-unreadable")
    ? "it cannot be read"
    : "there is none";
  const lines = linesOf(counted, hasLock ? "read" : unread);
  return lines.flatMap((line) => {
    const made = view(line, findings);
    const own = made === null ? [] : [made];
    return line.name === "lock" ? [...own, ...profileLines(reaches)] : own;
  });
}
