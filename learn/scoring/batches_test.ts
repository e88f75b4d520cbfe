/**
 * Scoring in batches: what a batch holds beside, and when scores are read,
 * changes none of them.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Sequence } from "../data/sequence.ts";
import type { Device } from "../device/device.ts";
import type { Head } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { lcg, roughValues, tinyConfig } from "../testing/tiny.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { Scorer } from "./scorer.ts";

const rng = lcg(3);
const id = () => 2 + rng.below(tinyConfig.vocab_size - 2);
const sequences: Sequence[] = Array.from({ length: 75 }, () => ({
  prompt: [id(), id()],
  response: [...Array.from({ length: rng.below(4) }, id), 1],
}));

/** Scores with batches of some size; the scores, and how often it read. */
async function score(head: Head, batch: number) {
  const device = await createWasmDevice({ threads: 1 });
  const model = Model.initialise(device, tinyConfig, head, lcg(1));
  model.values.write(roughValues(model.layout.length, 5));
  let reads = 0;
  const read: Device["read"] = device.read.bind(device);
  device.read = (...args) => {
    reads++;
    return read(...args);
  };
  const scorer = new Scorer(model, batch, 7);
  const scores = await scorer.score(sequences);
  // Scoring again gives the same: nothing is left over.
  assert.deepEqual(await scorer.score(sequences), scores);
  scorer.free();
  model.free();
  device.destroy();
  return { scores, reads: reads / 2 };
}

for (const head of ["policy", "reward"] as const) {
  Deno.test(`scores of a ${head} do not depend on the batch, nor on when they are read`, async () => {
    const one = await score(head, 1);
    assert.equal(new Set(one.scores).size > 40, true);
    assert.equal(one.reads, 5);
    for (const [batch, reads] of [[2, 3], [4, 2], [5, 1], [100, 1]] as const) {
      const several = await score(head, batch);
      assert.deepEqual(several.scores, one.scores);
      assert.equal(several.reads, reads);
    }
  });
}
