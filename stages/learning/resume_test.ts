/**
 * Learning stages that are cut at a step and run again give the bytes of those
 * that were not, and do only the steps that are left.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { z } from "zod";
import type { Inputs, Outputs, StageKind } from "../../pipeline/stage.ts";
import { datasetColumns } from "../data/columns.ts";
import { writeRows } from "../data/parquet.ts";
import { generation } from "../generation.ts";
import { policyUpdate } from "../policy_update.ts";
import { pretraining } from "../pretraining.ts";
import { rewardLearning } from "../reward_learning.ts";
import { selfPlay } from "../self_play.ts";
import { sft } from "../sft.ts";
import {
  digestOf,
  execute,
  type Given,
  temporaryFolder,
} from "../testing/context.ts";

const rows = [
  ["cat", "K AE T"],
  ["hat", "HH AE T"],
  ["dog", "D AO G"],
  ["fog", "F AO G"],
  ["bed", "B EH D"],
  ["red", "R EH D"],
  ["sun", "S AH N"],
  ["fun", "F AH N"],
  // From twenty on, one is held out.
  ["bat", "B AE T"],
  ["mat", "M AE T"],
  ["rat", "R AE T"],
  ["sat", "S AE T"],
  ["log", "L AO G"],
  ["hog", "HH AO G"],
  ["wed", "W EH D"],
  ["led", "L EH D"],
  ["run", "R AH N"],
  ["bun", "B AH N"],
  ["gun", "G AH N"],
  ["pun", "P AH N"],
].map(([prompt, response]) => ({ prompt: prompt!, response: response! }));

const steps = 20;
const pace = { steps, rate: 1e-2, warmup: 2, seed: 1 };
const start = { layers: 1, width: 16, heads: 2, context: 9 };

/** Thrown where a run is cut. */
class Cut extends Error {}

/** What a run gave, and what it reported on the way. */
interface Outcome {
  readonly digests: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly log: readonly string[];
  readonly warnings: readonly string[];
  readonly progress: readonly number[];
}

/** Runs a kind to its end. */
async function run<S extends z.ZodType, I extends Inputs, O extends Outputs>(
  kind: StageKind<S, I, O>,
  given: Given<S, I>,
): Promise<Outcome> {
  const progress: number[] = [];
  await using done = await execute(kind, {
    ...given,
    onProgress: (at) => void progress.push(at),
  });
  const { metrics, log, warnings } = done;
  const digests = Object.fromEntries(
    Object.entries(done.outputs).map(([name, path]) => [name, digestOf(path)]),
  );
  return { digests, metrics, log, warnings, progress };
}

/** Cuts a kind at some progress, with checkpoints at every opportunity. */
async function cut<S extends z.ZodType, I extends Inputs, O extends Outputs>(
  kind: StageKind<S, I, O>,
  given: Given<S, I>,
  at: number,
  scratch: string,
): Promise<void> {
  const attempt = execute(kind, {
    ...given,
    scratch,
    checkpointEvery: 0,
    onProgress: (done) => {
      if (done >= at) throw new Cut();
    },
  });
  await assert.rejects(attempt, Cut);
}

/** Checks that a kind comes to the same end wherever it is cut. */
async function check<S extends z.ZodType, I extends Inputs, O extends Outputs>(
  kind: StageKind<S, I, O>,
  given: Given<S, I>,
  cuts: readonly number[],
  warns = false,
): Promise<void> {
  const whole = await run(kind, given);
  assert.equal(whole.warnings.length > 0, warns, whole.warnings.join());
  assert.deepEqual(whole.log, []);
  for (const at of cuts) {
    await using folder = await temporaryFolder();
    const scratch = folder.path;
    await cut(kind, given, at, scratch);
    const rest = await run(kind, { ...given, scratch, threads: 2 });
    const label = `${kind.name} cut at ${at}`;
    assert.deepEqual(rest.digests, whole.digests, label);
    assert.deepEqual(rest.metrics, whole.metrics, label);
    assert.deepEqual(rest.warnings, whole.warnings, label);
    const [line = ""] = rest.log;
    const [, from] = /^continues from (?:step|prompt) (\d+) of \d+$/
      .exec(line) ?? [];
    // What was being reported when it was cut had not been kept yet.
    assert.ok(Number(from) > 0 && Number(from) < at, `${label}: "${line}"`);
    assert.equal(rest.progress[0], Number(from), label);
    assert.ok(rest.progress.every((done) => done >= Number(from)), label);
  }
}

