/**
 * The matrix products of a model's training steps and of generation with it.
 *
 * @module
 */

import type { Product } from "../../learn/webgpu/tuning/measure.ts";
import type { Shape } from "./models.ts";

type Size = Pick<
  Shape,
  "width" | "vocabulary" | "batch" | "time" | "generation"
>;

/**
 * The products of a model, in all three layouts where there is a gradient. The
 * stages of a profile also train on smaller batches than the largest, so there
 * are products of half the rows, too.
 */
export function productsOf(
  { width, vocabulary, batch, time, generation }: Size,
): Product[] {
  // Out and in of each linear layer: queries, keys and values, attention's
  // output, up, down, and the logits.
  const layers = [
    [3 * width, width],
    [width, width],
    [4 * width, width],
    [width, 4 * width],
    [vocabulary, width],
  ] as const;
  const rows = batch * time, half = Math.ceil(rows / 2);
  const prefill = generation.batch * generation.prompt;
  const forward = new Set([rows, half, prefill, generation.batch]);
  return layers.flatMap(([out, inside]): Product[] => [
    ...[...forward].map((rows): Product => ({
      layout: "nt",
      dims: [rows, out, inside],
    })),
    ...[rows, half].flatMap((rows): Product[] => [
      { layout: "nn", dims: [rows, inside, out] },
      { layout: "tn", dims: [out, inside, rows] },
    ]),
  ]);
}
