/**
 * Generation with a cache of keys and values, in continuous batches: prompts go
 * into the cache in one pass (prefill), then all live sequences get a token a
 * step (decoding), whatever their lengths. Sequences that have ended take no
 * further part: decoding goes on with fewer rows, and waiting prompts get their
 * places.
 *
 * The sampler runs on the device, so that the steps of many tokens go into one
 * submission.
 *
 * @module
 */

import { failedPosition } from "../kernels/sample.ts";
import type { Model } from "../models/model.ts";
import { Programs } from "./programs.ts";
import { checkPrompts, type Sampling, settingsOf } from "./sampling.ts";
import { decodeShape, prefillShapes } from "./shapes.ts";

export type { Sampling } from "./sampling.ts";

/** A generated response. */
export interface Response {
  /** Token ids, the end token included where it was reached. */
  readonly tokens: readonly number[];
  /**
   * log pi(response | prompt) at temperature 1, in nats, whatever temperature,
   * top-k and top-p were sampled with.
   */
  readonly logProbability: number;
  /** Whether the end token was reached before the context was full. */
  readonly ended: boolean;
}

/** A model whose weights give no probabilities any more. */
export class WeightsError extends Error {
  override name = "WeightsError";
}

/** Waiting prompts are let in once this share of the slots is free. */
const refill = 1 / 4;

/**
 * Tokens between two looks at which sequences have ended. Deno's WebGPU takes
 * some ten milliseconds for a look, so there they become rarer while nothing
 * waits for a free slot.
 */
const looks = { wasm: [1, 1], webgpu: [8, 32] } as const;

/** Generates responses, up to `batch` of them at a time. */
export class Generator {
  readonly #programs: Programs;
  #busy = false;
  #generatedTokens = 0;

  /**
   * @param batch Sequences generated at a time.
   * @param capacity Tokens of prompt and response together.
   * @throws {RangeError} Where the batch is empty, or the capacity more than
   *   the model's positions.
   */
  constructor(
    readonly model: Model,
    readonly batch: number,
    readonly capacity: number,
  ) {
    const positions = model.config.max_position_embeddings;
    if (!(Number.isInteger(batch) && batch >= 1)) {
      throw new RangeError(
        `Cannot generate in batches of "${batch}": give a whole number from 1 on`,
      );
    }
    if (capacity > positions) {
      throw new RangeError(
        `Cannot generate ${capacity} tokens: the model has ${positions} ` +
          `positions`,
      );
    }
    this.#programs = new Programs(model, batch, capacity);
  }

  /** Tokens of all responses so far, their ends included. */
  get generatedTokens(): number {
    return this.#generatedTokens;
  }