Deno.test("every learning stage continues where it was cut, to the same bytes", async (t) => {
  await using folder = await temporaryFolder();
  const demonstrations = `${folder.path}/demonstrations.parquet`;
  await writeRows(demonstrations, datasetColumns, rows);
  const begin = {
    params: { ...start, ...pace, batch: 4 },
    inputs: { data: demonstrations },
  };
  await using base = await execute(pretraining, begin);
  const { policy } = base.outputs;
  const sample = {
    params: { seed: 1, batch: 2 },
    inputs: { policy, prompts: demonstrations },
  };
  await using own = await execute(generation, sample);
  const judging = {
    params: { ...pace, pairs: 2 },
    inputs: {
      base: policy,
      previous: undefined,
      demonstrations,
      samples: { one: own.outputs.samples },
      votes: undefined,
    },
  };
  await using judge = await execute(rewardLearning, judging);
  await using other = await execute(rewardLearning, {
    ...judging,
    params: { ...judging.params, seed: 2 },
  });
  const cuts = [2, 17, steps];
  await t.step("pretraining", () => check(pretraining, begin, cuts));
  await t.step("sft", () =>
    check(sft, {
      params: { ...pace, batch: 4 },
      inputs: { base: policy, demonstrations },
    }, cuts));
  await t.step("self_play", () =>
    check(selfPlay, {
      params: { ...pace, pairs: 2, beta: 0.3, anchor: 0.1 },
      inputs: {
        policy,
        base: policy,
        demonstrations,
        samples: own.outputs.samples,
      },
    }, cuts));
  await t.step("self_play that warns of itself", () =>
    check(
      selfPlay,
      {
        params: { ...pace, rate: 0.1, pairs: 2, beta: 0.3 },
        inputs: {
          policy,
          base: policy,
          demonstrations,
          samples: own.outputs.samples,
        },
      },
      [steps],
      true,
    ));
  await t.step("reward_learning", () => check(rewardLearning, judging, cuts));
  for (const objective of ["rloo", "apa", "ppo"] as const) {
    // In rounds of four and five steps, between which the checkpoints are.
    await t.step(`policy_update by ${objective}`, () =>
      check(policyUpdate, {
        params: {
          ...pace,
          objective,
          apa: { epochs: 5 },
          prompts: 3,
          samples: 2,
          beta: 0.3,
          ensemble: { weight: -0.5, decay: 0.1 },
        },
        inputs: {
          policy,
          base: policy,
          rewards: {
            one: judge.outputs.reward,
            two: other.outputs.reward,
          },
          prompts: demonstrations,
        },
      }, [objective === "rloo" ? 2 : 6, 17, steps]));
  }
  // With a batch of one, there is a checkpoint after four prompts.
  const single = { ...sample, params: { seed: 1, batch: 1 } };
  await t.step("generation", () => check(generation, single, [rows.length]));
});

Deno.test("a stage whose checkpoint is damaged goes back to the one before it", async () => {
  await using folder = await temporaryFolder();
  const data = `${folder.path}/data.parquet`;
  await writeRows(data, datasetColumns, rows);
  const given = {
    params: { ...start, ...pace, batch: 4 },
    inputs: { data },
  };
  const whole = await run(pretraining, given);
  const scratch = `${folder.path}/scratch`;
  await Deno.mkdir(scratch);
  await cut(pretraining, given, 10, scratch);
  const damage = async (name: string) => {
    const bytes = await Deno.readFile(`${scratch}/${name}`);
    bytes[bytes.length >> 1]! ^= 1;
    await Deno.writeFile(`${scratch}/${name}`, bytes);
  };
  await damage("9.state");
  const rest = await run(pretraining, { ...given, scratch });
  assert.equal(rest.log.at(-1), "continues from step 8 of 20");
  assert.deepEqual(rest.digests, whole.digests);
  await cut(pretraining, given, 10, scratch);
  await damage("8.state");
  await damage("9.state");
  const anew = await run(pretraining, { ...given, scratch });
  assert.equal(anew.log.at(-1), "starts over");
  assert.equal(anew.progress[0], 0);
  assert.deepEqual(anew.digests, whole.digests);
});

Deno.test("a stage that went astray goes astray again, in the same words", async () => {
  await using folder = await temporaryFolder();
  const data = `${folder.path}/data.parquet`;
  await writeRows(data, datasetColumns, rows);
  const scratch = `${folder.path}/scratch`;
  await Deno.mkdir(scratch);
  const messages: string[] = [];
  const first: number[] = [];
  for (let i = 0; i < 2; i++) {
    const reports: number[] = [];
    const attempt = execute(pretraining, {
      params: { ...start, ...pace, batch: 4, rate: 1e30, warmup: 0 },
      inputs: { data },
      scratch,
      checkpointEvery: 0,
      onProgress: (done) => void reports.push(done),
    });
    await assert.rejects(attempt, (error: Error) => {
      messages.push(error.message);
      return /is not a finite number/.test(error.message);
    });
    first.push(reports[0]!);
  }
  assert.equal(messages[1], messages[0]);
  assert.ok(first[1]! > 0, "It has continued");
});
