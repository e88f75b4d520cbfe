/**
 * Micro-steps: an objective and its gradients on one part of a step's data. The
 * first one sets the step's gradients and numbers, later ones add to them, in
 * their order.
 *
 * @module
 */

import type { Allocation, Location } from "../device/device.ts";
import { differentiate } from "../graph/differentiate.ts";
import { Graph, type Tensor } from "../graph/graph.ts";
import { accumulate } from "../graph/operations.ts";
import type { Flat } from "../models/flat.ts";
import type { Model } from "../models/model.ts";
import type { BuildObjective, Data } from "../objectives/objective.ts";

/** The memory that a step's micro-steps share, and how they are recorded. */
export class MicroSteps {
  readonly #slots = new Map<string, Allocation>();
  /** The step's loss and watched numbers. */
  readonly #numbers = new Map<string, Allocation>();

  /** @param gradients Where the gradients end. */
  constructor(
    readonly model: Model,
    readonly build: BuildObjective,
    readonly gradients: Flat,
  ) {}

  /** The names of the numbers: the loss, and what is watched. */
  get names(): string[] {
    return [...this.#numbers.keys()];
  }

  /** Records a micro-step whose results are set, or added to those before. */
  record(how: "set" | "add"): Graph {
    const { model, gradients } = this, graph = new Graph();
    const weights = model.weights(graph);
    const { loss, watch = {} } = this.build(
      weights,
      (name, dtype, shape) => {
        const length = shape.reduce((n, size) => n * size, 1);
        const allocation = once(
          this.#slots,
          name,
          () => model.device.allocate(length, dtype),
        );
        return graph.memory({ allocation, offset: 0, length }, shape);
      },
    );
    const put = (tensor: Tensor, to: Location) => {
      if (how === "set") graph.store(tensor, to);
      else accumulate(graph.memory(to, tensor.shape), tensor);
    };
    const names = model.layout.parameters.map(({ name }) => name);
    differentiate(loss, names.map(weights)).forEach((gradient, i) =>
      put(gradient, gradients.locate(names[i]!))
    );
    for (const [name, number] of Object.entries({ loss, ...watch })) {
      put(number, this.#numberAt(name));
    }
    return graph;
  }

  /** A number of the whole step as a tensor, of shape [1]. */
  number(graph: Graph, name: string): Tensor {
    return graph.memory(this.#numberAt(name), [1]);
  }

  /**
   * @throws {RangeError} Where data do not fill the slots.
   * @throws {TypeError} Where they are of another type.
   */
  check(data: Data): void {
    for (const [name, { length, dtype }] of this.#slots) {
      const given = data[name];
      if (given?.length !== length) {
        throw new RangeError(
          `Slot "${name}" takes ${length} elements, got ` +
            `${given?.length ?? "none"}`,
        );
      }
      if ((given instanceof Float32Array ? "f32" : "u32") !== dtype) {
        throw new TypeError(
          `Slot "${name}" takes ${dtype}, got a ${given.constructor.name}`,
        );
      }
    }
  }

  /** Fills the slots. */
  write(data: Data): void {
    for (const [name, allocation] of this.#slots) {
      this.model.device.write(allocation, data[name]!);
    }
  }

  /** Gives the device's memory back. */
  free(): void {
    for (const memory of [this.#slots, this.#numbers]) {
      for (const allocation of memory.values()) allocation.free();
    }
  }

  #numberAt(name: string): Location {
    const allocation = once(
      this.#numbers,
      name,
      () => this.model.device.allocate(1),
    );
    return { allocation, offset: 0, length: 1 };
  }
}

/** What a map has for a key, made where it has nothing yet. */
function once<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
