import assert from "node:assert/strict";
import { Scorer } from "../learn/scoring/scorer.ts";
import type { StageKind } from "../pipeline/stage.ts";
import { calibration } from "./calibration.ts";
import { type Calibration, calibrationSchema } from "./calibration_file.ts";
import { marksColumns, scoresColumns } from "./data/columns.ts";
import { writeRows } from "./data/parquet.ts";
import { generation } from "./generation.ts";
import { interpolation } from "./interpolation.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { likelihood } from "./likelihood.ts";
import { policyUpdate } from "./policy_update.ts";
import { pretraining } from "./pretraining.ts";
import { rewardLearning } from "./reward_learning.ts";
import { selection } from "./selection.ts";
import { selfPlay } from "./self_play.ts";
import { sft } from "./sft.ts";
import { execute } from "./testing/context.ts";
import {
  mixed,
  type SmallCell,
  smallCell,
  words,
} from "./testing/small_cell.ts";
import { voting } from "./voting.ts";

const place = {
  arm: "rft",
  kind: "truncated",
  baseRatio: 0.7,
  ratio: 0.5,
  seed: 1,
  batch: 4,
} as const;

async function calibrate(
  cell: SmallCell,
  rewards: Record<string, string>,
  given: { votes?: string; kind?: "truncated" | "samples" } = {},
): Promise<Calibration> {
  const { base, demonstrations, marks, references } = cell;
  await using done = await execute(calibration, {
    params: { ...place, kind: given.kind ?? "truncated" },
    inputs: {
      rewards,
      base,
      demonstrations,
      marks,
      references,
      votes: given.votes,
    },
  });
  return calibrationSchema.parse(
    JSON.parse(await Deno.readTextFile(done.outputs.calibration)),
  );
}

/** The share of pairs in order, ties half, over all pairs of two groups. */
function area(above: readonly number[], below: readonly number[]): number {
  let right = 0;
  for (const a of above) {
    for (const b of below) right += a > b ? 1 : a === b ? 0.5 : 0;
  }
  return right / (above.length * below.length);
}

Deno.test("a reward is judged beside the base's likelihood", async (t) => {
  await using cell = await smallCell();
  const rewards = { one: await cell.reward(1), two: await cell.reward(2) };

  await t.step("by all pairs, and by the marks", async () => {
    const result = await calibrate(cell, rewards);
    const { judges, vote, ...about } = result;
    const { batch: _, ...coordinates } = place;
    assert.deepEqual(about, {
      version: 1,
      ...coordinates,
      members: 2,
      pairs: words.length,
      demonstrations: { clean: 5, low: 5 },
    });
    assert.equal(vote, null);
    using device = await openDevice({ device: "wasm", threads: 1 });
    /** Scores of responses, one at a time. */
    const scorerOf = (path: string, head: "policy" | "reward") => {
      const { model, speller } = loadPolicy(device, path, head);
      const time = speller.context - (head === "policy" ? 1 : 0);
      const scorer = new Scorer(model, 1, time);
      return async (rows: readonly { prompt: string; response: string }[]) => {
        const scores: number[] = [];
        for (const { prompt, response } of rows) {
          const [one] = await scorer.score([speller.sample(prompt, response)]);
          scores.push(one!);
        }
        return scores;
      };
    };
    const one = scorerOf(rewards.one, "reward");
    const two = scorerOf(rewards.two, "reward");
    const base = scorerOf(cell.base, "policy");
    type Score = typeof one;
    const byJudge: Record<string, Score> = {
      reward: async (rows) => {
        const a = await one(rows), b = await two(rows);
        return a.map((x, i) => (x + b[i]!) / 2);
      },
      "log-probability": base,
      "log-probability per token": async (rows) => {
        const sums = await base(rows);
        return sums.map((x, i) =>
          x / (rows[i]!.response.split(" ").length + 1)
        );
      },
    };
    assert.deepEqual(
      judges.map(({ name }) => name).sort(),
      Object.keys(byJudge).sort(),
    );
    for (const judge of judges) {
      const score = byJudge[judge.name]!;
      const clean = await score(words);
      const low = await score(words.map(({ prompt, response }) => ({
        prompt,
        response: response.slice(0, -2),
      })));
      const right = clean.filter((x, i) => x > low[i]!).length;
      assert.equal(judge.accuracy, right / words.length, judge.name);
      assert.equal(judge.heldOutAuc, area(clean, low));
      const marked = await score(mixed);
      const sort = (is: boolean) =>
        marked.filter((_, i) => mixed[i]!.low_quality === is);
      assert.equal(judge.demonstrationsAuc, area(sort(false), sort(true)));
      const total = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
      assert.deepEqual(
        [total(judge.histogram.clean), total(judge.histogram.low)],
        [5, 5],
      );
    }
  });

  await t.step("by the vote that would drop demonstrations", async () => {
    const votes = cell.at("votes.parquet");
    // Clean ones: four above zero, one below. Truncated ones: two below.
    const strengths = [3, 0, 2, -1, 1, -2, 4, 5, -3, 0.5];
    await writeRows(
      votes,
      scoresColumns,
      mixed.map((row, i) => ({ ...row, score: strengths[i]!, spread: 1 })),
    );
    const { vote } = await calibrate(cell, rewards, { votes });
    assert.equal(vote?.cleanDropped, 1);
    assert.equal(vote?.lowDropped, 2);
    const sort = (is: boolean) =>
      strengths.filter((_, i) => mixed[i]!.low_quality === is);
    assert.equal(vote?.auc, area(sort(false), sort(true)));
  });

  await t.step(
    "against what the base says, where that is the kind",
    async () => {
      const { pairs } = await calibrate(cell, rewards, { kind: "samples" });
      assert.ok(pairs > 0 && pairs <= words.length);
    },
  );

  await t.step("marks of other demonstrations are refused", async () => {
    await writeRows(cell.marks, marksColumns, mixed.toReversed());
    await assert.rejects(
      calibrate(cell, rewards),
      /marks ".*": they are not those of the demonstrations/,
    );
  });
});

Deno.test("what a calibration puts out is nothing that a learner takes", () => {
  const learners: Record<string, StageKind> = {
    generation,
    interpolation,
    likelihood,
    policyUpdate,
    pretraining,
    rewardLearning,
    selection,
    selfPlay,
    sft,
    voting,
  } as unknown as Record<string, StageKind>;
  const given = new Set(
    Object.values(calibration.outputs).map(({ name }) => name),
  );
  for (const [name, { inputs }] of Object.entries(learners)) {
    for (const slot of Object.values(inputs)) {
      const type = "type" in slot ? slot.type : slot;
      assert.ok(!given.has(type.name as "json"), `${name} takes ${type.name}`);
      assert.notEqual(type.name, "marks", name);
    }
  }
});
