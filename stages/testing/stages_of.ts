/**
 * The stages of the experiment's profiles, for tests of how they are wired.
 *
 * @module
 */

import { buildRecipe } from "../../pipeline/build_recipe.ts";
import type { Stage } from "../../pipeline/recipe.ts";
import experiment from "../recipe.ts";

const built = new Map<string, readonly Stage[]>();

/** The stages of a profile. One over texts is given a file. */
export function stagesOf(profile: string): readonly Stage[] {
  const one = experiment.profiles[profile]!;
  const given = "texts" in one ? { ...one, data: "data.jsonl" } : one;
  const stages = built.get(profile) ?? buildRecipe(
    { ...experiment, profiles: { [profile]: given } },
    profile,
  ).stages;
  built.set(profile, stages);
  return stages;
}
