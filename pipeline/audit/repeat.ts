/**
 * Testing determinism claims: stages run again in a store of their own, and
 * their bytes are compared with those of the record. Nothing is added to the
 * audited store, so a repetition that goes wrong leaves nothing behind that a
 * later run could take for a result.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import type { Plan } from "../plan/mod.ts";
import type { StageOutcome } from "../run/event.ts";
import { scratchStorePrefix } from "../run/sweep.ts";
import { removeIfThere } from "../store/files.ts";
import { type Form, openStore, short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { differingOutputs } from "./records.ts";

const { damage, note } = findingsOf("repetitions");

/**
 * The records that repetitions of stages are compared with.
 *
 * @throws JuiceError naming a stage that has none.
 */
export function recordsToRepeat(
  plan: Plan,
  wanted: ReadonlySet<string>,
  reproduce: string,
): Map<string, ExecutionRecord> {
  const missing = plan.stages.find(({ record }) => record === null);
  if (missing !== undefined) {
    const [why] = missing.reasons;
    throw new JuiceError(
      `Cannot repeat stages: "${missing.stage.name}" must run first` +
        (why === undefined ? "" : ` (${why})`) + `\nRun it:\n  ${reproduce}`,
    );
  }
  return new Map(
    plan.stages.filter(({ stage }) => wanted.has(stage.name))
      .map(({ stage, record }) => [stage.name, record!]),
  );
}

/** A store of a repetition's own, which goes away with it. */
interface ScratchStore extends Disposable {
  readonly store: Store;
}

let counter = 0;

/**
 * Makes an empty store in the store's own folder, so that objects can be
 * linked. Its lock is held for as long as it is used: without it, the next run
 * takes it for what an audit that was killed has left.
 */
function makeScratch(store: Store): ScratchStore {
  for (;;) {
    const name = `${scratchStorePrefix}${Deno.pid}-${counter++}`;
    const lock = store.tryLockWork(name);
    // A process of the same number, which lives in another container.
    if (lock === null) continue;
    const root = join(store.workFolder, name);
    removeIfThere(root);
    Deno.mkdirSync(root, { recursive: true });
    return {
      store: openStore(root),
      [Symbol.dispose]: () => {
        removeIfThere(root);
        lock.release();
      },
    };
  }
}

/** Makes a store that holds the records and objects of all other stages. */
export function scratchStore(
  store: Store,
  plan: Plan,
  wanted: ReadonlySet<string>,
): ScratchStore {
  const made = makeScratch(store);
  try {
    fill(made.store, store, plan, wanted);
  } catch (error) {
    made[Symbol.dispose]();
    throw error;
  }
  return made;
}

function fill(
  scratch: Store,
  store: Store,
  plan: Plan,
  wanted: ReadonlySet<string>,
): void {
  for (const { stage, record } of plan.stages) {
    if (record === null || wanted.has(stage.name)) continue;
    for (const { digest, form } of Object.values(record.outputs)) {
      share(store, scratch, digest, form);
    }
    scratch.writeRecord(record);
  }
}

/**
 * Links an artifact into a repetition's store. Its bytes are hashed: compared
 * with a repetition that was made from others, a true claim would look false.
 *
 * @throws JuiceError naming an object that is missing or damaged.
 */
function share(from: Store, to: Store, digest: Digest, form: Form): void {
  const fault = from.verify(digest, form, { deep: true });
  if (fault !== null) {
    throw new JuiceError(
      `Cannot repeat stages: ${fault.message}\n` +
        "Make it again with reproduce, and then repeat",
    );
  }
  shareFiles(from, to, digest, form);
}

function shareFiles(from: Store, to: Store, digest: Digest, form: Form): void {
  if (form === "folder") {
    for (const entry of from.readTree(digest)) {
      shareFiles(from, to, entry.digest, "file");
    }
  }
  if (to.has(digest)) return;
  Deno.mkdirSync(dirname(to.pathOf(digest)), { recursive: true });
  try {
    Deno.linkSync(from.pathOf(digest), to.pathOf(digest));
  } catch {
    // A file system without links, or with too many to one file.
    Deno.copyFileSync(from.pathOf(digest), to.pathOf(digest));
  }
}

/** What a repetition says about the claims of the stages that it ran. */
export function compareRepetition(
  expected: ReadonlyMap<string, ExecutionRecord>,
  outcomes: readonly StageOutcome[],
  repetition: number,
): Finding[] {
  const findings: Finding[] = [];
  for (const { name, record, failure } of outcomes) {
    const before = expected.get(name);
    if (before === undefined) continue;
    const subject = `stage ${name}`;
    if (record === null) {
      findings.push(damage(
        "repetition-failed",
        subject,
        `repetition ${repetition} did not end: ` +
          (failure?.message ?? "an input is missing"),
      ));
      continue;
    }
    if (record.key !== before.key) {
      // The stage that made the input is named already.
      findings.push(note(
        "repetition-void",
        subject,
        `repetition ${repetition} had other inputs and says nothing`,
      ));
      continue;
    }
    for (const output of differingOutputs(before, record)) {
      const claim = record.determinism;
      const digests = [before, record]
        .map(({ outputs }) => short(outputs[output]?.digest ?? "nothing"));
      findings.push((claim === "none" ? note : damage)(
        "repetition-differs",
        subject,
        `repetition ${repetition} gave other bytes of "${output}" ` +
          `(${digests.join(" -> ")}); its determinism is "${claim}"`,
      ));
    }
  }
  return findings;
}
