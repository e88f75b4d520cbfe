/**
 * What each objective of the policy step comes down to: models to train, and
 * their data step by step.
 *
 * @module
 */

import type { Data } from "../../learn/objectives/objective.ts";
import type { Units } from "../learning/curve_book.ts";
import type { Learner, Next } from "../learning/train.ts";

/** A policy step that is ready to run. */
export interface PolicyStep {
  /** The policy first. */
  readonly learners: Readonly<Record<string, Learner>>;
  readonly next: Next<Readonly<Record<string, Data>>>;
  /** Steps on each batch of samples. */
  readonly epochs: number;
  /** Its curves beside those of every training. */
  readonly units: Units;
}

/** Curves that every policy step has. */
export const commonUnits: Units = {
  loss: "of the policy",
  reward: "mean of samples",
  "KL to base": "nats per response",
  entropy: "nats per response",
};
