import assert from "node:assert/strict";
import fc from "fast-check";
import { pack } from "../data/sequence.ts";
import { estimateAdvantages, tokenRewards, whiten } from "./gae.ts";

const time = 7;
const number = fc.double({ min: -5, max: 5, noNaN: true });
const numbers = fc.array(number, { minLength: 3 * time, maxLength: 3 * time });
/** Lengths of a prompt and a response that fit, for two rows of three. */
const lengths = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  { minLength: 2, maxLength: 2 },
);
const batchOf = (rows: [number, number][]) =>
  pack(
    rows.map(([prompt, response]) => ({
      prompt: new Array<number>(prompt).fill(2),
      response: new Array<number>(response).fill(3),
    })),
    3,
    time,
  );
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`);

Deno.test("advantages are the sum of lambda^k times the k-th error ahead", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(
    lengths,
    numbers,
    numbers,
    share,
    (rows, rewards, values, lambda) => {
      const batch = batchOf(rows);
      const { advantages, returns } = estimateAdvantages(
        batch,
        rewards,
        values,
        lambda,
      );
      const outside = new Set(batch.mask.keys());
      rows.forEach(([prompt, response], row) => {
        const at = (t: number) => row * time + prompt - 1 + t;
        const error = (t: number) =>
          rewards[at(t)]! + (t + 1 < response ? values[at(t + 1)]! : 0) -
          values[at(t)]!;
        for (let t = 0; t < response; t++) {
          let sum = 0;
          for (let k = 0; t + k < response; k++) {
            sum += lambda ** k * error(t + k);
          }
          near(advantages[at(t)]!, sum);
          near(returns[at(t)]!, sum + values[at(t)]!);
          outside.delete(at(t));
        }
      });
      for (const i of outside) {
        assert.equal(advantages[i], 0);
        assert.equal(returns[i], 0);
      }
    },
  ));
});

Deno.test("with lambda 1 returns are sums of rewards, with 0 they are one step's", () => {
  const batch = batchOf([[2, 3], [1, 1]]);
  const rewards = new Float64Array(3 * time), values = rewards.slice();
  rewards.set([1, -2, 4], 1);
  values.set([0.5, 3, -1], 1);
  rewards[time] = 7;
  const of = (lambda: number) => {
    const { returns } = estimateAdvantages(batch, rewards, values, lambda);
    return [...returns.subarray(0, time + 1)];
  };
  assert.deepEqual(of(1), [0, 3, 2, 4, 0, 0, 0, 7]);
  assert.deepEqual(of(0), [0, 4, -3, 4, 0, 0, 0, 7]);
});

Deno.test("tokens are penalised each, and the score comes with the last one", () => {
  // The second one fills its row to the end.
  const batch = batchOf([[2, 3], [4, 4]]);
  const told = {
    logProbabilities: batch.mask.map((_, i) => -i),
    reference: batch.mask.map((_, i) => -2 * i),
  };
  const rewards = [...tokenRewards(batch, told, [10, -10, 99], 0.5)];
  const zeros = (n: number) => new Array<number>(n).fill(0);
  assert.deepEqual(rewards.slice(0, time), [0, -0.5, -1, 8.5, 0, 0, 0]);
  assert.deepEqual(rewards.slice(time), [
    ...[0, 0, 0, -5, -5.5, -6, -16.5],
    ...zeros(time),
  ]);
});

Deno.test("whitened numbers have mean 0 and deviation 1 over the tokens", () => {
  fc.assert(fc.property(lengths, numbers, (rows, values) => {
    const batch = batchOf(rows);
    const inside = [...batch.mask.keys()].filter((i) => batch.mask[i]);
    // Numbers that are all but equal have no deviation to speak of.
    fc.pre(
      inside.some((i) => Math.abs(values[i]! - values[inside[0]!]!) > 0.1),
    );
    const white = whiten(batch, values);
    const sum = (f: (x: number) => number) =>
      inside.reduce((total, i) => total + f(white[i]!), 0);
    near(sum((x) => x), 0);
    near(sum((x) => x * x), inside.length);
    batch.mask.forEach((x, i) => x || assert.equal(white[i], 0));
  }));
  const batch = batchOf([[1, 2], [1, 1]]);
  const equal = whiten(batch, batch.mask.map(() => 3));
  assert.ok(equal.every((x) => x === 0));
  assert.ok(whiten(batch, batch.mask.map(() => NaN)).some(Number.isNaN));
});
