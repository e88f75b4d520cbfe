/**
 * Reading what a report is made of.
 *
 * @module
 */

import type { z } from "zod";
import { type Calibration, calibrationSchema } from "../calibration_file.ts";
import { type Curves, curvesSchema } from "../curves.ts";
import { DataError } from "../data/error.ts";
import { type Evaluation, evaluationSchema } from "../evaluation_file.ts";
import { type Results, resultsSchema } from "../results_file.ts";

/** An artifact with the label that the recipe gave it. */
export interface Labelled<T> {
  readonly label: string;
  readonly value: T;
}

/** An evaluation with its label and digest. */
export interface LabelledEvaluation extends Labelled<Evaluation> {
  readonly digest: string;
}

/** What a report is made of, each in the order of {@linkcode byLabel}. */
export interface Material {
  readonly results: Results;
  readonly evaluations: readonly LabelledEvaluation[];
  readonly curves: readonly Labelled<Curves>[];
  readonly summaries: readonly Labelled<unknown>[];
  readonly calibrations: readonly Labelled<Calibration>[];
}

type Paths = Readonly<Record<string, string>>;

/**
 * Reads everything.
 *
 * @param digests The digest of each evaluation, by label.
 * @throws {DataError} If something is malformed.
 */
export async function readMaterial(
  inputs: {
    readonly results: string;
    readonly evaluations: Paths;
    readonly curves: Paths;
    readonly summaries: Paths;
    readonly calibrations: Paths;
  },
  digests: Readonly<Record<string, string>>,
): Promise<Material> {
  const evaluations = await readAll(
    "evaluation",
    inputs.evaluations,
    evaluationSchema,
  );
  return {
    results: checked(
      "the results",
      await readJson("the results", inputs.results),
      resultsSchema,
    ),
    evaluations: evaluations.map(({ label, value }) => ({
      label,
      value,
      digest: digests[label] as string,
    })),
    curves: await readAll("curves", inputs.curves, curvesSchema),
    summaries: await readAll("summary", inputs.summaries, undefined),
    calibrations: await readAll(
      "calibration",
      inputs.calibrations,
      calibrationSchema,
    ),
  };
}

/** Orders labels as a reader would: `ratio=0` before `ratio=0.2`. */
export function byLabel(a: string, b: string): number {
  const [left, right] = [a.split(/[/=]/), b.split(/[/=]/)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i] as string, right[i] as string];
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    // Texts are no numbers, and different texts may be the same number.
    if (difference < 0 || difference > 0) return difference;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

async function readAll<T>(
  what: string,
  paths: Paths,
  schema: z.ZodType<T> | undefined,
): Promise<Labelled<T>[]> {
  const read: Labelled<T>[] = [];
  for (const label of Object.keys(paths).sort(byLabel)) {
    const name = `${what} "${label}"`;
    const value = await readJson(name, paths[label] as string);
    read.push({
      label,
      value: schema ? checked(name, value, schema) : value as T,
    });
  }
  return read;
}

async function readJson(name: string, path: string): Promise<unknown> {
  const text = await Deno.readTextFile(path);
  try {
    return JSON.parse(text);
  } catch {
    throw refused(name, "it is not JSON");
  }
}

function checked<T>(name: string, value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0
    ? "its content"
    : `its field "${issue.path.join(".")}"`;
  throw refused(name, `${where} is wrong (${issue?.message})`);
}

function refused(name: string, what: string): DataError {
  return new DataError(
    `Cannot report on ${name}: ${what}; rerun the stage that wrote it`,
  );
}