  /**
   * Generates one response to each prompt, in order.
   *
   * @throws {RangeError} Where a setting or a prompt has no meaning: an empty
   *   prompt, one that leaves no room, an id outside of the vocabulary.
   * @throws {WeightsError} Where the model's logits are not finite numbers.
   */
  async generate(
    prompts: readonly (readonly number[])[],
    sampling: Sampling,
  ): Promise<Response[]> {
    const { device, config } = this.model;
    const { draw, setting, truncated } = settingsOf(sampling, config);
    checkPrompts(prompts, this.capacity, config);
    if (this.#busy) {
      throw new Error(
        "Cannot generate while the same generator still generates: await " +
          "the first call, or make a second generator",
      );
    }
    this.#busy = true;
    try {
      device.write(this.#programs.draw, draw);
      device.write(this.#programs.setting, setting);
      return await this.#run(prompts, sampling.first ?? 0, truncated);
    } finally {
      this.#busy = false;
    }
  }

  async #run(
    prompts: readonly (readonly number[])[],
    first: number,
    truncated: boolean,
  ): Promise<Response[]> {
    const { batch, capacity } = this, { device } = this.model;
    const responses: Response[] = new Array(prompts.length);
    // By slot: the prompt that has it, and its newest token's position.
    const held = new Array<number | undefined>(batch).fill(undefined);
    let positions = new Uint32Array(batch).fill(capacity);
    const [soon, late] = looks[device.kind];
    let next = 0, steps: number = soon;
    const live = () =>
      Array.from(held.keys()).filter((s) => positions[s]! < capacity);
    for (let slots: number[] = [];;) {
      const free = batch - slots.length;
      if (next === prompts.length && slots.length === 0) break;
      if (
        next < prompts.length &&
        (slots.length === 0 || free >= refill * batch)
      ) {
        await this.#collect(prompts, held, positions, responses);
        next = this.#admit(prompts, next, first, held, positions);
        slots = live();
        steps = soon;
      }
      const left = slots.map((s) => capacity - 1 - positions[s]!);
      this.#programs.decode(
        decodeShape(slots.length, batch),
        slots,
        Math.min(steps, Math.max(...left)),
        truncated,
      );
      if (next === prompts.length) steps = Math.min(2 * steps, late);
      positions = await device.read(this.#programs.position) as Uint32Array<
        ArrayBuffer
      >;
      this.#checkPositions(held, positions);
      slots = live();
    }
    await this.#collect(prompts, held, positions, responses);
    return responses;
  }

  /** Gives free slots to waiting prompts; the first of those that still wait. */
  #admit(
    prompts: readonly (readonly number[])[],
    from: number,
    first: number,
    held: (number | undefined)[],
    positions: Uint32Array,
  ): number {
    const { batch, capacity } = this, { device } = this.model;
    const programs = this.#programs;
    const ids: number[] = [], cells: number[] = [];
    let next = from;
    for (let s = 0; s < batch && next < prompts.length; s++) {
      if (held[s] !== undefined) continue;
      const prompt = prompts[next]!, last = prompt.length - 1;
      // The last token is the first one that decoding reads.
      for (let t = 0; t < last; t++) {
        ids.push(prompt[t]!);
        cells.push(s * capacity + t);
      }
      const cell = s * capacity + last;
      device.write(programs.tokens, Uint32Array.of(prompt[last]!), cell);
      positions[s] = last;
      held[s] = next++;
    }
    const sequences = held.map((prompt) => first + (prompt ?? 0));
    device.write(programs.sequence, Uint32Array.from(sequences));
    device.write(programs.position, positions);
    let begin = 0;
    for (const rows of prefillShapes(ids.length)) {
      const end = begin + rows;
      programs.prefill(rows, ids.slice(begin, end), cells.slice(begin, end));
      begin = end;
    }
    return next;
  }

  #checkPositions(
    held: readonly (number | undefined)[],
    positions: Uint32Array,
  ) {
    const failed = positions.indexOf(failedPosition);
    if (failed < 0) return;
    throw new WeightsError(
      `Cannot generate a response to prompt ${held[failed]}: the model's ` +
        `logits are not finite numbers, so its weights are no longer usable`,
    );
  }

  /** Takes the responses that have ended from their slots. */
  async #collect(
    prompts: readonly (readonly number[])[],
    held: (number | undefined)[],
    positions: Uint32Array,
    responses: Response[],
  ) {
    const { capacity } = this, { device, config } = this.model;
    const ended = held.flatMap((prompt, s) =>
      prompt !== undefined && positions[s]! >= capacity ? [[s, prompt]] : []
    ) as [number, number][];
    if (ended.length === 0) return;
    const [ids, logs] = await Promise.all([
      device.read(this.#programs.tokens),
      device.read(this.#programs.logProbabilities),
    ]);
    for (const [s, prompt] of ended) {
      const start = s * capacity + prompts[prompt]!.length;
      const rest = Array.from(ids.subarray(start, (s + 1) * capacity));
      const end = rest.indexOf(config.eos_token_id);
      const length = end < 0 ? rest.length : end + 1;
      this.#generatedTokens += length;
      let logProbability = 0;
      for (let i = 0; i < length; i++) logProbability += logs[start + i]!;
      responses[prompt] = {
        tokens: rest.slice(0, length),
        logProbability,
        ended: end >= 0,
      };
      held[s] = undefined;
    }
  }

  /** Gives the device's memory back, except the model's. */
  free(): void {
    this.#programs.free();
  }
}
