/**
 * Flat memory: as many numbers as a model has parameters, such as their values,
 * gradients or moments, one parameter after the other. It lies in one
 * allocation, or in several shards where a device takes no piece that large;
 * on the host it is one array either way.
 *
 * @module
 */

import type { Allocation, Device, Location } from "../device/device.ts";
import { elements, type Layout } from "./parameters.ts";

/** Flat memory on a device, zero at first. */
export class Flat {
  /** In the order of the layout's shards. */
  readonly shards: readonly Allocation[];

  constructor(readonly device: Device, readonly layout: Layout) {
    this.shards = layout.shards.map(({ length }) => device.allocate(length));
  }

  /** In elements; gaps between parameters included. */
  get length(): number {
    return this.layout.length;
  }

  /** Copies values to the device, from the first parameter's on. */
  write(values: Float32Array): void {
    this.layout.shards.forEach(({ from, length }, i) =>
      this.device.write(this.shards[i]!, values.subarray(from, from + length))
    );
  }

  /** Copies all values out. */
  async read(): Promise<Float32Array> {
    const read = (shard: Allocation) =>
      this.device.read(shard) as Promise<Float32Array>;
    if (this.shards.length === 1) return await read(this.shards[0]!);
    const values = new Float32Array(this.length);
    for (const [i, { from }] of this.layout.shards.entries()) {
      values.set(await read(this.shards[i]!), from);
    }
    return values;
  }

  /**
   * The part that belongs to a parameter.
   *
   * @throws {Error} Where the model has no such parameter.
   */
  locate(name: string): Location {
    const { parameters, offsets, shards } = this.layout;
    const parameter = parameters.find((p) => p.name === name);
    const offset = offsets.get(name);
    if (parameter === undefined || offset === undefined) {
      throw new Error(`Model has no parameter "${name}"`);
    }
    const shard = shards.findLastIndex(({ from }) => from <= offset);
    return {
      allocation: this.shards[shard]!,
      offset: offset - shards[shard]!.from,
      length: elements(parameter.shape),
    };
  }

  /** Gives the device's memory back. */
  free(): void {
    for (const shard of this.shards) shard.free();
  }
}
