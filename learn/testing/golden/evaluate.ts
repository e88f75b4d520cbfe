/**
 * Computes on a device what the golden files hold, through the same models,
 * objectives and trainer as stages use.
 *
 * @module
 */

import type { Device } from "../../device/device.ts";
import { Graph } from "../../graph/graph.ts";
import { tokenLogProbability } from "../../graph/layers.ts";
import { compile } from "../../graph/plan.ts";
import { type Config, type Head, parametersOf } from "../../models/gpt_neox.ts";
import { Model } from "../../models/model.ts";
import { layOutParameters } from "../../models/parameters.ts";
import { positions } from "../../data/sequence.ts";
import { bradleyTerry } from "../../objectives/bradley_terry.ts";
import {
  anchorWeights,
  contrast,
  type Link,
  links,
} from "../../objectives/contrast.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../../objectives/likelihood.ts";
import { pairShares, pairSigns } from "../../objectives/pairs.ts";
import { advantages, rlooWeights } from "../../objectives/rloo.ts";
import { rateAt } from "../../training/schedule.ts";
import type { BuildObjective } from "../../objectives/objective.ts";
import { Trainer } from "../../training/trainer.ts";
import {
  type Data,
  openObjective,
  parametersAt,
  valuesAt,
} from "../objective.ts";
import * as golden from "./golden.ts";

const { batch, wholeBatch, configs } = golden;
const rows = batch.batch, pairs = rows / 2;

/** An objective of the golden files, as a stage would put it together. */
interface Case {
  readonly head: Head;
  build(model: Model): BuildObjective;
  readonly data: Data;
}

const pairData = {
  signs: pairSigns(pairs),
  shares: pairShares(pairs, pairs),
};
const { beta, anchor, reference } = golden.contrast;
const byLink = (link: Link): Case => ({
  head: "policy",
  build: (model) => contrast(model, pairs, batch.time, { link, beta }),
  data: {
    ...sequenceData(batch),
    ...pairData,
    mask: batch.mask,
    reference: Float32Array.from(reference),
    anchor: anchorWeights(batch, anchor),
  },
});
const weighted = (weights: Float32Array): Case => ({
  head: "policy",
  build: (model) => likelihood(model, rows, batch.time),
  data: { ...sequenceData(batch), weights },
});

/** The objectives of the golden files. */
const objectives: Readonly<Record<string, Case>> = {
  "cross-entropy": weighted(crossEntropyWeights(batch)),
  "policy-gradient": weighted(
    rlooWeights(
      batch,
      advantages(golden.rloo, golden.rloo.each, golden.rloo.beta),
    ),
  ),
  ...Object.fromEntries(
    links.map((link) => [`contrast-${link}`, byLink(link)]),
  ),
  "bradley-terry": {
    head: "reward",
    build: (model) => bradleyTerry(model, pairs, wholeBatch.time),
    data: {
      ...pairData,
      tokens: wholeBatch.tokens,
      last: wholeBatch.last,
      position: positions(rows, wholeBatch.time),
      flips: new Float32Array(pairs),
    },
  },
};

/** Golden values and a device's, by name. */
export type Results = Map<
  string,
  readonly [expected: Float64Array, actual: Float64Array]
>;

/** Opens a model with the weights that the golden files were made with. */
function openModel(device: Device, config: Config, head: Head): Model {
  const layout = layOutParameters(parametersOf(config, head));
  return new Model(device, config, head, golden.goldenWeights(layout));
}

/** Logits and log-probabilities of the sequences, padding left out. */
export async function forward(device: Device, name: string): Promise<Results> {
  const expected = golden.readGolden(name), config = configs.get(name)!;
  const model = openModel(device, config, "policy");
  const graph = new Graph();
  const { time } = batch, width = config.vocab_size;
  const take = (values: Uint32Array) => {
    const allocation = device.allocate(values.length, "u32");
    device.write(allocation, values);
    const location = { allocation, offset: 0, length: values.length };
    return graph.memory(location, [rows, time]);
  };
  const { tokens, targets, position } = sequenceData(batch);
  const weights = model.weights(graph);
  const hidden = model.hidden(weights, take(tokens!), take(position!));
  const logits = model.logits(weights, hidden);
  const logs = tokenLogProbability(logits, take(targets!));
  const keep = (tensor: typeof logs, length: number) => {
    const to = { allocation: device.allocate(length), offset: 0, length };
    graph.store(tensor, to);
    return to;
  };
  const keptLogits = keep(logits, rows * time * width);
  const keptLogs = keep(logs, rows * time);
  compile(device, graph).run();
  const real = async (kept: typeof keptLogs, width: number) => {
    const values = await valuesAt(device, kept);
    return Float64Array.from(
      golden.sequences.flatMap(({ prompt, response }, row) => {
        const from = row * time * width;
        const length = prompt.length + response.length - 1;
        return [...values.subarray(from, from + length * width)];
      }),
    );
  };
  return new Map([
    ["logits", [
      expected.get("logits")!.values,
      await real(keptLogits, width),
    ]],
    ["log-probabilities", [
      expected.get("log-probabilities")!.values,
      await real(keptLogs, 1),
    ]],
  ]);
}

/** An objective's loss, and its gradient by parameter. */
export async function gradients(
  device: Device,
  name: string,
  objective: string,
): Promise<Results> {
  const expected = golden.readGolden(name);
  const { head, build, data } = objectives[objective]!;
  const model = openModel(device, configs.get(name)!, head);
  const opened = openObjective(model, build(model), data);
  opened.run();
  const results: Results = new Map();
  const put = (what: string, actual: Float64Array) =>
    results.set(what, [expected.get(`${objective}/${what}`)!.values, actual]);
  put("loss", await valuesAt(device, opened.loss));
  (await parametersAt(opened.gradients)).forEach((x, name) => put(name, x));
  model.free();
  return results;
}

/** Ten steps of AdamW: losses, gradient norms, the weights at the end. */
export async function train(device: Device, name: string): Promise<Results> {
  const expected = golden.readGolden(name), { training } = golden;
  const model = openModel(device, configs.get(name)!, "policy");
  const { build, data } = objectives["cross-entropy"]!;
  const trainer = new Trainer(model, build(model), training);
  for (let step = 0; step < training.steps; step++) {
    trainer.step(data, rateAt(training, step));
  }
  const reports = await trainer.read();
  const results: Results = new Map();
  const put = (what: string, actual: Float64Array) =>
    results.set(what, [expected.get(`training/${what}`)!.values, actual]);
  put("losses", Float64Array.from(reports, ({ loss }) => loss));
  put("norms", Float64Array.from(reports, ({ gradientNorm }) => gradientNorm));
  (await parametersAt(model.values)).forEach((x, name) => put(name, x));
  trainer.free();
  model.free();
  return results;
}

/** The names of the objectives. */
export const objectiveNames = Object.keys(objectives);
