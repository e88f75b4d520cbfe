/**
 * What an arm of each method can be told. The values, with their reasons, are
 * in `../settings.ts`.
 *
 * @module
 */

import { z } from "zod";

const count = z.int().min(1);
const share = z.number().min(0).max(1);

/** How long and how fast something is trained. */
const pace = {
  steps: count,
  /** The highest learning rate. */
  rate: z.number().positive(),
};

const sft = z.strictObject({
  ...pace,
  /** Demonstrations a step. */
  batch: count,
});

const interpolation = z.strictObject({
  /** How far to go; the best on validation words is taken. */
  alphas: z.array(z.number()).min(1),
});

const selfPlay = z.strictObject({
  ...pace,
  /** Pairs of a demonstration and an own response, a step. */
  pairs: count,
  beta: z.number().positive(),
  /** T: how often the policy is sampled and becomes the reference. */
  rounds: count,
  /**
   * Into how many parts the demonstrations are dealt, one a round, and `steps`
   * with them. 0 is one for each round, as in the paper: T rounds then have the
   * data and the steps of one. With 1 each round has all of both.
   */
  parts: z.int().min(0),
  link: z.enum(["log-sigmoid", "hinge", "linear"]),
  /** Weight of the demonstrations' cross-entropy, nats per token. */
  anchor: z.number().min(0),
});

const reward = z.strictObject({
  ...pace,
  /** Pairs of a demonstration and an own response, a step. */
  pairs: count,
  /** Where the reward is read while it learns. */
  reading: z.enum(["last", "position-wise"]),
});

const policy = z.strictObject({
  ...pace,
  objective: z.enum(["rloo", "apa", "ppo"]),
  /** Prompts in a batch of samples. */
  prompts: count,
  /** Samples of each prompt. */
  samples: count,
  /**
   * The score is the mean over the members plus `weight` times
   * (1 - `decay`)^step times their standard deviation.
   */
  ensemble: z.strictObject({ weight: z.number(), decay: share }),
  /** The value model of APA and PPO: its highest learning rate. */
  value: z.strictObject({ rate: z.number().positive() }),
  /** Steps on each batch of samples. */
  apa: z.strictObject({ epochs: count }),
  ppo: z.strictObject({ epochs: count }),
});

const rft = z.strictObject({
  beta: z.number().min(0),
  /** How often the policy is sampled, the reward learned, the policy moved. */
  rounds: count,
  /** Which rounds' own responses the reward of a later round learns from. */
  negatives: z.enum(["last", "pooled"]),
  /** What the reward makes of an ensemble's vote on the demonstrations. */
  votes: z.enum(["ignore", "drop", "flip", "soften"]),
  /** How many rewards judge together. */
  members: count,
  /**
   * Whether the policy is taken near to where reward and penalty balance, of
   * which the law of odds speaks, or stopped on the way.
   */
  settled: z.boolean(),
  reward,
  policy,
});

/** The settings of each method, by the method's name. */
export const methodSettings = {
  sft,
  "sft/compute": sft,
  "sft/filtered": sft.extend({
    /** The share of demonstrations that is kept. */
    keep: share,
  }),
  "sft/voted": sft.extend({
    /** The least mean strength with which a demonstration is kept. */
    least: z.number(),
  }),
  interpolation,
  expo: interpolation,
  spin: selfPlay,
  irft: selfPlay,
  rft,
} as const;

/** A method that has settings. */
export type MethodName = keyof typeof methodSettings;

/** The settings of a method. */
export type MethodSettings<Name extends MethodName> = z.output<
  typeof methodSettings[Name]
>;

export type SftSettings = MethodSettings<"sft">;
export type SelfPlaySettings = MethodSettings<"irft">;
export type RewardSettings = z.output<typeof reward>;
export type RftSettings = MethodSettings<"rft">;

/** The settings of all arms. */
export type Settings =
  & { readonly [Name in MethodName]: MethodSettings<Name> }
  & {
    /** The ensemble that votes on demonstrations. */
    readonly voting: { readonly members: number };
    /** What a word of an arm's name changes in the settings of its method. */
    readonly variants: Readonly<
      Record<string, Readonly<Record<string, unknown>>>
    >;
  };
