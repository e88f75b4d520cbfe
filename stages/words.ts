/**
 * Words as the sweep's material: spellings and pronunciations of CMUdict, and
 * the gold metric over them.
 *
 * @module
 */

import type { Add } from "../pipeline/recipe.ts";
import { cleaning } from "./cleaning.ts";
import { evaluation } from "./evaluation.ts";
import type { Material } from "./material.ts";
import type { Gathered } from "./methods/cell.ts";
import type { WordProfile } from "./profiles.ts";
import { source } from "./source.ts";
import { split } from "./split.ts";

/** Adds the stages that make the words ready. */
export function words(
  { add, profile, gathered }: {
    readonly add: Add;
    readonly profile: WordProfile;
    readonly gathered: Gathered;
  },
): Material {
  const { entries } = add("source/cmudict", source, { name: "cmudict" }, {});
  const cleaned = add("cleaning", cleaning, profile.words, { entries });
  gathered.summaries["cleaning"] = cleaned.summary;
  return {
    units: "phonemes",
    tokenizer: "words",
    gold: "per_greedy",
    notices: [],
    deal(seed) {
      const parts = add(
        `split/seed=${seed}`,
        split,
        { ...profile.split, seed },
        { clean: cleaned.clean },
      );
      const references = parts[profile.evaluatedOn];
      return {
        parts,
        evaluator: (base) => (name, at, { policy, accounts }) =>
          add(name, evaluation, at, {
            policy,
            base: base.policy,
            references,
            accounts,
          }).evaluation,
      };
    },
  };
}
