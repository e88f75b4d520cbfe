import assert from "node:assert/strict";
import fc from "fast-check";
import { ensembleSchema, scoreByEnsemble } from "./ensemble.ts";

const near = (actual: ArrayLike<number>, expected: readonly number[]) =>
  expected.forEach((x, i) =>
    assert.ok(Math.abs(actual[i]! - x) <= 1e-9, `${actual[i]}, not ${x}`)
  );
/** Rewards so near to nothing that a part of them is nothing are left out. */
const reward = fc.double({ min: -9, max: 9, noNaN: true })
  .map((x) => Math.abs(x) < 1e-300 ? 0 : x);
const rewards = fc.array(
  fc.array(reward, {
    minLength: 6,
    maxLength: 6,
  }),
  { minLength: 1, maxLength: 4 },
);
const settings = (given: Partial<Parameters<typeof ensembleSchema.parse>[0]>) =>
  ensembleSchema.parse(given);

Deno.test("an ensemble's score is mean + weight (1 - decay)^step spread", () => {
  const members = [[1, 0], [3, 8]];
  const given = settings({ weight: -2, decay: 0.5, centred: false });
  const { mean, spread, score } = scoreByEnsemble(members, 2, given, 3);
  near(mean, [2, 4]);
  near(spread, [1, 4]);
  // -2 / 8 = -0.25 is left after three steps.
  near(score, [1.75, 3]);
});

Deno.test("a spread of centred rewards is blind to what a member adds to a prompt", () => {
  // Less their means over the prompt's samples: (1, -1) and (-2.5, 2.5).
  const { spread } = scoreByEnsemble([[1, -1], [0, 5]], 2, settings({}), 0);
  near(spread, [1.75, 1.75]);
  fc.assert(fc.property(rewards, fc.integer({ min: -50, max: 50 }), (m, by) => {
    const shift = (r: readonly number[], j: number) =>
      r.map((x, i) => x + by * j * (1 + Math.floor(i / 3)));
    const given = settings({ weight: -1 });
    const plain = scoreByEnsemble(m, 3, given, 0);
    const moved = scoreByEnsemble(m.map(shift), 3, given, 0);
    near(moved.spread, [...plain.spread]);
    // The mean moves by as much for every sample of a prompt: no difference
    // between them changes, and with it no advantage.
    const differences = ({ score }: typeof plain) =>
      [...score].map((x, i) => x - score[i - i % 3]!);
    near(differences(moved), differences(plain));
  }));
});

Deno.test("an offset between members changes nothing but an uncentred spread", () => {
  fc.assert(fc.property(rewards, fc.integer({ min: 1, max: 50 }), (m, by) => {
    const given = settings({ weight: 0, centred: false });
    const plain = scoreByEnsemble(m, 3, given, 0);
    const offset = by * (m.length - 1) / 2;
    const moved = scoreByEnsemble(
      m.map((r, j) => r.map((x) => x + by * j)),
      3,
      given,
      0,
    );
    near([...moved.mean].map((x) => x - offset), [...plain.mean]);
    near([...moved.score].map((x) => x - offset), [...plain.score]);
  }));
  const given = settings({ centred: false });
  near(scoreByEnsemble([[1], [1]], 1, given, 0).spread, [0]);
  near(scoreByEnsemble([[1], [5]], 1, given, 0).spread, [2]);
});

Deno.test("weight 0 is the mean, and so is a single reward", () => {
  fc.assert(
    fc.property(
      rewards,
      fc.double({ min: -5, max: 5, noNaN: true }),
      (m, w) => {
        const none = scoreByEnsemble(m, 3, settings({ decay: 0.1 }), 7);
        assert.deepEqual(none.score, none.mean);
        const one = scoreByEnsemble([m[0]!], 3, settings({ weight: w }), 0);
        assert.deepEqual([...one.spread], [0, 0, 0, 0, 0, 0]);
        assert.deepEqual([...one.score], m[0]!.map((x) => x + 0));
      },
    ),
  );
});

Deno.test("a decay of 1 leaves the spread for the first step alone", () => {
  const given = settings({ weight: 1, decay: 1, centred: false });
  const at = (step: number) => [
    ...scoreByEnsemble([[0], [2]], 1, given, step).score,
  ];
  assert.deepEqual([at(0), at(1), at(9)], [[2], [1], [1]]);
});
