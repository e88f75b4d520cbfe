/**
 * The artifact types that the experiment's stages hand to each other.
 *
 * What a learner may read and what it may not are different types: a recipe
 * that gives a learner the marks of the injected rows does not type-check, and
 * is refused when it is built.
 *
 * @module
 */

import { type ArtifactType, file, folder } from "../pipeline/artifact.ts";

const parquet = "application/vnd.apache.parquet";

/** Raw entries of a source. Parquet: `word`, `pronunciation`, both strings. */
export const entries: ArtifactType<"entries"> = file(
  "entries",
  ".parquet",
  parquet,
);

/**
 * Rows of a data file. Parquet: `row` (its number in the file, from 1 on,
 * double), `prompt`, `response`, both strings.
 */
export const texts: ArtifactType<"texts"> = file("texts", ".parquet", parquet);

/** What a learner reads. Parquet: `prompt`, `response`, both strings. */
export const dataset: ArtifactType<"dataset"> = file(
  "dataset",
  ".parquet",
  parquet,
);

/**
 * What only injection writes and only analysis reads. Parquet: `prompt`,
 * `response`, `original` (the response before injection), `low_quality`.
 */
export const marks: ArtifactType<"marks"> = file("marks", ".parquet", parquet);

/**
 * Held-out prompts with every accepted response, for the gold metric.
 * Parquet: `prompt`, `response` (the first one), `references` (all of them,
 * separated by `|`, or for texts by the character of `data/columns.ts`).
 */
export const references: ArtifactType<"references"> = file(
  "references",
  ".parquet",
  parquet,
);

/**
 * What a policy said. Parquet: `prompt`, `response`, `log_probability` (nats,
 * summed over the response and its end, double).
 */
export const samples: ArtifactType<"samples"> = file(
  "samples",
  ".parquet",
  parquet,
);

/** A policy: a Hugging Face folder that loads as `GPTNeoXForCausalLM`. */
export const policy: ArtifactType<"policy"> = folder("policy");

/**
 * A reward model: a Hugging Face folder that loads as
 * `GPTNeoXForSequenceClassification` with one label.
 */
export const reward: ArtifactType<"reward"> = folder("reward");

/**
 * What demonstrations are worth by some measure, one row each and in their
 * order. Parquet: `prompt`, `response`, `score` (the higher the better) and
 * `spread` (its standard deviation over an ensemble; 0 for a single judge), both
 * doubles. Made without marks, so a learner may read them.
 */
export const scores: ArtifactType<"scores"> = file(
  "scores",
  ".parquet",
  parquet,
);

/** Learning curves, see `curves.ts`. */
export const curves: ArtifactType<"curves"> = file(
  "curves",
  ".json",
  "application/json",
);

/** How much a stage computed, see `account_file.ts`. */
export const account: ArtifactType<"account"> = file(
  "account",
  ".json",
  "application/json",
);

/** How a policy did on held-out prompts, see `evaluation_file.ts`. */
export const evaluation: ArtifactType<"evaluation"> = file(
  "evaluation",
  ".json",
  "application/json",
);

/** The table over methods and ratios, see `comparison.ts`. */
export const results: ArtifactType<"results"> = file(
  "results",
  ".json",
  "application/json",
);

/** A page with its figures: a folder with an `index.html`. */
export const page: ArtifactType<"page"> = folder("page", "text/html");
