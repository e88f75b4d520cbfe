/**
 * The profile `own`: the experiment over a file of one's own.
 *
 * @module
 */

import type { TextProfile } from "../profiles.ts";
import { scaled, standard } from "../settings.ts";

const settings = scaled(standard, { rows: 0.25 });

/**
 * Every method in one cell, in which the base is worse than the demonstrations,
 * as the paper's claim has it. Texts are several times as long as words, in
 * tokens, so that a step has fewer of them. One seed, so that a first look takes
 * some minutes; intervals need three.
 */
export const own: TextProfile = {
  name: "own",
  notices: [
    "Own data: there is no gold metric. Perplexity says how well a policy " +
    "predicts held-out responses, the judge how much its samples resemble " +
    "them; neither says that a response is right",
  ],
  data: null,
  texts: {
    most: 20_000,
    split: {
      demonstrations: 0.3,
      validation: 0.1,
      test: 0.1,
      mostHeldOut: 128,
    },
    judge: { steps: 120, pairs: 16, rate: 1e-3 },
    batch: 64,
  },
  evaluatedOn: "test",
  model: { layers: 2, width: 64, heads: 4, context: 128 },
  pretraining: { steps: 600, batch: 32, rate: 3e-3 },
  seeds: [1],
  grid: {
    kind: "truncated",
    baseRatios: [0.7],
    ratios: [0.35],
    arms: [
      "sft",
      "sft/filtered",
      "interpolation",
      "spin",
      "irft/beta=0.3",
      "irft/beta=1",
      "rft/beta=0.3",
      "rft/beta=1",
      "sft/compute",
      "sft/voted",
      "expo",
      "irft/anchor",
      "irft/rounds=4",
      "rft/rounds=2/negatives=last",
      "rft/apa",
      "rft/ppo",
    ],
  },
  focus: [],
  settings: {
    ...settings,
    // At least the FLOPs of the costliest arm on some thousands of rows. What
    // votes take grows with the file, and on the longest may be more.
    "sft/compute": { ...settings["sft/compute"], steps: 720 },
  },
};
