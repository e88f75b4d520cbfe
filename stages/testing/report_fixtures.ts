/**
 * Made-up inputs for the report, written as the engine gives them. No number
 * in them was measured.
 *
 * @module
 */

import { Rng } from "../../pipeline/rng.ts";
import type { Calibration, JudgeCalibration } from "../calibration_file.ts";
import { cellLabel } from "../cell_label.ts";
import type { Curves } from "../curves.ts";
import { comparison } from "../comparison.ts";
import type { Evaluation } from "../evaluation_file.ts";
import { execute } from "./context.ts";
import { type Made, makeEvaluations } from "./made_evaluations.ts";

export type { Made } from "./made_evaluations.ts";

/** The report's inputs: a path for each label, as the engine gives them. */
export interface ReportInputs {
  readonly results: string;
  readonly evaluations: Readonly<Record<string, string>>;
  readonly curves: Readonly<Record<string, string>>;
  readonly summaries: Readonly<Record<string, string>>;
  readonly calibrations: Readonly<Record<string, string>>;
}

/** Writes made-up inputs into a folder, under the labels of the recipe. */
export async function writeReportInputs(
  folder: string,
  made: Made,
): Promise<ReportInputs> {
  let files = 0;
  const write = async (value: unknown) => {
    const path = `${folder}/${files++}.json`;
    await Deno.writeTextFile(path, JSON.stringify(value));
    return path;
  };
  const writeAll = async (values: Readonly<Record<string, unknown>>) => {
    const paths: Record<string, string> = {};
    for (const [label, value] of Object.entries(values)) {
      paths[label] = await write(value);
    }
    return paths;
  };
  const evaluations: Record<string, string> = {};
  const measured: Evaluation[] = [];
  for (const [label, evaluation] of Object.entries(makeEvaluations(made))) {
    evaluations[label] = await write(evaluation);
    measured.push(evaluation);
  }
  await using compared = await execute(comparison, {
    params: { gold: made.withoutGold === true ? "perplexity" : "per_greedy" },
    inputs: {
      evaluations,
      injections: await writeAll(makeInjections(measured)),
    },
  });
  const results = `${folder}/results.json`;
  await Deno.copyFile(compared.outputs.results, results);
  return {
    results,
    evaluations,
    curves: await writeAll(makeAllCurves(measured)),
    summaries: await writeAll(makeSummaries(made)),
    calibrations: await writeAll(makeCalibrations(measured)),
  };
}

/** What a comparison reads of the injection of each cell. */
function makeInjections(
  evaluations: readonly Evaluation[],
): Record<string, { rows: number; detected: number }> {
  return Object.fromEntries(
    evaluations.flatMap((one) =>
      one.ratio === null ? [] : [[cellLabel(one), {
        rows: 10_000,
        detected: Math.round(9_990 * one.ratio),
      }]]
    ),
  );
}

function makeAllCurves(
  evaluations: readonly Evaluation[],
): Record<string, Curves> {
  const curves: Record<string, Curves> = {};
  for (const evaluation of evaluations) {
    const { method, seed } = evaluation;
    const where = cellLabel(evaluation);
    const names: [string, string[]][] = method === "base"
      ? [[`pretraining/${where}`, ["loss", "gradient norm"]]]
      : method.startsWith("sft")
      ? [[`${method}/${where}`, ["loss", "gradient norm"]]]
      : method.startsWith("rft")
      ? [
        [`reward/${method}/${where}`, [
          "loss",
          "reward accuracy",
          "held-out accuracy",
        ]],
        [`policy/${method}/${where}`, ["reward", "KL to base", "entropy"]],
      ]
      : [[`self-play/${method}/${where}`, ["loss", "chosen", "rejected"]]];
    for (const [name, series] of names) {
      curves[name] = makeCurves(new Rng(seed, name), series);
    }
  }
  return curves;
}

function makeCurves(rng: Rng, names: readonly string[]): Curves {
  const series = names.map((name) => {
    const rising = /accuracy|reward/.test(name);
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
  const falling = names.includes("rejected") && rng.uniform() < 0.3;
  return {
    version: 2,
    series,
    warnings: !falling ? [] : [{
      step: 120,
      rule: "both likelihoods fall",
      message: "The log-probabilities of chosen and rejected responses both " +
        "fell; add an anchor or lower the rate",
    }],
  };
}

function makeCalibrations(
  evaluations: readonly Evaluation[],
): Record<string, Calibration> {
  const made: Record<string, Calibration> = {};
  for (const { method, kind, baseRatio, ratio, seed } of evaluations) {
    if (!method.startsWith("rft") || ratio === null) continue;
    const where = cellLabel({ kind, baseRatio, ratio, seed });
    const rng = new Rng(seed, `${method}/${where}/calibration`);
    const auc = (good: boolean) =>
      (good ? 0.9 : 0.1) + (rng.uniform() - 0.5) * 0.1;
    const judge = (
      name: JudgeCalibration["name"],
      good: boolean,
    ): JudgeCalibration => ({
      name,
      accuracy: auc(good),
      heldOutAuc: auc(good),
      demonstrationsAuc: ratio === 0 ? null : auc(good),
      histogram: { edges: [0, 1], clean: [1], low: [1] },
    });
    made[`${method}/${where}`] = {
      version: 1,
      arm: method,
      kind,
      baseRatio,
      ratio,
      seed,
      members: 1,
      pairs: 500,
      demonstrations: { clean: 900, low: 100 },
      judges: [
        judge("reward", baseRatio > ratio),
        judge("log-probability per token", baseRatio < 0.5),
      ],
      vote: null,
    };
  }
  return made;
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
      ],
    },
  };
  for (const ratio of made.ratios) {
    summaries[`injection/truncated/ratio=${ratio}/seed=1`] = {
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
