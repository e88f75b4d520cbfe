/**
 * What a method is given: one cell of the sweep. A cell is a kind of low
 * quality, the share of it in the base's pre-training data, its share among the
 * demonstrations, and a seed.
 *
 * @module
 */

import type { json } from "../../pipeline/artifact.ts";
import type { Add, Ref } from "../../pipeline/recipe.ts";
import type * as artifacts from "../artifacts.ts";
import type { Law } from "../law/law.ts";
import type { LowQualityKind } from "../metrics/low_quality.ts";
import type { Settings } from "./settings.ts";

export type Policy = Ref<typeof artifacts.policy>;
export type Reward = Ref<typeof artifacts.reward>;
export type Dataset = Ref<typeof artifacts.dataset>;
export type Samples = Ref<typeof artifacts.samples>;
export type References = Ref<typeof artifacts.references>;
export type Marks = Ref<typeof artifacts.marks>;

/**
 * The accounts of the work behind something, by the name of the stage that did
 * it. Work that two things share is then counted once.
 */
export type Accounts = Readonly<Record<string, Ref<typeof artifacts.account>>>;

/** A policy, and what it took after the base. */
export interface Trained {
  readonly policy: Policy;
  readonly accounts: Accounts;
}

/** A policy's own responses, and what they took after the base. */
export interface Sampled {
  readonly samples: Samples;
  readonly accounts: Accounts;
}

/** What something says of each demonstration, and what that took. */
export interface Scored {
  readonly scores: Ref<typeof artifacts.scores>;
  readonly accounts: Accounts;
}

/** What the stages of one experiment leave for the report. */
export interface Gathered {
  readonly evaluations: Record<string, Ref<typeof artifacts.evaluation>>;
  /** The summaries of the injections into demonstrations, by cell. */
  readonly injections: Record<string, Ref<typeof json>>;
  readonly curves: Record<string, Ref<typeof artifacts.curves>>;
  readonly summaries: Record<string, Ref<typeof json>>;
  readonly calibrations: Record<string, Ref<typeof json>>;
}

/**
 * One cell of the sweep, with what every method in it shares. Names of stages
 * end in `where`, so that a pattern such as `sft/*` finds a method's.
 */
export interface Cell {
  readonly add: Add;
  readonly settings: Settings;
  readonly seed: number;
  /** `truncated/base=0.7/ratio=0.35/seed=1` */
  readonly where: string;
  readonly kind: LowQualityKind;
  readonly baseRatio: number;
  readonly ratio: number;
  readonly base: Policy;
  readonly demonstrations: Dataset;
  /** Which demonstrations are bad. For analysis: no learner takes it. */
  readonly marks: Marks;
  /** Held-out words on which settings are chosen. */
  readonly validation: References;
  /** Held-out words on which arms are evaluated. */
  readonly references: References;
  /** The base's own responses to the prompts of all demonstrations. */
  readonly own: Sampled;
  readonly gathered: Gathered;
  /** What several methods of the cell want, made by the first that asks. */
  readonly once: <T>(name: string, make: () => T) => T;
  /**
   * Adds the evaluation of an arm.
   *
   * @param law By which the share of low quality is predicted; null, as by
   * default, where the law of odds says nothing of the arm.
   */
  readonly evaluate: (arm: string, trained: Trained, law?: Law | null) => void;
}

/** Adds the stages of an arm to a cell, and evaluates the arm. */
export type Method = (cell: Cell, arm: string) => void;
