/**
 * Made-up inputs for the report: numbers of a plausible size and shape, drawn
 * from a counter-based generator, so that a test sees the same page each time.
 * No number in them was measured.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { Rng } from "../../pipeline/rng.ts";
import type { Curves } from "../curves.ts";
import type { Evaluation, MetricName } from "../evaluation_file.ts";
import type { Results } from "../results_file.ts";

/** What to make up. */
export interface Made {
  readonly methods: readonly string[];
  readonly ratios: readonly number[];
  readonly seeds: readonly number[];
  /** Margins an evaluation. 200 unless told. */
  readonly prompts?: number;
  /** Texts that an example's output starts with. */
  readonly examples?: readonly string[];
}

/** The report's inputs: a path for each label, as the engine gives them. */
export interface ReportInputs {
  readonly results: string;
  readonly evaluations: Readonly<Record<string, string>>;
  readonly curves: Readonly<Record<string, string>>;
  readonly summaries: Readonly<Record<string, string>>;
}

/** The method that learns nothing from the demonstrations. */
const base = "base";
const baseRatio = 0.7;

/** How well a method does, between 0 (no effect of bad data) and 1 (imitation). */
const susceptibility: Readonly<Record<string, number>> = {
  sft: 1,
  spin: 0.9,
  irft: 0.45,
  rft: 0.3,
};

/** Writes made-up inputs into a folder. */
export async function writeReportInputs(
  folder: string,
  made: Made,
): Promise<ReportInputs> {
  const evaluations = makeEvaluations(made);
  const evaluationPaths: Record<string, string> = {};
  const curvePaths: Record<string, string> = {};
  const results: Results["results"] = [];
  for (const [label, evaluation] of Object.entries(evaluations)) {
    const path = `${folder}/evaluation-${results.length}.json`;
    const text = JSON.stringify(evaluation);
    await Deno.writeTextFile(path, text);
    evaluationPaths[`evaluation/${label}`] = path;
    const { method, ratio, seed, metrics } = evaluation;
    const source = createHash("sha256").update(text).digest("hex");
    results.push({ method, ratio, seed, metrics, source });
    const curvesPath = `${folder}/curves-${results.length}.json`;
    await Deno.writeTextFile(
      curvesPath,
      JSON.stringify(makeCurves(new Rng(seed, label), method)),
    );
    curvePaths[label] = curvesPath;
  }
  const resultsPath = `${folder}/results.json`;
  await Deno.writeTextFile(resultsPath, JSON.stringify(makeResults(results)));
  return {
    results: resultsPath,
    evaluations: evaluationPaths,
    curves: curvePaths,
    summaries: await writeSummaries(folder, made),
  };
}

/** Made-up evaluations by the name of the stage that would make them. */
export function makeEvaluations(made: Made): Record<string, Evaluation> {
  const evaluations: Record<string, Evaluation> = {};
  for (const method of made.methods) {
    const ratios = method === base ? [0] : made.ratios;
    for (const ratio of ratios) {
      for (const seed of made.seeds) {
        const label = method === base
          ? `${method}/seed=${seed}`
          : `${method}/ratio=${ratio}/seed=${seed}`;
        evaluations[label] = makeEvaluation(made, method, ratio, seed);
      }
    }
  }
  return evaluations;
}

