/**
 * The profiles of the experiment: every setting of every arm in one place.
 *
 * @module
 */

/** Steps, batch and learning rate of one kind of training. */
interface Pace {
  readonly steps: number;
  readonly rate: number;
}

/** What a profile sets. */
export interface Profile {
  /** Its name on the command line. */
  readonly name: string;
  /** Bounds of the words that take part. */
  readonly words: {
    readonly minLetters: number;
    readonly maxLetters: number;
    readonly minPhonemes: number;
    readonly maxPhonemes: number;
  };
  /** Numbers of words by part. */
  readonly split: {
    readonly pretraining: number;
    readonly demonstrations: number;
    readonly validation: number;
    readonly test: number;
  };
  readonly model: {
    readonly layers: number;
    readonly width: number;
    readonly heads: number;
    /** Letters, equals sign, phonemes and end of the longest word. */
    readonly context: number;
  };
  readonly seeds: readonly number[];
  /** What must be known before its results are read. */
  readonly notices: readonly string[];
  /** The kind of low-quality response that is injected and measured. */
  readonly kind: "another" | "garbled" | "truncated";
  /** The share of low quality among the base's pre-training data. */
  readonly baseRatio: number;
  /** The shares of low quality among the demonstrations. */
  readonly ratios: readonly number[];
  readonly pretraining: Pace & { readonly batch: number };
  readonly sft: Pace & { readonly batch: number };
  readonly rft: {
    readonly rounds: number;
    readonly reward: Pace & { readonly pairs: number };
    readonly policy: Pace & {
      readonly prompts: number;
      readonly samples: number;
      readonly beta: number;
    };
  };
  readonly irft: Pace & {
    readonly rounds: number;
    readonly pairs: number;
    readonly beta: number;
  };
  readonly spin: Pace & { readonly pairs: number; readonly beta: number };
}

/**
 * The whole experiment at the smallest size at which each step still does
 * something: under a minute on two cores. Its figures show that the pipeline
 * works, not how the methods compare.
 */
const smoke: Profile = {
  name: "smoke",
  words: { minLetters: 3, maxLetters: 6, minPhonemes: 2, maxPhonemes: 7 },
  split: {
    pretraining: 16_000,
    demonstrations: 2_000,
    validation: 200,
    test: 300,
  },
  model: { layers: 1, width: 32, heads: 4, context: 16 },
  seeds: [1],
  notices: [
    "A smoke test: everything is as small as it can be. The figures show that " +
    "the pipeline works, not how the methods compare",
  ],
  kind: "truncated",
  baseRatio: 0.7,
  ratios: [0, 0.35],
  pretraining: { steps: 400, batch: 128, rate: 5e-3 },
  sft: { steps: 100, batch: 64, rate: 2e-3 },
  rft: {
    rounds: 2,
    reward: { steps: 60, pairs: 64, rate: 2e-3 },
    policy: { steps: 20, prompts: 32, samples: 4, rate: 1e-3, beta: 0.3 },
  },
  irft: { rounds: 2, steps: 40, pairs: 64, rate: 1e-3, beta: 0.3 },
  spin: { steps: 40, pairs: 64, rate: 1e-4, beta: 0.1 },
};

/**
 * The experiment in the regime of the paper's claim: the base emits more of
 * the low quality (0.7) than the demonstrations do. Three seeds, so that
 * differences have intervals. Under a quarter of an hour on two cores without a
 * GPU.
 */
const standard: Profile = {
  name: "default",
  words: { minLetters: 3, maxLetters: 9, minPhonemes: 2, maxPhonemes: 10 },
  split: {
    pretraining: 60_000,
    demonstrations: 10_000,
    validation: 800,
    test: 1_000,
  },
  model: { layers: 2, width: 64, heads: 4, context: 22 },
  seeds: [1, 2, 3],
  notices: [],
  kind: "truncated",
  baseRatio: 0.7,
  ratios: [0, 0.2, 0.35],
  pretraining: { steps: 1_200, batch: 256, rate: 3e-3 },
  sft: { steps: 300, batch: 128, rate: 1e-3 },
  rft: {
    rounds: 1,
    reward: { steps: 250, pairs: 64, rate: 1e-3 },
    policy: { steps: 120, prompts: 64, samples: 4, rate: 3e-4, beta: 0.3 },
  },
  irft: { rounds: 2, steps: 150, pairs: 64, rate: 3e-4, beta: 0.3 },
  spin: { steps: 150, pairs: 64, rate: 5e-5, beta: 0.1 },
};

/** The default experiment over more ratios and five seeds: twice as long. */
const full: Profile = {
  ...standard,
  name: "full",
  seeds: [1, 2, 3, 4, 5],
  ratios: [0, 0.2, 0.35, 0.5],
};

/** Profiles by name. */
export const profiles: Readonly<Record<string, Profile>> = {
  smoke,
  default: standard,
  full,
};
