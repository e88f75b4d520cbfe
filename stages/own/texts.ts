/**
 * Texts of one's own as the sweep's material: a file of prompts and responses,
 * and the evaluation of what has no gold metric.
 *
 * @module
 */

import { anyFile } from "../../pipeline/artifact.ts";
import { RecipeError } from "../../pipeline/errors.ts";
import { local } from "../../pipeline/kinds/local.ts";
import type { Add } from "../../pipeline/recipe.ts";
import { generation } from "../generation.ts";
import type { Material } from "../material.ts";
import type { Gathered } from "../methods/cell.ts";
import type { TextProfile } from "../profiles.ts";
import { rewardLearning } from "../reward_learning.ts";
import { cellsOf } from "../sweep.ts";
import { table } from "../table.ts";
import { textCleaning } from "../text_cleaning.ts";
import { textEvaluation } from "../text_evaluation.ts";
import { textSplit } from "../text_split.ts";

/**
 * Adds the stages that make the texts of a file ready.
 *
 * @throws {RecipeError} If the profile names no file.
 */
export function ownTexts(
  { add, profile, gathered }: {
    readonly add: Add;
    readonly profile: TextProfile;
    readonly gathered: Gathered;
  },
): Material {
  const { data, texts, model } = profile;
  if (data === null) {
    throw new RecipeError(
      `Profile "${profile.name}" has no data of its own: name a Parquet or ` +
        `JSONL file with the columns "prompt" and "response" by --data FILE`,
    );
  }
  const file = add("data", local(anyFile), { path: data }, {}).artifact;
  const read = add("table", table, { most: texts.most }, { file });
  const cleaned = add("cleaning", textCleaning, { context: model.context }, {
    texts: read.texts,
  });
  gathered.summaries["table"] = read.summary;
  gathered.summaries["cleaning"] = cleaned.summary;
  return {
    units: "characters",
    tokenizer: "bytes",
    gold: "perplexity",
    notices: noticesOf(profile),
    deal(seed) {
      const { judging, ...parts } = add(
        `split/seed=${seed}`,
        textSplit,
        { ...texts.split, seed },
        { clean: cleaned.clean },
      );
      return {
        parts,
        evaluator(base) {
          // Against the base's own samples, and on clean demonstrations that no
          // arm has seen.
          const { samples } = add(
            `generation/judge/${base.where}`,
            generation,
            { seed, batch: texts.batch },
            { policy: base.policy, prompts: judging },
          );
          const name = `judge/${base.where}`;
          const judge = add(name, rewardLearning, { ...texts.judge, seed }, {
            base: base.policy,
            demonstrations: judging,
            samples: { base: samples },
          });
          gathered.curves[name] = judge.curves;
          return (name, at, { policy, accounts }) =>
            add(name, textEvaluation, { ...at, batch: texts.batch }, {
              policy,
              base: base.policy,
              judge: judge.reward,
              references: parts[profile.evaluatedOn],
              accounts,
            }).evaluation;
        },
      };
    },
  };
}

/** What the detectors cannot tell of texts. */
function noticesOf(profile: TextProfile): string[] {
  const kinds = cellsOf(profile).map(({ kind }) => kind);
  const loose = [...new Set(kinds)].filter((kind) => kind !== "truncated");
  if (loose.length === 0) return [];
  return [
    `The low-quality rate of the kind ${
      loose.join(", ")
    } counts every sample ` +
    "that is far from the accepted responses, right or wrong: where a prompt " +
    "has many right ones, neither it nor the law that is held against it " +
    "says much",
  ];
}
