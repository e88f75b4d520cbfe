/**
 * The experiment's recipe: is reward learning robust to low-quality
 * demonstrations, and when? Here is its outline; `words.ts` has the data, or
 * `own/` where they are one's own, `sweep.ts` the cells, `methods/` what happens
 * in one.
 *
 * @module
 */

import { parseOverride } from "../pipeline/overrides/override.ts";
import { recipe } from "../pipeline/recipe.ts";
import { about } from "./about.ts";
import { comparison } from "./comparison.ts";
import type { Gathered } from "./methods/cell.ts";
import { ownTexts } from "./own/texts.ts";
import { type Profile, profiles } from "./profiles.ts";
import { report } from "./report.ts";
import { sweep } from "./sweep.ts";
import { words } from "./words.ts";

/** What to say with results for which something was set otherwise. */
function noticesOf(changed: readonly string[]): string[] {
  if (changed.length === 0) return [];
  const ofStages = changed.some((one) =>
    parseOverride(one).target.of === "stages"
  );
  return [
    `Not the profile as it stands, but with ${changed.join(", ")}`,
    ...ofStages
      ? [
        "What is set for stages alone is neither in the arms' names nor in " +
        "what the law predicts",
      ]
      : [],
  ];
}

export default recipe<Profile>({
  doc: "Reward learning against imitation, on demonstrations of mixed quality.",
  about,
  profiles,
  build(profile, add, { changed }) {
    const gathered: Gathered = {
      evaluations: {},
      injections: {},
      curves: {},
      summaries: {},
      calibrations: {},
    };
    const material = "texts" in profile
      ? ownTexts({ add, profile, gathered })
      : words({ add, profile, gathered });
    const notices = [
      ...profile.notices,
      ...material.notices,
      ...noticesOf(changed),
    ];
    for (const seed of profile.seeds) {
      sweep({ add, profile, gathered, material }, seed);
    }
    const { results } = add("comparison", comparison, {
      notices,
      gold: material.gold,
    }, {
      evaluations: gathered.evaluations,
      injections: gathered.injections,
    });
    const { page } = add("report", report, {
      profile: profile.name,
      notices: notices.map((notice) => `${notice}.`),
    }, {
      results,
      evaluations: gathered.evaluations,
      curves: gathered.curves,
      summaries: gathered.summaries,
      calibrations: gathered.calibrations,
    });
    return { results, report: page };
  },
});
