/**
 * The estimates against sums over every response there is, on a vocabulary of
 * seven.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Generator } from "../../learn/generation/generator.ts";
import { Model } from "../../learn/models/model.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import { createReferenceDevice } from "../../learn/testing/reference_device.ts";
import { roughValues, tinyConfig } from "../../learn/testing/tiny.ts";
import { mean } from "../statistics/mean.ts";
import { divergenceOf, entropyOf } from "./estimates.ts";

const device = createReferenceDevice();
const prompt = [2, 3];
/** Three tokens are left for a response. */
const capacity = prompt.length + 3;
const end = tinyConfig.eos_token_id, pad = tinyConfig.pad_token_id;

/** A policy that gives padding no probability, as training makes it. */
function policy(seed: number): Model {
  const model = new Model(device, tinyConfig, "policy", new Float32Array(0));
  const values = roughValues(model.layout.length, seed).map((v) => 3 * v);
  const at = (name: string) => model.layout.offsets.get(name)!;
  // One feature is always 1, and padding's logit has it with a weight of -60.
  values[at("gpt_neox.final_layer_norm.weight")] = 0;
  values[at("gpt_neox.final_layer_norm.bias")] = 1;
  values[at("embed_out.weight") + pad * tinyConfig.hidden_size] = -60;
  model.values.write(values);
  return model;
}

/** Every response that the context has room for. */
function everyResponse(): number[][] {
  const all: number[][] = [];
  let open: number[][] = [[]];
  for (let room = capacity - prompt.length; room > 0; room--) {
    const longer = open.flatMap((tokens) =>
      Array.from({ length: tinyConfig.vocab_size }, (_, id) => [...tokens, id])
        .filter((tokens) => tokens.at(-1) !== pad)
    );
    all.push(...longer.filter((t) => t.at(-1) === end || room === 1));
    open = longer.filter((tokens) => tokens.at(-1) !== end);
  }
  return all;
}

async function scores(
  model: Model,
  responses: readonly (readonly number[])[],
): Promise<number[]> {
  const scorer = new Scorer(model, 64, capacity - 1);
  return [
    ...await scorer.score(
      responses.map((response) => ({ prompt, response: [...response] })),
    ),
  ];
}

/** Whether an estimate is within four standard errors of the truth. */
function agrees(terms: readonly number[], estimate: number, truth: number) {
  const middle = mean(terms);
  const error = Math.sqrt(
    mean(terms.map((term) => (term - middle) ** 2)) / terms.length,
  );
  assert.ok(
    Math.abs(estimate - truth) <= 4 * error,
    `${estimate} is not ${truth} ± ${error}`,
  );
  // A wrong estimate would have to be found out.
  assert.ok(error < 0.05 * Math.abs(truth), `${error} of ${truth}`);
}

Deno.test("entropy and divergence agree with sums over every response", async () => {
  const own = policy(3), base = policy(4);
  const responses = everyResponse();
  const [logs, underBase] = [
    await scores(own, responses),
    await scores(base, responses),
  ];
  const probabilities = logs.map(Math.exp);
  const total = probabilities.reduce((sum, p) => sum + p, 0);
  assert.ok(Math.abs(total - 1) < 1e-5, `${total}`);
  const expectation = (of: (i: number) => number) =>
    probabilities.reduce((sum, p, i) => sum + p * of(i), 0);
  const entropy = expectation((i) => -logs[i]!);
  const divergence = expectation((i) => logs[i]! - underBase[i]!);
  assert.ok(divergence > 0.05);

  const count = 4000;
  const samples = await new Generator(own, 250, capacity).generate(
    Array.from({ length: count }, () => prompt),
    { temperature: 1, seed: 5 },
  );
  const drawn = samples.map(({ logProbability }) => logProbability);
  const drawnUnderBase = await scores(
    base,
    samples.map(({ tokens }) => tokens),
  );
  agrees(drawn, entropyOf(drawn), entropy);
  agrees(
    drawn.map((log, i) => log - drawnUnderBase[i]!),
    divergenceOf(drawn, drawnUnderBase),
    divergence,
  );
});

Deno.test("a policy does not diverge from itself", () => {
  assert.equal(divergenceOf([-1, -2.5], [-1, -2.5]), 0);
});
