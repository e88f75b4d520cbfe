/**
 * JSON documents: learning curves where there are series of points, samples
 * where there are examples, else the document itself. What is taken for which
 * is written in docs/explorer.md, so that any pipeline can write it.
 *
 * @module
 */

import { z } from "zod";
import type { Json, Preview } from "../../../web/explorer/api.ts";
import type { Content } from "./content.ts";
import { textPreview } from "./text.ts";

/** Bytes of a document that is read; of a longer one the text is shown. */
const largest = 4 * 2 ** 20;
/** Points of one series that are sent. */
const maxPoints = 2000;
/** Examples that are sent. */
const maxExamples = 500;

const curves = z.object({
  series: z.array(z.object({
    name: z.string(),
    unit: z.string().default(""),
    points: z.array(z.tuple([z.number(), z.number()])),
  })).min(1),
  warnings: z.array(z.object({ step: z.number(), message: z.string() }))
    .catch([]).default([]),
});

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const samples = z.looseObject({
  examples: z.array(z.record(z.string(), scalar)).min(1),
});

/**
 * Fewer points, of which the first and the last stay, and the least and the
 * greatest of every stretch, so that no spike is lost.
 */
export function thinned(
  points: readonly (readonly [number, number])[],
  most: number = maxPoints,
): readonly (readonly [number, number])[] {
  if (points.length <= most) return points;
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const inner = points.length - 2;
  const kept = new Set([0, points.length - 1]);
  for (let i = 0; i < stretches; i++) {
    const from = 1 + Math.floor(i * inner / stretches);
    const to = 1 + Math.floor((i + 1) * inner / stretches);
    let least = from, greatest = from;
    for (let at = from; at < to; at++) {
      if (points[at]![1] < points[least]![1]) least = at;
      if (points[at]![1] > points[greatest]![1]) greatest = at;
    }
    kept.add(least).add(greatest);
  }
  return [...kept].sort((a, b) => a - b).map((at) => points[at]!);
}

function curvesOf(value: Json): Preview | null {
  const parsed = curves.safeParse(value);
  if (!parsed.success) return null;
  const { series, warnings } = parsed.data;
  return {
    type: "curves",
    series: series.map((one) => ({ ...one, points: thinned(one.points) })),
    warnings,
  };
}

function samplesOf(value: Json): Preview | null {
  const parsed = samples.safeParse(value);
  if (!parsed.success) return null;
  const { examples, ...rest } = parsed.data;
  const names = new Set(examples.flatMap((one) => Object.keys(one)));
  names.delete("prompt");
  const shown = examples.slice(0, maxExamples).map((one) =>
    Object.fromEntries(
      Object.entries(one).map(([name, text]) => [name, String(text ?? "")]),
    )
  );
  return {
    type: "samples",
    fields: [...names],
    examples: shown,
    value: rest as { readonly [key: string]: Json },
  };
}

/** A JSON document; its text where it is none, or too long. */
export function jsonPreview(content: Content): Preview {
  if (content.bytes > largest) return textPreview(content);
  let value: Json;
  try {
    value = JSON.parse(Deno.readTextFileSync(content.path));
  } catch {
    return textPreview(content);
  }
  return curvesOf(value) ?? samplesOf(value) ?? { type: "json", value };
}
