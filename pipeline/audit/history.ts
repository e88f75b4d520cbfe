/**
 * History: whether every input was made by an execution that is here, before it
 * was read, and how far back the results of a profile can be followed.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Lock } from "../lock.ts";
import { short } from "../store/mod.ts";
import { endTimeOf, type ExecutionRecord } from "../store/record.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { isSuperseded } from "./records.ts";
import { recordOfEntry, type Survey } from "./survey.ts";

const { damage, note } = findingsOf("history");

/** Milliseconds by which the clocks of two machines may differ. */
const tolerance = 1000;

/** How far back a profile of the lock can be followed. */
export interface Reach {
  readonly profile: string;
  /** Stages in the lock. */
  readonly stages: number;
  /** Those whose key was computed in this store. */
  readonly computed: number;
  /** Executions that they go back to, themselves included. */
  readonly executions: number;
  /** Of these, those that take no input. */
  readonly sources: number;
  /** Inputs that no record made: where the chain breaks. */
  readonly breaks: readonly {
    readonly stage: string;
    readonly input: string;
    readonly digest: Digest;
  }[];
}

/** What made an input of an execution, but for the execution itself. */
function makersOf(
  { makers }: Survey,
  consumer: ExecutionRecord,
  digest: Digest,
): readonly ExecutionRecord[] {
  return (makers.get(digest) ?? []).filter(({ key }) => key !== consumer.key);
}

/** Follows all stages of a lock's profile back to what takes no input. */
function followProfile(
  survey: Survey,
  profile: string,
  entries: Lock["profiles"][string],
): Reach {
  const locked = new Set<Key>(Object.values(entries).map(({ key }) => key));
  const pending = Object.values(entries)
    .map((entry) => recordOfEntry(survey, entry))
    .filter((record) => record !== undefined);
  const computed = pending.length;
  const seen = new Set<Key>();
  const breaks: Reach["breaks"][number][] = [];
  let sources = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next.key)) continue;
    seen.add(next.key);
    const inputs = Object.entries(next.preimage.inputs);
    if (inputs.length === 0) sources++;
    for (const [input, digest] of inputs) {
      const all = makersOf(survey, next, digest);
      const maker = all.find(({ key }) => locked.has(key)) ?? all.at(-1);
      if (maker !== undefined) pending.push(maker);
      else breaks.push({ stage: next.stage, input, digest });
    }
  }
  breaks.sort((a, b) =>
    compareCodePoints(a.stage, b.stage) || compareCodePoints(a.input, b.input)
  );
  return {
    profile,
    stages: Object.keys(entries).length,
    computed,
    executions: seen.size,
    sources,
    breaks,
  };
}

/** Follows every profile of a lock. */
export function followLock(survey: Survey, lock: Lock | null): Reach[] {
  return Object.entries(lock?.profiles ?? {})
    .map(([profile, entries]) => followProfile(survey, profile, entries))
    .sort((a, b) => compareCodePoints(a.profile, b.profile));
}

/** What the check of history came to. */
export interface CheckedHistory {
  readonly inputs: number;
  readonly findings: readonly Finding[];
}

/** Who read bytes that nobody made. */
interface Unmade {
  readonly stage: string;
  readonly input: string;
  readers: number;
}

/** Inputs that nobody made, and those that were made too late. */
export function auditHistory(
  survey: Survey,
  reaches: readonly Reach[],
): CheckedHistory {
  const unmade = new Map<Digest, Unmade>();
  const findings: Finding[] = [];
  let inputs = 0;
  for (const record of survey.records) {
    // What a forged record says of its inputs is named as the forgery.
    if (survey.forged.has(record)) continue;
    const late: string[] = [];
    for (const [input, digest] of Object.entries(record.preimage.inputs)) {
      inputs++;
      const all = makersOf(survey, record, digest);
      if (all.length === 0) {
        const known = unmade.get(digest);
        if (known !== undefined) known.readers++;
        else unmade.set(digest, { stage: record.stage, input, readers: 1 });
      } else if (all.every((maker) => endTimeOf(maker) > startOf(record))) {
        late.push(`"${input}" (by "${all.at(-1)!.stage}")`);
      }
    }
    if (late.length > 0) findings.push(madeLater(record, late));
  }
  return { inputs, findings: [...unmadeFindings(), ...findings] };

  function unmadeFindings(): Finding[] {
    if (unmade.size === 0) return [];
    // A damaged record for which another one stands says nothing of them.
    const { store, faults, misshapen } = survey;
    const told = new Set(
      [
        ...faults.filter((fault) => !isSuperseded(survey, fault))
          .map(({ path }) => path),
        ...misshapen.map(({ key, n }) => store.recordPath(key, n)),
      ].flatMap(digestsIn),
    );
    const needed = new Set(
      reaches.flatMap(({ breaks }) => breaks.map(({ digest }) => digest)),
    );
    return [...unmade].filter(([digest]) => !told.has(digest))
      .map(([digest, { stage, input, readers }]) => {
        const more = readers > 1 ? ` and of ${readers - 1} more` : "";
        const subject = `input ${short(digest)}`;
        const message = `"${input}" of "${stage}"${more} was made by no ` +
          "record in this store: the chain breaks there";
        return needed.has(digest)
          ? damage("input-unmade", subject, message)
          : note("input-unmade", subject, `${message}; no lock needs it`);
      });
  }
}

function startOf({ startedAt }: ExecutionRecord): number {
  return Date.parse(startedAt) + tolerance;
}

/**
 * It is no fault: whoever moves a damaged record aside and makes it again has
 * such a history, and so has a machine whose clock was set back.
 */
function madeLater(
  record: ExecutionRecord,
  late: readonly string[],
): Finding {
  return note(
    "made-later",
    `record ${short(record.key)} of "${record.stage}"`,
    `started before its input ${late.join(", ")} was made: the record of the ` +
      "run that made it then is gone, or a time is wrong",
  );
}

/** What a record that cannot be believed names, as far as it can be read. */
function digestsIn(path: string): Digest[] {
  try {
    const text = Deno.readTextFileSync(path);
    return [...text.matchAll(/\b[0-9a-f]{64}\b/g)].map(([digest]) =>
      digest as Digest
    );
  } catch {
    return [];
  }
}
