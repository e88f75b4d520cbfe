/**
 * An objective of the tiny model on the float64 device: its value and its
 * gradient, to be held to central differences and to formulas written anew.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Location } from "../device/device.ts";
import type { Head } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import type { BuildObjective } from "../objectives/objective.ts";
import { type Data, openObjective } from "./objective.ts";
import { createReferenceDevice } from "./reference_device.ts";
import { roughValues, tinyConfig } from "./tiny.ts";

/** An objective that is ready to run, with all of its numbers in float64. */
export interface Float64Objective {
  readonly model: Model;
  /** All parameters; what is written here counts from the next value on. */
  readonly values: Float64Array;
  /** Of the last value, by the same layout. */
  readonly gradients: Float64Array;
  /** The part of the values or gradients that belongs to a parameter. */
  part(flat: Float64Array, parameter: string): Float64Array;
  /** A watched number of the last value. */
  watched(name: string): number;
  /** Computes the loss and its gradient; gives the loss. */
  value(): number;
}

/** Opens an objective with given data, and with values that are all rough. */
export function openInFloat64(
  head: Head,
  build: (model: Model) => BuildObjective,
  data: Data,
): Float64Objective {
  const device = createReferenceDevice();
  const model = new Model(device, tinyConfig, head, new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 7));
  const opened = openObjective(model, build(model), data);
  const floats = ({ allocation, offset, length }: Location) =>
    device.values(allocation).subarray(offset, offset + length) as Float64Array;
  return {
    model,
    values: device.values(model.values.shards[0]!) as Float64Array,
    gradients: device.values(opened.gradients.shards[0]!) as Float64Array,
    part(flat, parameter) {
      const { offset, length } = model.values.locate(parameter);
      return flat.subarray(offset, offset + length);
    },
    watched: (name) => floats(opened.watched[name]!)[0]!,
    value() {
      opened.run();
      return floats(opened.loss)[0]!;
    },
  };
}

/** Compares every parameter's gradient with central differences. */
export function checkGradients(opened: Float64Objective): void {
  opened.value();
  const gradients = opened.gradients.slice();
  const { values, model } = opened;
  for (const { name } of model.layout.parameters) {
    const { offset, length } = model.values.locate(name);
    // A handful of elements of each parameter, the first and last included.
    const stride = Math.max(1, Math.floor((length - 1) / 3));
    for (let i = offset; i < offset + length; i += stride) {
      const kept = values[i]!, h = 1e-5;
      values[i] = kept + h;
      const above = opened.value();
      values[i] = kept - h;
      const below = opened.value();
      values[i] = kept;
      const numeric = (above - below) / (2 * h);
      assert.ok(
        Math.abs(gradients[i]! - numeric) <= 1e-7 + 1e-6 * Math.abs(numeric),
        `${name}[${i - offset}]: ${gradients[i]} against ${numeric}`,
      );
    }
  }
}
