import assert from "node:assert/strict";
import type { z } from "zod";
import { curvesSchema } from "./curves.ts";
import { scoresColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { writeRows } from "./data/parquet.ts";
import { rewardLearning } from "./reward_learning.ts";
import { digestOf, execute } from "./testing/context.ts";
import { mixed, pace, smallCell } from "./testing/small_cell.ts";

type Params = Partial<z.input<typeof rewardLearning.params>>;

Deno.test("a reward learns by position and by vote", async (t) => {
  await using cell = await smallCell();
  const votes = cell.at("votes.parquet");
  /** Learns with votes of given strengths, where there are any. */
  const learn = async (params: Params, strengths?: readonly number[]) => {
    if (strengths !== undefined) {
      await writeRows(
        votes,
        scoresColumns,
        mixed.map((row, i) => ({ ...row, score: strengths[i]!, spread: 1 })),
      );
    }
    await using done = await execute(rewardLearning, {
      params: { ...pace, pairs: 4, steps: 25, ...params },
      inputs: {
        base: cell.base,
        previous: undefined,
        demonstrations: cell.demonstrations,
        samples: { own: cell.samples },
        votes: strengths === undefined ? undefined : votes,
      },
    });
    const { series } = curvesSchema.parse(
      JSON.parse(await Deno.readTextFile(done.outputs.curves)),
    );
    const values = (name: string) =>
      series.find((one) => one.name === name)!.points.map(([, value]) => value);
    return {
      metrics: done.metrics,
      values,
      digest: digestOf(done.outputs.reward),
    };
  };
  const all = (strength: number) => mixed.map(() => strength);
  const plain = await learn({});

  await t.step("it comes to tell demonstrations from samples", () => {
    const margins = plain.values("margin");
    assert.equal(margins[0], 0, "the head begins at zero");
    assert.ok(margins.at(-1)! > 0.5, `${margins.at(-1)}`);
    const accuracies = plain.values("reward accuracy");
    assert.equal(accuracies[0], 0.5, "equal rewards are a draw");
    assert.ok(accuracies.slice(-5).every((share) => share >= 0.5));
  });

  await t.step("held-out pairs are looked at now and then", () => {
    const looks = plain.values("held-out accuracy");
    assert.equal(looks.length, 11);
    assert.ok(looks.every((share) => share >= 0 && share <= 1));
    assert.ok(plain.metrics["held_out_accuracy"]! >= 0);
  });

  await t.step(
    "the position-wise reading learns, and learns differently",
    async () => {
      const done = await learn({ reading: "position-wise" });
      assert.ok(done.values("margin").at(-1)! > 0.5);
      assert.ok(done.values("loss").at(-1)! < done.values("loss")[0]!);
      assert.notEqual(done.digest, plain.digest);
    },
  );

  await t.step("members of an ensemble differ by their seeds", async () => {
    const other = await learn({ seed: 2 });
    assert.notEqual(other.digest, plain.digest);
    assert.equal(other.metrics["pairs"], plain.metrics["pairs"]);
  });

  await t.step("votes that agree with all pairs change nothing", async () => {
    for (const rule of ["drop", "flip"] as const) {
      const done = await learn({ votes: rule }, all(1));
      assert.equal(done.digest, plain.digest, rule);
    }
    const sure = await learn({ votes: "soften" }, all(1e3));
    assert.equal(sure.digest, plain.digest);
  });

  await t.step("flipped pairs are learned the other way round", async () => {
    const done = await learn({ votes: "flip" }, all(-1));
    assert.ok(done.values("margin").at(-1)! < -0.5);
    const soft = await learn({ votes: "soften" }, all(-1e3));
    assert.equal(soft.digest, done.digest);
  });

  await t.step(
    "soft labels keep rewards apart by as much as they are sure",
    async () => {
      const unsure = await learn({ votes: "soften" }, all(0.2));
      const last = unsure.values("margin").at(-1)!;
      assert.ok(last < plain.values("margin").at(-1)!, `${last}`);
    },
  );

  await t.step("dropped demonstrations are not learned from", async () => {
    const done = await learn(
      { votes: "drop" },
      mixed.map(({ low_quality }) => low_quality ? -1 : 1),
    );
    const { pairs, dropped_pairs: dropped } = done.metrics;
    assert.ok(dropped! > 0 && pairs! > 0);
    assert.equal(pairs! + dropped!, plain.metrics["pairs"]);
  });

  await t.step("votes that do not fit are refused", async () => {
    const refused = (message: RegExp) => (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, message);
      return true;
    };
    await assert.rejects(
      learn({ votes: "drop" }),
      refused(/Cannot drop pairs by vote: input "votes" is missing/),
    );
    await assert.rejects(
      learn({}, all(1)),
      refused(/"votes" is connected.*says to ignore it.*drop, flip, soften/),
    );
    await assert.rejects(
      learn({ votes: "drop" }, all(-1)),
      refused(/\d+ are held out and \d+ dropped by vote/),
    );
  });
});
