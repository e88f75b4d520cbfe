/**
 * That the contrast is what it is said to be: imitation in expectation, SPIN's
 * and DPO's loss, the reference code's hinge. In float64 or by exact sums over
 * all responses, against formulas written anew.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack } from "../data/sequence.ts";
import { dataOf, type Pair, prompt } from "../testing/contrast_pairs.ts";
import { openInFloat64 } from "../testing/float64_objective.ts";
import { tinyConfig } from "../testing/tiny.ts";
import { contrast, type Link } from "./contrast.ts";
import { likelihood, sequenceData } from "./likelihood.ts";

const end = 1;

/** The contrast and its gradient. */
function contrastOf(
  pairs: readonly Pair[],
  time: number,
  settings: { readonly link: Link; readonly beta: number },
) {
  const opened = openInFloat64(
    "policy",
    (model) => contrast(model, pairs.length, time, settings),
    dataOf(pairs, time),
  );
  return { loss: opened.value(), gradient: opened.gradients };
}

/** log pi of a weighted sum of responses, and its gradient. */
function logProbability(
  responses: readonly (readonly number[])[],
  weights: readonly number[],
  time: number,
) {
  const count = responses.length;
  const rows = responses.map((response) => ({ prompt, response }));
  const batch = pack(rows, count, time);
  const opened = openInFloat64(
    "policy",
    (model) => likelihood(model, count, time),
    {
      ...sequenceData(batch),
      weights: batch.mask.map((x, i) => x * weights[Math.floor(i / time)]!),
    },
  );
  return { value: -opened.value(), gradient: opened.gradients.map((g) => -g) };
}

/** log pi of single responses, and their gradients. */
const each = (responses: readonly (readonly number[])[], time: number) =>
  responses.map((response) => logProbability([response], [1], time));

const norm = (x: Float64Array) => Math.hypot(...x);

/** Whether two vectors are the same but for a share of their length. */
function near(actual: Float64Array, expected: Float64Array, what: string) {
  const apart = norm(actual.map((x, i) => x - expected[i]!));
  assert.ok(
    apart <= 1e-6 * norm(expected),
    `${what}: ${apart} apart, of ${norm(expected)}`,
  );
}

/** Everything that a policy can say in two tokens, the end included. */
function allResponses(): number[][] {
  const ids = Array.from({ length: tinyConfig.vocab_size }, (_, id) => id);
  return ids.flatMap((first) =>
    first === end ? [[end]] : ids.map((second) => [first, second])
  );
}

const demonstrations = [[3, end], [5, 4], [end]], shown = [0.5, 0.3, 0.2];

/**
 * Each demonstration beside each response, by the probability of drawing both.
 *
 * @param drawn The probability of each response.
 * @param reference log ref of demonstrations and responses.
 */
function crossed(
  responses: readonly (readonly number[])[],
  drawn: readonly number[],
  reference: {
    readonly shown: readonly number[];
    readonly drawn: readonly number[];
  },
): Pair[] {
  return demonstrations.flatMap((chosen, y) =>
    responses.map((rejected, z) => ({
      chosen,
      rejected,
      share: shown[y]! * drawn[z]!,
      reference: [reference.shown[y]!, reference.drawn[z]!] as const,
    }))
  );
}

Deno.test("with fresh samples the expected gradient of the contrast is SFT's", () => {
  const time = 2, beta = 0.3, all = allResponses();
  const log = each(all, time).map(({ value }) => value);
  const pi = log.map(Math.exp);
  assert.ok(Math.abs(pi.reduce((a, b) => a + b) - 1) < 1e-12);
  const now = {
    shown: each(demonstrations, time).map(({ value }) => value),
    drawn: log,
  };
  // Of the likelihood's maximisation, by whole responses.
  const sft = logProbability(demonstrations, shown, time).gradient
    .map((g) => -g);
  const scaled = (by: number) => sft.map((g) => by * g);
  const gradient = (pairs: readonly Pair[], link: Link) =>
    contrastOf(pairs, time, { link, beta }).gradient;

  // A linear link does not even look at the reference.
  const elsewhere = {
    shown: [-2, -9, -1],
    drawn: log.map((_, i) => -1 - i % 4),
  };
  for (const reference of [now, elsewhere]) {
    const pairs = crossed(all, pi, reference);
    near(gradient(pairs, "linear"), scaled(beta), "linear");
  }
  // At the start of a round the others are straight: by -1/2 and -1.
  const start = crossed(all, pi, now);
  near(gradient(start, "log-sigmoid"), scaled(beta / 2), "log-sigmoid");
  near(gradient(start, "hinge"), scaled(beta), "hinge");

  // Neither holds of samples that are not the policy's own any more.
  const stale = all.map(() => 1 / all.length);
  for (const link of ["linear", "log-sigmoid"] as const) {
    const other = gradient(crossed(all, stale, now), link);
    assert.throws(() => near(other, scaled(beta), link), /apart/);
  }
});

