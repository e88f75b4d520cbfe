/**
 * Numbers that collect on the device, one of each a step, and are read together
 * every few steps: reading makes a GPU wait, so it is done rarely and once for
 * all of them.
 *
 * @module
 */

import {
  alignment,
  type Allocation,
  type Device,
  type Location,
} from "../device/device.ts";
import { Graph, type Tensor } from "../graph/graph.ts";
import { advancePosition, appendCache } from "../kernels/decode.ts";

/** The numbers of some steps, on a device. */
export class History {
  /** A row of places for each name, aligned. */
  readonly #rows: Allocation;
  readonly #stride: number;
  /** The step that comes next, counted from the last reading. */
  readonly #position: Allocation;
  readonly #zero = new Uint32Array(1);

  /**
   * @param names What is kept.
   * @param capacity Steps between two readings, at most.
   */
  constructor(
    readonly device: Device,
    readonly names: readonly string[],
    readonly capacity: number,
  ) {
    this.#stride = Math.ceil(capacity / alignment) * alignment;
    this.#rows = device.allocate(names.length * this.#stride);
    this.#position = device.allocate(1, "u32");
  }

  /** Records that a number of shape [1] is this step's number of that name. */
  keep(graph: Graph, name: string, number: Tensor): void {
    const { capacity } = this;
    const row: Location = {
      allocation: this.#rows,
      offset: this.names.indexOf(name) * this.#stride,
      length: capacity,
    };
    graph.record(
      appendCache,
      [number, this.#positionIn(graph), graph.memory(row, [capacity])],
      [],
      { rows: 1, cells: capacity, width: 1 },
    );
  }

  /** Records that a step is over. */
  advance(graph: Graph): void {
    graph.record(advancePosition, [this.#positionIn(graph)], [], {});
  }

  /**
   * Reads what was kept since the last reading, and begins anew.
   *
   * @returns The number of a name, at a step counted from the last reading.
   */
  async read(): Promise<(name: string, step: number) => number> {
    const values = await this.device.read(this.#rows);
    this.clear();
    return (name, step) =>
      values[this.names.indexOf(name) * this.#stride + step]!;
  }

  /** Forgets what was kept since the last reading. */
  clear(): void {
    this.device.write(this.#position, this.#zero);
  }

  /** Gives the device's memory back. */
  free(): void {
    this.#rows.free();
    this.#position.free();
  }

  #positionIn(graph: Graph): Tensor {
    return graph.memory(
      { allocation: this.#position, offset: 0, length: 1 },
      [1],
    );
  }
}
