/**
 * What an objective is: a recording that ends in a loss, with slots for the
 * data that change from step to step.
 *
 * @module
 */

import type { Tensor } from "../graph/graph.ts";
import type { DType } from "../kernels/kernel.ts";
import type { Weights } from "../models/model.ts";

/** Memory that the host fills before each step. */
export type Slot = (
  name: string,
  dtype: DType,
  shape: readonly number[],
) => Tensor;

/** What an objective gives: what to minimise, and what to watch. */
export interface Objective {
  /** Shape [1]. */
  readonly loss: Tensor;
  /** Numbers to report, each of shape [1], by name. */
  readonly watch?: Readonly<Record<string, Tensor>>;
}

/** Builds an objective from a model's weights and slots for data. */
export type BuildObjective = (weights: Weights, slot: Slot) => Objective;

/** Data for the slots, by name. */
export type Data = Readonly<Record<string, Float32Array | Uint32Array>>;
