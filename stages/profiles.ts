/**
 * The profiles: how large the experiment is, and which arms run in which cells
 * of the sweep. The arms are listed in `arms.ts`, how one is set is in
 * `settings.ts`.
 *
 * A profile is data as JSON has it, so that a command can override any of it.
 *
 * @module
 */

import {
  allArms,
  candidates,
  contraryArms,
  gridArms,
  smokeArms,
  tellingArms,
} from "./arms.ts";
import { type LowQualityKind, lowQualityKinds } from "./metrics/low_quality.ts";
import type { Settings } from "./methods/settings.ts";
import { own } from "./own/profile.ts";
import type { TextSettings } from "./own/settings.ts";
import { scaled, standard } from "./settings.ts";

/** A cell of the sweep, without its seed, and the arms that run in it. */
export interface Point {
  /** The kind of low-quality response that is injected and measured. */
  readonly kind: LowQualityKind;
  /** The share of low quality among the base's pre-training data. */
  readonly baseRatio: number;
  /** The share of low quality among the demonstrations. */
  readonly ratio: number;
  /** Arms by name, such as `rft/beta=0.3`. The base is always evaluated. */
  readonly arms: readonly string[];
}

/** What every profile sets. */
interface Common {
  /** Its name on the command line. */
  readonly name: string;
  /** What must be known before its results are read. */
  readonly notices: readonly string[];
  /** On which held-out part the arms are evaluated. */
  readonly evaluatedOn: "test" | "validation";
  readonly model: {
    readonly layers: number;
    readonly width: number;
    readonly heads: number;
    /** Tokens of the longest prompt and response, with what ends each. */
    readonly context: number;
  };
  readonly pretraining: {
    readonly steps: number;
    readonly batch: number;
    readonly rate: number;
  };
  readonly seeds: readonly number[];
  /** A few arms in every cell of base ratios by demonstration ratios. */
  readonly grid: {
    readonly kind: LowQualityKind;
    readonly baseRatios: readonly number[];
    readonly ratios: readonly number[];
    readonly arms: readonly string[];
  };
  /** Further arms in single cells. */
  readonly focus: readonly Point[];
  readonly settings: Settings;
}

/** A profile over the words of CMUdict. */
export interface WordProfile extends Common {
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
}

/** A profile over texts of one's own, which have no gold metric. */
export interface TextProfile extends Common {
  /** The file that they are in; null until it is named by `--data`. */
  readonly data: string | null;
  readonly texts: TextSettings;
}

/** What a profile sets. */
export type Profile = WordProfile | TextProfile;

/**
 * The default experiment: bases that are cleaner and dirtier than the
 * demonstrations, so that the law is tested on both sides. Three seeds, so that
 * differences have intervals. Under a quarter of an hour on two cores without a
 * GPU.
 */
const default_: WordProfile = {
  name: "default",
  notices: [],
  words: { minLetters: 3, maxLetters: 7, minPhonemes: 2, maxPhonemes: 8 },
  split: {
    pretraining: 40_000,
    demonstrations: 8_000,
    validation: 600,
    test: 600,
  },
  evaluatedOn: "test",
  model: { layers: 2, width: 64, heads: 4, context: 17 },
  pretraining: { steps: 900, batch: 128, rate: 3e-3 },
  seeds: [1, 2, 3],
  grid: {
    kind: "truncated",
    baseRatios: [0, 0.35, 0.7],
    ratios: [0, 0.35, 0.5],
    arms: gridArms,
  },
  focus: [
    { kind: "truncated", baseRatio: 0.7, ratio: 0.35, arms: tellingArms },
    { kind: "truncated", baseRatio: 0, ratio: 0.35, arms: contraryArms },
  ],
  settings: {
    ...standard,
    // Enough for the arms of this profile; others have costlier ones.
    "sft/compute": { ...standard["sft/compute"], steps: 450 },
  },
};

/** A tenth of the steps, at twice the learning rate. */
const small = scaled(standard, { steps: 0.1, rate: 2 });

/**
 * The whole experiment at the smallest size at which each step still does
 * something: under a minute on two cores. Its figures show that the pipeline
 * works, not how the methods compare.
 */
const smoke: WordProfile = {
  ...default_,
  name: "smoke",
  notices: [
    "A smoke test: everything is as small as it can be. The figures show that " +
    "the pipeline works, not how the methods compare",
  ],
  words: { minLetters: 3, maxLetters: 6, minPhonemes: 2, maxPhonemes: 7 },
  split: {
    pretraining: 16_000,
    demonstrations: 1_000,
    validation: 200,
    test: 200,
  },
  model: { layers: 1, width: 32, heads: 4, context: 16 },
  pretraining: { steps: 300, batch: 128, rate: 5e-3 },
  seeds: [1],
  grid: {
    kind: "truncated",
    baseRatios: [0.7],
    ratios: [0, 0.35],
    arms: ["sft", "irft/beta=0.3", "rft/beta=0.3"],
  },
  focus: [
    { kind: "truncated", baseRatio: 0.7, ratio: 0.35, arms: smokeArms },
  ],
  settings: {
    ...small,
    // What does not shrink with the steps, such as sampling, weighs more here.
    "sft/compute": { ...small["sft/compute"], steps: 120 },
  },
};

/**
 * A cell where the base is worse than the demonstrations, as the paper's claim
 * has it, and one where it is better, of every kind. The base's own samples can
 * only be injected once there is a base, so theirs is clean.
 */
function focusOn(arms: readonly string[]): Point[] {
  return lowQualityKinds.flatMap((kind) =>
    (kind === "samples" ? [0] : [0.7, 0]).map((baseRatio) => ({
      kind,
      baseRatio,
      ratio: 0.35,
      arms,
    }))
  );
}

/**
 * Every arm in focus cells of every kind, more ratios, five seeds: some 11,000
 * stages, many hours on a CPU. It has not been run yet, nor was a GPU's time
 * measured. Ratios are crossed for truncation alone.
 */
const full: WordProfile = {
  ...default_,
  name: "full",
  words: { minLetters: 3, maxLetters: 9, minPhonemes: 2, maxPhonemes: 10 },
  split: {
    pretraining: 60_000,
    demonstrations: 10_000,
    validation: 800,
    test: 1_000,
  },
  model: { layers: 2, width: 64, heads: 4, context: 22 },
  pretraining: { steps: 1_200, batch: 256, rate: 3e-3 },
  seeds: [1, 2, 3, 4, 5],
  grid: {
    ...default_.grid,
    ratios: [0, 0.2, 0.35, 0.5],
    arms: [...gridArms, "sft/filtered", "rft/early", "rft/pessimistic"],
  },
  focus: focusOn(allArms),
  settings: scaled(standard, { steps: 2 }),
};

/**
 * Chooses the settings: candidates on the validation words of a seed of its
 * own, in the focus cell of the claim and where it should fail.
 */
const settings: WordProfile = {
  ...default_,
  name: "settings",
  notices: ["Candidates for settings, on the validation words of one seed"],
  evaluatedOn: "validation",
  seeds: [100],
  grid: {
    kind: "truncated",
    baseRatios: [0, 0.7],
    ratios: [0.35],
    arms: candidates,
  },
  focus: [],
};

/** Profiles by name. */
export const profiles: Readonly<Record<string, Profile>> = {
  smoke,
  default: default_,
  full,
  settings,
  own,
};