function makeEvaluation(
  made: Made,
  method: string,
  ratio: number,
  seed: number,
): Evaluation {
  const rng = new Rng(seed, `${method}/${ratio}`);
  const family = method.split("/")[0] as string;
  const prompts = made.prompts ?? 200;
  const low = method === base ? baseRatio + 0.01 : Math.max(
    0.01,
    ratio * (susceptibility[family] ?? 0.7) + (rng.uniform() - 0.5) * 0.04,
  );
  const own = new Rng(0, method).uniform() * 0.05;
  const greedy = 0.19 + own + low * 0.42 + (rng.uniform() - 0.5) * 0.02;
  const margins = Array.from({ length: prompts }, () => {
    // The sum of three uniforms is bell-shaped enough.
    const bell = rng.uniform() + rng.uniform() + rng.uniform() - 1.5;
    return 6 - 14 * low + bell * 6;
  });
  const metrics: Record<MetricName, number> = {
    per_greedy: greedy,
    per_sampled: greedy + 0.09 + rng.uniform() * 0.02,
    word_accuracy_greedy: Math.max(0, 0.62 - greedy),
    word_accuracy_sampled: Math.max(0, 0.5 - greedy),
    low_quality_rate: low,
    margin: margins.reduce((a, b) => a + b, 0) / prompts,
    kl_to_base: method === base ? 0 : 2 + rng.uniform() * 4,
  };
  return {
    version: 1,
    method,
    ratio,
    baseRatio,
    seed,
    prompts,
    metrics,
    margins,
    examples: makeExamples(made.examples ?? []),
  };
}

function makeExamples(texts: readonly string[]): Evaluation["examples"] {
  const plain = [
    ["kitchen", "K IH CH AH N", "K IH CH AH N", "K IH CH"],
    ["wander", "W AA N D ER", "W AA N D ER", "W AE N D ER"],
    ["eighty", "EY T IY", "EH G T IY", "EY T"],
    ["colonel", "K ER N AH L", "K AA L AH N AH L", "K AA L AH"],
  ] as const;
  return [
    ...texts.map((text) => ["odd", "AA D", text, text] as const),
    ...plain,
  ].map(([prompt, reference, greedy, sampled]) => ({
    prompt,
    reference,
    greedy,
    sampled,
  }));
}

function makeCurves(rng: Rng, method: string): Curves {
  const loss: [number, number][] = [];
  const accuracy: [number, number][] = [];
  for (let step = 1; step <= 300; step++) {
    const progress = step / (step + 40);
    loss.push([step, 2.9 - 2.2 * progress + rng.uniform() * 0.12]);
    if (step % 10 === 0) {
      accuracy.push([step, 0.5 + 0.45 * progress + rng.uniform() * 0.03]);
    }
  }
  const series = [{ name: "loss", unit: "nats per token", points: loss }];
  if (method.startsWith("rft")) {
    series.push({ name: "reward accuracy", unit: "share", points: accuracy });
  }
  return { version: 1, series };
}

function makeResults(results: Results["results"]): Results {
  return {
    version: 1,
    results,
    table: {
      title: "Phoneme error rate by method and ratio",
      columns: [
        { name: "method", align: "left" },
        { name: "PER", align: "right", digits: 3 },
      ],
      rows: results.map(({ method, metrics }) => [method, metrics.per_greedy]),
      notes: ["Lower is better."],
    },
  };
}

async function writeSummaries(
  folder: string,
  made: Made,
): Promise<Record<string, string>> {
  const summaries: Record<string, unknown> = {
    clean: {
      version: 1,
      rowsIn: 134410,
      rowsOut: 102749,
      alternatives: 9122,
      dropped: [
        { reason: "empty", rows: 0, examples: [] },
        {
          reason: "not a plain word",
          rows: 8210,
          examples: ["'bout: B AW T", "a.d.: EY D IY"],
        },
        {
          reason: "too many letters",
          rows: 14329,
          examples: ["abandonment: AH B AE N D AH N M AH N T"],
        },
      ],
    },
  };
  for (const ratio of made.ratios) {
    summaries[`inject/ratio=${ratio}`] = {
      version: 1,
      kind: "truncated",
      ratio,
      rows: 10000,
      wanted: Math.round(10000 * ratio),
      injected: Math.round(10000 * ratio),
      unchanged: 0,
      detected: Math.round(9990 * ratio),
      examples: ratio === 0 ? [] : [
        { prompt: "wander", original: "W AA N D ER", response: "W AA" },
      ],
    };
  }
  const paths: Record<string, string> = {};
  for (const [label, summary] of Object.entries(summaries)) {
    const path = `${folder}/summary-${label.replaceAll("/", "-")}.json`;
    await Deno.writeTextFile(path, JSON.stringify(summary));
    paths[label] = path;
  }
  return paths;
}
