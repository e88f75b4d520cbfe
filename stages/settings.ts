/**
 * The settings of every arm, in one place: what each is, why, and how it was
 * chosen. Profiles take them whole or scaled; a test slice was never looked at.
 *
 * An arm's name says what its settings differ in from its method's, which are
 * here under the method's name. See `methods/arm.ts` for how names are read.
 *
 * @module
 */

/** Steps and learning rate of one kind of training. */
export interface Pace {
  readonly steps: number;
  /** The highest learning rate. */
  readonly rate: number;
}

/** Supervised fine-tuning. */
export interface SftSettings extends Pace {
  /** Demonstrations a step. */
  readonly batch: number;
}

/** Self-play: IRFT, and SPIN as its special case. */
export interface SelfPlaySettings extends Pace {
  /** Pairs of a demonstration and an own response, a step. */
  readonly pairs: number;
  readonly beta: number;
  /** T: how often the policy is sampled and becomes the reference. */
  readonly rounds: number;
  /**
   * Into how many parts the demonstrations are dealt, one a round, and `steps`
   * with them. 0 is one for each round, as in the paper: T rounds then have the
   * data and the steps of one. With 1 each round has all of both.
   */
  readonly parts: number;
  readonly link: "log-sigmoid" | "hinge" | "linear";
  /** Weight of the demonstrations' cross-entropy, nats per token. */
  readonly anchor: number;
}

/** A policy between two others or beyond the second. */
export interface InterpolationSettings {
  /** How far to go; the best on validation words is taken. */
  readonly alphas: readonly number[];
}

/** How a reward is learned. */
export interface RewardSettings extends Pace {
  /** Pairs of a demonstration and an own response, a step. */
  readonly pairs: number;
  /** Where the reward is read while it learns. */
  readonly reading: "last" | "position-wise";
}

/** RFT: a reward is learned, and the policy follows it. */
export interface RftSettings {
  readonly beta: number;
  /** How often the policy is sampled, the reward learned, the policy moved. */
  readonly rounds: number;
  /** What the reward of a later round learns from. */
  readonly negatives: "last" | "pooled";
  /** What the reward makes of an ensemble's vote on the demonstrations. */
  readonly votes: "ignore" | "drop" | "flip" | "soften";
  /** How many rewards judge together. */
  readonly members: number;
  readonly reward: RewardSettings;
  readonly policy: Pace & {
    readonly prompts: number;
    readonly samples: number;
    /**
     * The score is the mean over the members plus `weight` times
     * (1 - `decay`)^step times their standard deviation.
     */
    readonly ensemble: { readonly weight: number; readonly decay: number };
  };
}

/** The settings of all arms. */
export interface Settings {
  readonly sft: SftSettings;
  readonly "sft/compute": SftSettings;
  readonly "sft/filtered": SftSettings & {
    /** The share of demonstrations that is kept. */
    readonly keep: number;
  };
  readonly "sft/voted": SftSettings & {
    /** The ensemble's mean strength from which a demonstration is kept. */
    readonly above: number;
  };
  readonly interpolation: InterpolationSettings;
  readonly expo: InterpolationSettings;
  readonly spin: SelfPlaySettings;
  readonly irft: SelfPlaySettings;
  readonly rft: RftSettings;
  /** The ensemble that votes on demonstrations. */
  readonly voting: { readonly members: number };
  /** What a word of an arm's name changes in the settings of its method. */
  readonly variants: Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >;
}

/** A method that has settings. */
export type MethodName = Exclude<keyof Settings, "variants" | "voting">;

/** The settings of the profile `default`. */
export const standard: Settings = {
  sft: { steps: 150, batch: 128, rate: 1e-3 },
  "sft/compute": { steps: 600, batch: 128, rate: 1e-3 },
  "sft/filtered": { steps: 150, batch: 128, rate: 1e-3, keep: 0.6 },
  "sft/voted": { steps: 150, batch: 128, rate: 1e-3, above: 0 },
  interpolation: { alphas: [0.25, 0.5, 0.75] },
  expo: { alphas: [1.25, 1.5, 2] },
  spin: {
    steps: 100,
    pairs: 64,
    rate: 5e-5,
    beta: 0.1,
    rounds: 1,
    parts: 0,
    link: "log-sigmoid",
    anchor: 0,
  },
  irft: {
    steps: 100,
    pairs: 64,
    rate: 3e-4,
    beta: 0.3,
    rounds: 1,
    parts: 0,
    link: "log-sigmoid",
    anchor: 0,
  },
  rft: {
    beta: 0.3,
    rounds: 1,
    negatives: "pooled",
    votes: "ignore",
    members: 1,
    reward: {
      steps: 120,
      pairs: 64,
      rate: 1e-3,
      reading: "last",
    },
    policy: {
      steps: 60,
      prompts: 32,
      samples: 4,
      rate: 3e-4,
      ensemble: { weight: 0, decay: 0 },
    },
  },
  voting: { members: 3 },
  variants: {
    "irft/anchor": { anchor: 0.3 },
    "rft/position-wise": { reward: { reading: "position-wise" } },
    "rft/pessimistic": {
      members: 3,
      policy: { ensemble: { weight: -1, decay: 0 } },
    },
    "rft/curious": {
      members: 3,
      policy: { ensemble: { weight: 1, decay: 0.05 } },
    },
  },
};

/**
 * Settings with every number of steps and every learning rate multiplied, for a
 * profile of another size.
 */
export function scaled<T>(
  settings: T,
  by: { readonly steps?: number; readonly rate?: number },
): T {
  const scale = (value: unknown, name: string): unknown => {
    if (typeof value === "number") {
      if (name === "steps") {
        return Math.max(2, Math.round(value * (by.steps ?? 1)));
      }
      if (name === "rate") return value * (by.rate ?? 1);
      return value;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return value;
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, scale(one, key)]),
    );
  };
  return scale(settings, "") as T;
}
