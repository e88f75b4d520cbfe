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
import type { Evaluation, Metrics } from "../evaluation_file.ts";
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

/** Writes made-up inputs into a folder, under the labels of the recipe. */
export async function writeReportInputs(
  folder: string,
  made: Made,
): Promise<ReportInputs> {
  let files = 0;
  const write = async (value: unknown) => {
    const path = `${folder}/${files++}.json`;
    const text = JSON.stringify(value);
    await Deno.writeTextFile(path, text);
    return { path, digest: createHash("sha256").update(text).digest("hex") };
  };
  const evaluations: Record<string, string> = {};
  const curves: Record<string, string> = {};
  const results: Results["results"] = [];
  for (const seed of made.seeds) {
    const name = `pretraining/ratio=${baseRatio}/seed=${seed}`;
    curves[name] =
      (await write(makeCurves(new Rng(seed, name), ["loss"]))).path;
  }
  for (const [label, evaluation] of Object.entries(makeEvaluations(made))) {
    const { path, digest } = await write(evaluation);
    evaluations[label] = path;
    const { method, kind, baseRatio, ratio, seed } = evaluation;
    const { law, metrics, compute } = evaluation;
    results.push({
      method,
      kind,
      baseRatio,
      ratio,
      seed,
      law,
      metrics,
      compute,
      predictedLowRate: null,
      winRates: { imitation: null, base: null },
      source: digest,
    });
    for (const [name, series] of trainingsOf(method, label)) {
      const made = makeCurves(new Rng(seed, name), series);
      curves[name] = (await write(made)).path;
    }
  }
  const summaries: Record<string, string> = {};
  for (const [label, summary] of Object.entries(makeSummaries(made))) {
    summaries[label] = (await write(summary)).path;
  }
  return {
    results: (await write(makeResults(results))).path,
    evaluations,
    curves,
    summaries,
  };
}

/** Made-up evaluations by label. */
export function makeEvaluations(made: Made): Record<string, Evaluation> {
  const evaluations: Record<string, Evaluation> = {};
  for (const method of made.methods) {
    // The base is at no ratio: it is evaluated once a seed.
    for (const ratio of method === base ? [0] : made.ratios) {
      for (const seed of made.seeds) {
        const name = method.replaceAll(" ", "-");
        const where = method === base
          ? `base=${baseRatio}`
          : `base=${baseRatio}/ratio=${ratio}`;
        evaluations[`${name}/truncated/${where}/seed=${seed}`] = makeEvaluation(
          made,
          method,
          ratio,
          seed,
        );
      }
    }
  }
  return evaluations;
}

/** The trainings that end in a method's policy, and the series of each. */
function trainingsOf(method: string, label: string): [string, string[]][] {
  if (method === base) return [];
  if (!method.startsWith("rft")) {
    return [[`train/${label}`, ["loss", "gradient norm"]]];
  }
  return [
    [`reward/${label}`, ["loss", "gradient norm", "accuracy"]],
    [`policy/${label}`, ["reward", "gradient norm"]],
  ];
}

function makeEvaluation(
  made: Made,
  method: string,
  ratio: number,
  seed: number,
): Evaluation {
  // The base sees no demonstrations: it is the same at every ratio.
  const rng = new Rng(seed, method === base ? method : `${method}/${ratio}`);
  const family = method.split(/[ /]/)[0] as string;
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
  const metrics: Metrics = {
    per_greedy: greedy,
    per_sampled: greedy + 0.09 + rng.uniform() * 0.02,
    word_accuracy_greedy: Math.max(0, 0.62 - greedy),
    word_accuracy_sampled: Math.max(0, 0.5 - greedy),
    low_quality_rate: low,
    margin: margins.reduce((a, b) => a + b, 0) / Math.max(1, prompts),
    kl_to_base: method === base ? 0 : 2 + rng.uniform() * 4,
  };
  return {
    version: 2,
    method,
    kind: "truncated",
    baseRatio,
    ratio: method === base ? null : ratio,
    seed,
    law: null,
    prompts,
    metrics,
    margins,
    compute: {
      flops: 0,
      trainedTokens: 0,
      generatedTokens: 0,
      scoredTokens: 0,
    },
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

function makeCurves(rng: Rng, names: readonly string[]): Curves {
  const series = names.map((name) => {
    const rising = name === "accuracy" || name === "reward";
    const points = Array.from({ length: 300 }, (_, index) => {
      const progress = (index + 1) / (index + 41);
      const noise = rng.uniform();
      const value = rising
        ? 0.5 + 0.45 * progress + noise * 0.03
        : 2.9 - 2.2 * progress + noise * 0.12;
      return [index + 1, value] as [number, number];
    });
    return { name, unit: rising ? "share" : "nats per token", points };
  });
  return { version: 2, series, warnings: [] };
}

function makeResults(results: Results["results"]): Results {
  return {
    version: 2,
    gold: "per_greedy",
    imitation: "sft",
    results,
    cells: [],
    comparisons: { made: 0, distinguished: 0, expectedByChance: 0 },
    table: {
      title: "Phoneme error rate by method and ratio",
      columns: [
        { name: "method", align: "left" },
        { name: "PER", align: "right", digits: 3 },
      ],
      rows: results.map(({ method, metrics }) => [
        method,
        metrics.per_greedy ?? null,
      ]),
      notes: ["Lower is better."],
    },
  };
}

function makeSummaries(made: Made): Record<string, unknown> {
  const summaries: Record<string, unknown> = {
    cleaning: {
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
    summaries[`injection/ratio=${ratio}/seed=1`] = {
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
  return summaries;
}
