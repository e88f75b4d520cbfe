/**
 * Padding changes nothing: neither further positions nor rows without a
 * sequence, in the loss or in any gradient.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack, positions, type Sequence } from "../data/sequence.ts";
import { Model } from "../models/model.ts";
import type { Head } from "../models/gpt_neox.ts";
import {
  type Data,
  openObjective,
  parametersAt,
  valuesAt,
} from "../testing/objective.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues, tinyConfig } from "../testing/tiny.ts";
import type { BuildObjective } from "./objective.ts";
import { apa } from "./apa.ts";
import { bradleyTerry } from "./bradley_terry.ts";
import { anchorWeights, contrast } from "./contrast.ts";
import { crossEntropyWeights, likelihood, sequenceData } from "./likelihood.ts";
import { pairShares, pairSigns } from "./pairs.ts";
import { positionWise, positionWiseData } from "./position_wise.ts";
import { ppo } from "./ppo.ts";
import { valueRegression } from "./value.ts";

const sequences: Sequence[] = [
  { prompt: [2, 3, 4], response: [5, 1] },
  { prompt: [2, 3, 4], response: [6, 1] },
];
const log = [-3, -4];

/** An objective over the sequences in a batch of some shape. */
type Padded = (rows: number, time: number) => {
  head: Head;
  build(model: Model): BuildObjective;
  data: Data;
};

const objectives: Readonly<Record<string, Padded>> = {
  likelihood(rows, time) {
    const batch = pack(sequences, rows, time);
    return {
      head: "policy",
      build: (model) => likelihood(model, rows, time),
      data: { ...sequenceData(batch), weights: crossEntropyWeights(batch) },
    };
  },
  contrast(rows, time) {
    const batch = pack(sequences, rows, time), pairs = rows / 2;
    const reference = new Float32Array(rows);
    reference.set(log);
    return {
      head: "policy",
      build: (model) =>
        contrast(model, pairs, time, { link: "log-sigmoid", beta: 0.3 }),
      data: {
        ...sequenceData(batch),
        mask: batch.mask,
        reference,
        signs: pairSigns(pairs),
        shares: pairShares(pairs, 1),
        anchor: anchorWeights(batch, 0.5),
      },
    };
  },
  bradleyTerry(rows, time) {
    const { tokens, last } = pack(sequences, rows, time), pairs = rows / 2;
    return {
      head: "reward",
      build: (model) => bradleyTerry(model, pairs, time),
      data: {
        tokens,
        last,
        position: positions(rows, time),
        signs: pairSigns(pairs),
        shares: pairShares(pairs, 1),
        flips: pairShares(pairs, 1).map((x) => 0.2 * x),
      },
    };
  },
  apa(rows, time) {
    const batch = pack(sequences, rows, time);
    return {
      head: "policy",
      build: (model) => apa(model, rows, time),
      data: {
        ...sequenceData(batch),
        weights: crossEntropyWeights(batch),
        goals: batch.mask.map((x) => -2 * x),
      },
    };
  },
  ppo(rows, time) {
    const batch = pack(sequences, rows, time);
    return {
      head: "policy",
      build: (model) => ppo(model, rows, time, { clip: 0.2 }),
      data: {
        ...sequenceData(batch),
        weights: crossEntropyWeights(batch),
        old: batch.mask.map((x) => -2 * x),
        advantages: batch.mask.map((x) => x / 2),
      },
    };
  },
  valueRegression(rows, time) {
    const batch = pack(sequences, rows, time);
    return {
      head: "reward",
      build: (model) => valueRegression(model, rows, time),
      data: {
        tokens: batch.tokens,
        position: positions(rows, time),
        weights: crossEntropyWeights(batch),
        returns: batch.mask.map((x) => x / 2),
      },
    };
  },
  positionWise(rows, time) {
    const { tokens } = pack(sequences, rows, time), pairs = rows / 2;
    const [chosen, rejected] = sequences as [Sequence, Sequence];
    return {
      head: "reward",
      build: (model) => positionWise(model, pairs, time),
      data: {
        tokens,
        position: positions(rows, time),
        signs: pairSigns(pairs * time),
        ...positionWiseData([{ chosen, rejected, flip: 0.2 }], pairs, time),
      },
    };
  },
};

/** The loss and all gradients. */
async function evaluate(
  device: ReturnType<typeof createReferenceDevice>,
  { head, build, data }: ReturnType<Padded>,
) {
  const model = new Model(device, tinyConfig, head, new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 7));
  const opened = openObjective(model, build(model), data);
  opened.run();
  const gradients = await parametersAt(opened.gradients);
  return [
    ...await valuesAt(device, opened.loss),
    ...[...gradients.values()].flatMap((x) => [...x]),
  ];
}

for (const [name, padded] of Object.entries(objectives)) {
  Deno.test(`padding changes nothing in ${name}()`, async () => {
    const device = createReferenceDevice();
    const tight = await evaluate(device, padded(2, 5));
    assert.ok(tight.every(Number.isFinite));
    for (const [rows, time] of [[2, 8], [6, 5], [4, 7]] as const) {
      const loose = await evaluate(device, padded(rows, time));
      loose.forEach((x, i) =>
        assert.ok(
          Math.abs(x - tight[i]!) <= 1e-13,
          `${rows} rows of ${time}: number ${i} is ${x}, not ${tight[i]}`,
        )
      );
    }
  });
}
