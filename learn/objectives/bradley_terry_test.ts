/**
 * The Bradley-Terry losses in float64, against their formulas evaluated from
 * rewards and features that are measured one response at a time.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack, positions, type Sequence } from "../data/sequence.ts";
import {
  checkGradients,
  type Float64Objective,
  openInFloat64,
} from "../testing/float64_objective.ts";
import {
  labels,
  lastTokenBatch,
  pairs,
  positionWiseBatch,
  sequences,
  time,
} from "../testing/labelled_pairs.ts";
import { bradleyTerry } from "./bradley_terry.ts";
import { pairShares, pairSigns } from "./pairs.ts";
import { positionWise } from "./position_wise.ts";

function openLast(rows: readonly Sequence[], flip: readonly number[]) {
  return openInFloat64(
    "reward",
    (model) => bradleyTerry(model, flip.length, time),
    lastTokenBatch(rows, flip),
  );
}

function openPositionWise(flip: readonly number[], room = flip.length) {
  return openInFloat64(
    "reward",
    (model) => positionWise(model, room, time),
    positionWiseBatch(flip, room),
  );
}

/**
 * d = r(y) - r(z) at the last tokens of two sequences, and what it is a linear
 * function of: the head times the difference of hidden states.
 */
function difference(y: Sequence, z: Sequence) {
  const opened = openLast([y, z], [0]);
  opened.value();
  const margin = opened.watched("margin");
  const head = opened.part(opened.values, "score.weight");
  const features = Array.from(head, (_, k) => {
    head.fill(0);
    head[k] = 1;
    opened.value();
    return opened.watched("margin");
  });
  return { margin, features };
}

/** The first tokens of a sequence, as a sequence. */
function prefix({ prompt, response }: Sequence, length: number): Sequence {
  const ids = [...prompt, ...response].slice(0, length);
  return { prompt: ids.slice(0, 1), response: ids.slice(1) };
}

const lengthOf = ({ prompt, response }: Sequence) =>
  prompt.length + response.length;

/** One term of a loss: its share, its label's a, and its difference. */
interface Term extends ReturnType<typeof difference> {
  readonly share: number;
  readonly flip: number;
}

function termsOfLast(flip: readonly number[]): Term[] {
  return flip.map((a, i) => ({
    share: 1 / pairs,
    flip: a,
    ...difference(sequences[2 * i]!, sequences[2 * i + 1]!),
  }));
}

function termsByPosition(flip: readonly number[]): Term[] {
  return flip.flatMap((a, i) => {
    const y = sequences[2 * i]!, z = sequences[2 * i + 1]!;
    // Prompts are equal, responses differ from here on.
    let same = y.prompt.length;
    while (
      y.response[same - y.prompt.length] === z.response[same - y.prompt.length]
    ) same++;
    const ends = [lengthOf(y), lengthOf(z)] as const;
    const lengths: number[] = [];
    for (let n = same + 1; n <= Math.max(...ends); n++) lengths.push(n);
    return lengths.map((n) => ({
      share: 1 / (pairs * lengths.length),
      flip: a,
      ...difference(
        prefix(y, Math.min(n, ends[0])),
        prefix(z, Math.min(n, ends[1])),
      ),
    }));
  });
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function near(actual: number, expected: number, what: string) {
  assert.ok(
    Math.abs(actual - expected) <= 1e-6 * (1 + Math.abs(expected)),
    `${what}: ${actual}, not ${expected}`,
  );
}

/** Holds a loss and the gradient of its head to the formula. */
function checkFormula(opened: Float64Objective, terms: readonly Term[]) {
  const loss = terms.reduce(
    (sum, { share, flip, margin }) =>
      sum - share * ((1 - flip) * Math.log(sigmoid(margin)) +
          flip * Math.log(sigmoid(-margin))),
    0,
  );
  near(opened.value(), loss, "loss");
  opened.part(opened.gradients, "score.weight").forEach((gradient, k) => {
    // The derivative of a term by its difference is sigmoid(d) - (1 - a).
    const expected = terms.reduce(
      (sum, { share, flip, margin, features }) =>
        sum + share * (sigmoid(margin) - (1 - flip)) * features[k]!,
      0,
    );
    near(gradient, expected, `gradient of head ${k}`);
  });
}

for (const [name, flip] of Object.entries(labels)) {
  Deno.test(`bradleyTerry() with ${name} equals its formula`, () => {
    const opened = openLast(sequences, flip), terms = termsOfLast(flip);
    checkFormula(opened, terms);
    const margins = terms.map(({ margin }) => margin);
    near(
      opened.watched("margin"),
      margins.reduce((a, b) => a + b, 0) / pairs,
      "margin",
    );
    near(
      opened.watched("reward accuracy"),
      margins.filter((d) => d > 0).length / pairs,
      "accuracy",
    );
  });

  Deno.test(`positionWise() with ${name} equals its formula`, () => {
    const opened = openPositionWise(flip);
    checkFormula(opened, termsByPosition(flip));
    const last = openLast(sequences, flip);
    last.value();
    for (const name of ["margin", "reward accuracy"]) {
      near(opened.watched(name), last.watched(name), name);
    }
  });

  Deno.test(`both Bradley-Terry losses with ${name} have the gradient of central differences`, () => {
    checkGradients(openLast(sequences, flip));
    checkGradients(openPositionWise(flip));
  });
}

Deno.test("rewards that are equal count as half of an accuracy", () => {
  for (
    const opened of [openLast(sequences, [0, 0, 0]), openPositionWise([0])]
  ) {
    opened.part(opened.values, "score.weight").fill(0);
    opened.value();
    near(opened.watched("reward accuracy"), 0.5, "accuracy");
  }
});

Deno.test("a flipped pair is the pair the other way round", () => {
  const swapped = [0, 1, 2].flatMap((i) => [
    sequences[2 * i + 1]!,
    sequences[2 * i]!,
  ]);
  const flipped = openLast(sequences, [1, 1, 1]);
  const turned = openLast(swapped, [0, 0, 0]);
  near(flipped.value(), turned.value(), "loss");
  flipped.gradients.forEach((g, i) => near(g, turned.gradients[i]!, `${i}`));
});

Deno.test("an empty pair changes neither loss nor gradient", () => {
  const one = openLast(sequences.slice(0, 2), [0.2]);
  const packed = pack(sequences.slice(0, 2), 4, time);
  const two = openInFloat64(
    "reward",
    (model) => bradleyTerry(model, 2, time),
    {
      tokens: packed.tokens,
      last: packed.last,
      position: positions(4, time),
      signs: pairSigns(2),
      shares: pairShares(2, 1),
      flips: Float32Array.of(0.2, 0),
    },
  );
  const same = (a: Float64Objective, b: Float64Objective) => {
    assert.ok(Math.abs(a.value() - b.value()) < 1e-12);
    a.gradients.forEach((g, i) =>
      assert.ok(Math.abs(g - b.gradients[i]!) < 1e-12)
    );
  };
  same(two, one);
  same(openPositionWise([0.2], 3), openPositionWise([0.2]));
});
