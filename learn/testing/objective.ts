/**
 * An objective on a device with given data: its value and its gradients, as a
 * training step computes them, without the step.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device, Location } from "../device/device.ts";
import { differentiate } from "../graph/differentiate.ts";
import { Graph, type Tensor } from "../graph/graph.ts";
import { compile } from "../graph/plan.ts";
import { Flat } from "../models/flat.ts";
import type { Model } from "../models/model.ts";
import type { BuildObjective } from "../objectives/objective.ts";
import type { createReferenceDevice } from "./reference_device.ts";

/** Data by slot. */
export type Data = Readonly<Record<string, Float32Array | Uint32Array>>;

/** An objective that is ready to run. */
export interface OpenedObjective {
  /** Of one element, as are the watched numbers. */
  readonly loss: Location;
  readonly watched: Readonly<Record<string, Location>>;
  /** By the model's layout. */
  readonly gradients: Flat;
  run(): void;
}

/** Compiles an objective with its gradients. */
export function openObjective(
  model: Model,
  build: BuildObjective,
  data: Data,
): OpenedObjective {
  const { device, layout } = model;
  const graph = new Graph();
  const weights = model.weights(graph);
  const keep = (tensor: Tensor) => {
    const to = { allocation: device.allocate(1), offset: 0, length: 1 };
    graph.store(tensor, to);
    return to;
  };
  const { loss, watch = {} } = build(weights, (name, dtype, shape) => {
    const length = shape.reduce((n, size) => n * size, 1);
    const allocation = device.allocate(length, dtype);
    const values = data[name];
    assert.equal(values?.length, length, `slot ${name}`);
    device.write(allocation, values!);
    return graph.memory({ allocation, offset: 0, length }, shape);
  });
  const names = layout.parameters.map(({ name }) => name);
  const gradients = new Flat(device, layout);
  differentiate(loss, names.map(weights)).forEach((gradient, i) =>
    graph.store(gradient, gradients.locate(names[i]!))
  );
  const value = keep(loss);
  const watched = Object.fromEntries(
    Object.entries(watch).map(([name, tensor]) => [name, keep(tensor)]),
  );
  const program = compile(device, graph);
  return { loss: value, watched, gradients, run: () => program.run() };
}

/** Values in memory, in float64 where the device has them so. */
export async function valuesAt(
  device: Device,
  { allocation, offset, length }: Location,
): Promise<Float64Array> {
  if ("values" in device) {
    const { values } = device as ReturnType<typeof createReferenceDevice>;
    return Float64Array.from(
      values(allocation).subarray(offset, offset + length),
    );
  }
  return Float64Array.from(await device.read(allocation, offset, length));
}

/** A model's parameters, or what is laid out like them, by name. */
export async function parametersAt(
  flat: Flat,
): Promise<Map<string, Float64Array>> {
  const { device, layout } = flat;
  const shards = await Promise.all(
    flat.shards.map((allocation) =>
      valuesAt(device, { allocation, offset: 0, length: allocation.length })
    ),
  );
  return new Map(layout.parameters.map(({ name }) => {
    const { allocation, offset, length } = flat.locate(name);
    const shard = shards[flat.shards.indexOf(allocation)]!;
    return [name, shard.subarray(offset, offset + length)];
  }));
}
