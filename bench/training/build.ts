/**
 * A model with its work on a device of this project: what its programs measure
 * and profile.
 *
 * @module
 */

import { pack, type Sequence } from "../../learn/data/sequence.ts";
import type { Device } from "../../learn/device/device.ts";
import { Generator } from "../../learn/generation/generator.ts";
import { Model } from "../../learn/models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../../learn/objectives/likelihood.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import { Trainer } from "../../learn/training/trainer.ts";
import { readWork, type Work } from "./work.ts";

/** Work that can be done again and again. */
export interface Part {
  run(): Promise<unknown>;
  free(): void;
}

/** Training, so many steps with their losses read at the end. */
export interface Training extends Part {
  train(steps: number): Promise<number[]>;
}

/** A model's work on a device. */
export class Built {
  readonly model: Model;
  readonly work: Work;
  readonly #sequences: readonly Sequence[];

  constructor(readonly device: Device, folder: string) {
    const { work, weights, sequences } = readWork(folder);
    this.work = work;
    this.#sequences = sequences;
    this.model = new Model(device, work.config, "policy", weights);
  }

  step(): Training {
    const { batch, time, steps } = this.work.shape;
    const trainer = new Trainer(
      this.model,
      likelihood(this.model, batch, time),
      this.work.optimiser,
    );
    const packed = pack(this.#sequences, batch, time);
    const data = {
      ...sequenceData(packed),
      weights: crossEntropyWeights(packed),
    };
    const train = async (count: number) => {
      for (let i = 0; i < count; i++) trainer.step(data, this.work.rate);
      return (await trainer.read()).map(({ loss }) => loss);
    };
    return { train, run: () => train(steps), free: () => trainer.free() };
  }

  score(): Part {
    const { batch, time } = this.work.shape;
    const scorer = new Scorer(this.model, batch, time);
    return {
      run: () => scorer.score(this.#sequences),
      free: () => scorer.free(),
    };
  }

  generate(): Part {
    const { batch, prompt, length } = this.work.shape.generation;
    const generator = new Generator(this.model, batch, length);
    const prompts = Array.from({ length: batch }, (_, i) => {
      const { response } = this.#sequences[i % this.#sequences.length]!;
      return response.slice(0, prompt);
    });
    return {
      run: () => generator.generate(prompts, { temperature: 1, seed: 1 }),
      free: () => generator.free(),
    };
  }
}
