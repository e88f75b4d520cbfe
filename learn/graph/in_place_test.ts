/**
 * The gradient of logits takes their place only where nobody needs them.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Location } from "../device/device.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues } from "../testing/tiny.ts";
import { differentiate } from "./differentiate.ts";
import { count, Graph, reshape, type Tensor } from "./graph.ts";
import { tokenLogProbability } from "./layers.ts";
import { affine, exp, multiply, square, sum } from "./operations.ts";
import { plan } from "./plan.ts";

/** What a case records with: logits of some rows, and what is to be kept. */
interface Recorder {
  /** Logits in memory of the device, [2, 4]. */
  readonly given: Tensor;
  readonly keep: (tensor: Tensor) => void;
  readonly gradientOf: (logits: Tensor) => Tensor;
}

/** Runs what a case records; how often it wrote over logits, and the results. */
function run(record: (recorder: Recorder) => void, fused: boolean) {
  const device = createReferenceDevice(), graph = new Graph();
  const at = (length: number, dtype: "f32" | "u32" = "f32"): Location => ({
    allocation: device.allocate(length, dtype),
    offset: 0,
    length,
  });
  const logits = at(8), ids = at(2, "u32");
  device.write(logits.allocation, roughValues(8, 1));
  device.write(ids.allocation, Uint32Array.of(3, 1));
  const target = graph.memory(ids, [2]);
  const kept = [logits];
  record({
    given: graph.memory(logits, [2, 4]),
    keep(tensor) {
      const to = at(count(tensor));
      kept.push(to);
      graph.store(tensor, to);
    },
    gradientOf(logits) {
      const y = exp(tokenLogProbability(logits, target));
      return differentiate(sum(y), [logits])[0]!;
    },
  });
  const { arenas, steps } = plan(graph, { fused });
  const memory = arenas.f32.map((length) => device.allocate(length));
  const all = steps({ f32: memory, u32: [] }, true);
  device.load(all).run();
  const times =
    all.filter(({ kernel }) => kernel === "token_log_probability_grad_in_place")
      .length;
  return {
    times,
    results: kept.map(({ allocation }) => [...device.values(allocation)]),
  };
}

const cases: readonly [
  what: string,
  times: number,
  record: (recorder: Recorder) => void,
][] = [
  ["nothing needs any more", 1, ({ given, keep, gradientOf }) => {
    keep(square(gradientOf(affine(given, 2))));
  }],
  ["are read under another shape", 1, ({ given, keep, gradientOf }) => {
    const gradient = gradientOf(affine(given, 2));
    keep(square(reshape(gradient, [4, 2])));
    keep(sum(gradient));
  }],
  ["are a gradient in the place of others", 2, (recorder) => {
    const { given, keep, gradientOf } = recorder;
    keep(square(gradientOf(gradientOf(affine(given, 2)))));
  }],
  ["are stored", 0, ({ given, keep, gradientOf }) => {
    const logits = affine(given, 2);
    keep(square(gradientOf(logits)));
    keep(reshape(logits, [8]));
  }],
  ["have a stored gradient", 0, ({ given, keep, gradientOf }) => {
    keep(gradientOf(affine(given, 2)));
  }],
  ["are read later", 0, ({ given, keep, gradientOf }) => {
    const logits = affine(given, 2);
    keep(multiply(gradientOf(logits), logits));
  }],
  ["are memory of a device", 0, ({ given, keep, gradientOf }) => {
    keep(square(gradientOf(given)));
  }],
];

for (const [what, times, record] of cases) {
  const over = times > 0 ? "are written over" : "stay";
  Deno.test(`logits that ${what} ${over}`, () => {
    const plain = run(record, false), fused = run(record, true);
    assert.equal(plain.times, 0);
    assert.equal(fused.times, times);
    assert.deepEqual(fused.results, plain.results);
  });
}
