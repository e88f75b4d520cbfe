/**
 * The stage kind `injection`: low-quality rows among good ones.
 *
 * @module
 */

import { z } from "zod";
import { json, optional } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { dataset, marks, samples } from "./artifacts.ts";
import {
  datasetColumns,
  marksColumns,
  samplesColumns,
} from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { replacementOf } from "./injection/replacement.ts";
import { isLowQuality, lowQualityKinds } from "./metrics/low_quality.ts";
import { unitNames, unitsByName } from "./metrics/units.ts";

/** What an injection did. */
export interface InjectionSummary {
  readonly version: 1;
  readonly kind: typeof lowQualityKinds[number];
  readonly ratio: number;
  readonly seed: number;
  readonly rows: number;
  /** The ratio in rows, to the nearest one. */
  readonly wanted: number;
  /** Rows that were replaced: fewer where the kind cannot replace enough. */
  readonly injected: number;
  /** Replaced rows whose new response is the old one (`samples` alone). */
  readonly unchanged: number;
  /** Replaced rows that the detector of the kind recognises. */
  readonly detected: number;
  readonly examples: readonly {
    readonly prompt: string;
    readonly original: string;
    readonly response: string;
  }[];
}

/**
 * Replaces a share of the responses by low-quality ones. Which rows: the first
 * ones of a seeded permutation that the kind can replace, so that the rows at
 * a ratio are among those at every greater ratio with the same seed.
 *
 * The rows keep their order and columns, and nothing in the dataset tells the
 * replaced ones apart: the marks are another artifact, of a type that no
 * learner takes.
 */
export const injection = stage(import.meta, {
  doc: "Replaces a share of the demonstrations by low-quality ones.",
  params: z.strictObject({
    kind: z.enum(lowQualityKinds),
    ratio: z.number().min(0).max(1),
    seed: z.int().min(0),
    /** What the responses are made of. */
    units: z.enum(unitNames).default("phonemes"),
    /** The most tokens of a prompt and a response; any number unless told. */
    context: z.int().min(4).optional(),
  }),
  inputs: { demonstrations: dataset, samples: optional(samples) },
  outputs: { demonstrations: dataset, marks, summary: json },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, outputs, rng, metric, warn }) {
    const { kind, ratio, seed } = params;
    const units = unitsByName[params.units];
    const rows = await readRows(inputs.demonstrations, datasetColumns);
    if (rows.length === 0) {
      throw new DataError(
        `Cannot inject into "${inputs.demonstrations}": it has no rows; give ` +
          `a dataset with at least one`,
      );
    }
    const replace = replacementOf(kind, {
      rows,
      samples: kind === "samples" && inputs.samples !== undefined
        ? await readSamples(inputs.samples)
        : undefined,
      rng: rng.stream("replacement"),
      units,
      context: params.context,
    });

    const wanted = Math.round(ratio * rows.length);
    const replaced = new Map<number, string>();
    for (const index of rng.stream("rows").permutation(rows.length)) {
      if (replaced.size === wanted) break;
      const response = replace(index);
      if (response !== undefined) replaced.set(index, response);
    }
    if (replaced.size === 0 && wanted > 0) {
      throw new DataError(
        `Cannot inject the kind "${kind}": it has no replacement for any of ` +
          `${rows.length} responses; choose another kind, or a ratio of 0`,
      );
    }

    const marked = rows.map(({ prompt, response: original }, index) => ({
      prompt,
      response: replaced.get(index) ?? original,
      original,
      low_quality: replaced.has(index),
    }));
    await writeRows(outputs.demonstrations, datasetColumns, marked);
    await writeRows(outputs.marks, marksColumns, marked);

    const injected = marked.filter((row) => row.low_quality);
    const summary: InjectionSummary = {
      version: 1,
      kind,
      ratio,
      seed,
      rows: rows.length,
      wanted,
      injected: injected.length,
      unchanged: injected.filter((row) => row.response === row.original).length,
      detected: injected.filter(({ prompt, response, original }) =>
        isLowQuality(kind, { prompt, response, references: [original] }, units)
      ).length,
      examples: injected.slice(0, 3).map(({ prompt, original, response }) => ({
        prompt,
        original,
        response,
      })),
    };
    for (const warning of shortfalls(summary)) {
      warn(warning);
    }
    await Deno.writeTextFile(
      outputs.summary,
      JSON.stringify(summary, null, 2) + "\n",
    );
    metric("injected", summary.injected);
    metric("detected", summary.detected);
  },
});

/** The least share of injected rows that a detector should recognise. */
const leastDetected = 0.9;

/** What makes the ratio, or the rates that are measured later, mislead. */
function shortfalls(
  { kind, ratio, rows, wanted, injected, detected }: InjectionSummary,
): string[] {
  const found: string[] = [];
  if (injected < wanted) {
    found.push(
      `${injected} rows are low-quality and not ${wanted}: the kind ` +
        `"${kind}" has no replacement for more, so that the ratio is ` +
        `${(injected / rows).toFixed(2)} and not ${ratio}`,
    );
  }
  // Samples may be right: they are not meant to be recognised.
  if (kind !== "samples" && detected < leastDetected * injected) {
    found.push(
      `the detector of the kind "${kind}" recognises ${detected} of ` +
        `${injected} injected rows: rates of low quality that it measures ` +
        `will be too low`,
    );
  }
  return found;
}

/** What the base policy says to each prompt: the first of its samples. */
async function readSamples(path: string): Promise<Map<string, string>> {
  const responses = new Map<string, string>();
  for (const { prompt, response } of await readRows(path, samplesColumns)) {
    if (!responses.has(prompt)) responses.set(prompt, response);
  }
  return responses;
}
