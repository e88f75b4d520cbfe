import assert from "node:assert/strict";
import { Scorer } from "../learn/scoring/scorer.ts";
import { samplesColumns, scoresColumns } from "./data/columns.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { execute } from "./testing/context.ts";
import { mixed, smallCell } from "./testing/small_cell.ts";
import { voting } from "./voting.ts";

Deno.test("an ensemble votes on demonstrations against own samples", async (t) => {
  await using cell = await smallCell();
  const rewards = {
    one: await cell.reward(1),
    two: await cell.reward(2),
    three: await cell.reward(3),
  };
  // The first sample equals its demonstration.
  const own = (await readRows(cell.samples, samplesColumns)).map((row, i) =>
    i === 0 ? { ...row, response: mixed[0]!.response } : row
  );
  const samples = cell.at("own.parquet");
  await writeRows(samples, samplesColumns, own);
  const vote = (members: Record<string, string>) =>
    execute(voting, {
      params: { batch: 4 },
      inputs: {
        rewards: members,
        demonstrations: cell.demonstrations,
        samples,
      },
    });

  await t.step("strength is the mean difference of rewards", async () => {
    await using done = await vote(rewards);
    const voted = await readRows(done.outputs.scores, scoresColumns);
    using device = await openDevice({ device: "wasm", threads: 1 });
    const differences: number[][] = mixed.map(() => []);
    for (const path of Object.values(rewards)) {
      const { model, speller } = loadPolicy(device, path, "reward");
      const scorer = new Scorer(model, 1, speller.context);
      for (const [i, { prompt, response }] of mixed.entries()) {
        const [y, z] = await scorer.score([
          speller.sample(prompt, response),
          speller.sample(prompt, own[i]!.response),
        ]);
        differences[i]!.push(y! - z!);
      }
    }
    voted.forEach(({ prompt, score, spread }, i) => {
      assert.equal(prompt, mixed[i]!.prompt);
      const [a, b, c] = differences[i] as [number, number, number];
      const mean = (a + b + c) / 3;
      const variance = (a * a + b * b + c * c) / 3 - mean * mean;
      assert.ok(Math.abs(score - mean) < 1e-5, `${score}, not ${mean}`);
      assert.ok(Math.abs(spread - Math.sqrt(Math.max(0, variance))) < 1e-3);
    });
    assert.deepEqual([voted[0]!.score, voted[0]!.spread], [0, 0]);
    assert.ok(voted.slice(1).every(({ spread }) => spread > 0));
    assert.equal(
      done.metrics["negative"],
      voted.filter(({ score }) => score < 0).length,
    );
  });

  await t.step("a single reward has no spread", async () => {
    await using done = await vote({ one: rewards.one });
    const voted = await readRows(done.outputs.scores, scoresColumns);
    assert.ok(voted.every(({ spread }) => spread === 0));
  });

  await t.step("no reward and no sample are errors", async () => {
    await assert.rejects(vote({}), /no reward model; connect at least one/);
    await writeRows(samples, samplesColumns, own.slice(1));
    await assert.rejects(
      vote(rewards),
      /demonstration for "cat": no sample has that prompt/,
    );
  });
});