Deno.test("one round with log-sigmoid is SPIN's loss and DPO's, by value and gradient", () => {
  const time = 4, beta = 0.3;
  const pairs: Pair[] = [
    { chosen: [5, 6, end], rejected: [6, end], reference: [-5, -3.5] },
    { chosen: [3, end], rejected: [3, 3, 4, end], reference: [-4, -9] },
    { chosen: [4, 4, end], rejected: [end], reference: [-2, -12] },
  ].map((pair) => ({
    ...pair,
    reference: pair.reference as [number, number],
    share: 1 / 3,
  }));
  const measured = pairs.map(({ chosen, rejected, reference }) => {
    const [y, z] = each([chosen, rejected], time);
    return { y: y!, z: z!, reference };
  });
  const mean = (of: (one: typeof measured[number]) => number) =>
    measured.reduce((sum, one) => sum + of(one) / pairs.length, 0);

  // SPIN (arXiv 2401.01335, equation 4.7): l(lambda log p/p_t of the human
  // response - lambda log p/p_t of the own one), l(t) = log(1 + exp(-t)).
  const spin = mean(({ y, z, reference: [a, b] }) =>
    Math.log(1 + Math.exp(-(beta * (y.value - a) - beta * (z.value - b))))
  );
  // DPO (arXiv 2305.18290, equation 7): - log sigma of implicit rewards' gap.
  const sigma = (x: number) => 1 / (1 + Math.exp(-x));
  const rewards = ({ y, z, reference: [a, b] }: typeof measured[number]) =>
    [beta * (y.value - a), beta * (z.value - b)] as const;
  const dpo = mean((one) => {
    const [winner, loser] = rewards(one);
    return -Math.log(sigma(winner - loser));
  });
  // Its gradient, in the paper's words: the examples weighted by how wrongly
  // the implicit reward orders them.
  const gradient = measured[0]!.y.gradient.map((_, i) =>
    mean((one) => {
      const [winner, loser] = rewards(one);
      return -beta * sigma(loser - winner) *
        (one.y.gradient[i]! - one.z.gradient[i]!);
    })
  );
  const ours = contrastOf(pairs, time, { link: "log-sigmoid", beta });
  assert.ok(Math.abs(ours.loss - spin) < 1e-7);
  assert.ok(Math.abs(ours.loss - dpo) < 1e-7);
  near(ours.gradient, gradient, "gradient");
});

Deno.test("the hinge is the reference code's, and rests beyond a margin of one", () => {
  const time = 3, beta = 0.5;
  const chosen = [3, end], rejected = [4, 5, end];
  const [y, z] = each([chosen, rejected], time);
  // References that put u = beta x gap at -1, 0.5 and 3.
  for (const u of [-1, 0.5, 3]) {
    const gap = y!.value - z!.value - u / beta;
    const pair: Pair = { chosen, rejected, share: 1, reference: [gap, 0] };
    const { loss, gradient } = contrastOf([pair], time, {
      link: "hinge",
      beta,
    });
    assert.ok(Math.abs(loss - Math.max(0, 1 - u)) < 1e-6, `u = ${u}`);
    const slope = u < 1 ? -beta : 0;
    const expected = y!.gradient.map((g, i) => slope * (g - z!.gradient[i]!));
    if (slope === 0) assert.equal(norm(gradient), 0);
    else near(gradient, expected, `u = ${u}`);
  }
});
