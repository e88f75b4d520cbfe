/**
 * The shape of a calibration: how well a reward, and beside it the base's
 * likelihood, tells clean responses from low-quality ones.
 *
 * @module
 */

import { z } from "zod";

/**
 * What judges responses: the reward (an ensemble's mean), and the base's
 * log-probability, per token and summed over the response.
 */
export const judgeNames = [
  "reward",
  "log-probability per token",
  "log-probability",
] as const;

/** A judge's name. */
export type JudgeName = typeof judgeNames[number];

const share = z.number().min(0).max(1);
const count = z.int().min(0);

/** How well one judge does. 1 is perfect, 0.5 chance, 0 always wrong. */
const judge = z.strictObject({
  name: z.enum(judgeNames),
  /**
   * Held-out prompts: the share of pairs of a clean and a low-quality response
   * to one prompt whose clean one scores higher, ties half.
   */
  accuracy: share,
  /**
   * The same over all pairs of any clean and any low-quality response. A
   * reward learns from comparisons at one prompt, which leave a constant for
   * each prompt open: across prompts it may do worse than its accuracy.
   */
  heldOutAuc: share,
  /**
   * The demonstrations: the probability that a clean one scores higher than an
   * injected one, ties half. Null where there is only one sort. The reward has
   * learned from them.
   */
  demonstrationsAuc: share.nullable(),
  /** Scores of the demonstrations in bins of equal width. */
  histogram: z.strictObject({
    /** One more than there are bins. */
    edges: z.array(z.number()),
    clean: z.array(count),
    low: z.array(count),
  }),
});

/** How well a cell's reward does. */
export const calibrationSchema = z.strictObject({
  version: z.literal(1),
  /** The arm whose reward it is, as in `rft/beta=0.3`. */
  arm: z.string(),
  kind: z.string(),
  baseRatio: z.number(),
  ratio: z.number(),
  seed: z.int(),
  /** Reward models in the ensemble. */
  members: z.int().min(1),
  /** Held-out pairs of a clean and a low-quality response to one prompt. */
  pairs: count,
  /** Clean and injected demonstrations. */
  demonstrations: z.strictObject({ clean: count, low: count }),
  judges: z.array(judge),
  /**
   * What dropping by the ensemble's vote does: demonstrations of negative
   * strength, of each sort. Null where no votes were given.
   */
  vote: z.strictObject({
    cleanDropped: count,
    lowDropped: count,
    /** By strength, as `demonstrationsAuc`. */
    auc: share.nullable(),
    histogram: judge.shape.histogram,
  }).nullable(),
});

/** How well a cell's reward does. */
export type Calibration = z.output<typeof calibrationSchema>;

/** How well one judge does. */
export type JudgeCalibration = Calibration["judges"][number];
