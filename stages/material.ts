/**
 * What the sweep's cells are made of: words, whose pronunciations a gold metric
 * judges, or texts of one's own, which have none. The methods know no
 * difference; this is what comes before and after them.
 *
 * @module
 */

import type { Ref } from "../pipeline/recipe.ts";
import type { z } from "zod";
import type * as artifacts from "./artifacts.ts";
import type { coordinates } from "./evaluation_file.ts";
import type { Dataset, Policy, References, Trained } from "./methods/cell.ts";
import type { UnitName } from "./metrics/units.ts";
import type { GoldMetric } from "./results_file.ts";

/** The parts that one seed deals out. */
export interface Parts {
  readonly pretraining: Dataset;
  readonly demonstrations: Dataset;
  readonly validation: References;
  readonly test: References;
}

/** A base policy that arms are evaluated against. */
export interface EvaluatedBase {
  readonly policy: Policy;
  /** `truncated/base=0.7/seed=1`, for names of stages. */
  readonly where: string;
}

/** Where an arm stands in the sweep. */
type Coordinates = {
  readonly [Name in keyof typeof coordinates]: z.output<
    typeof coordinates[Name]
  >;
};

/** Adds an arm's evaluation under a name. */
export type Evaluate = (
  name: string,
  at: Coordinates,
  trained: Trained,
) => Ref<typeof artifacts.evaluation>;

/** One seed's part of the material. */
export interface Dealt {
  readonly parts: Parts;
  /** Adds what all evaluations against a base share. */
  evaluator(base: EvaluatedBase): Evaluate;
}

/** What cells are made of. */
export interface Material {
  /** What responses are counted in. */
  readonly units: UnitName;
  /** The base's tokenizer. */
  readonly tokenizer: "words" | "bytes";
  /** What arms are judged by. */
  readonly gold: GoldMetric;
  /** What must be known of it before results are read. */
  readonly notices: readonly string[];
  /** Deals it out by a seed. */
  deal(seed: number): Dealt;
}
