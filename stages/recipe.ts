/**
 * The experiment's recipe: is reward learning robust to low-quality
 * demonstrations, and when? Here is its outline; `sweep.ts` has the cells,
 * `methods/` what happens in one.
 *
 * @module
 */

import { recipe } from "../pipeline/recipe.ts";
import { cleaning } from "./cleaning.ts";
import { comparison } from "./comparison.ts";
import type { Gathered } from "./methods/cell.ts";
import { type Profile, profiles } from "./profiles.ts";
import { report } from "./report.ts";
import { source } from "./source.ts";
import { split } from "./split.ts";
import { sweep } from "./sweep.ts";

export default recipe<Profile>({
  doc: "Reward learning against imitation, on demonstrations of mixed quality.",
  profiles,
  build(profile, add, { changed }) {
    const notices = [
      ...profile.notices,
      ...changed.map((one) => `Not the profile as it stands: --set ${one}`),
    ];
    const gathered: Gathered = {
      evaluations: {},
      injections: {},
      curves: {},
      summaries: {},
      calibrations: {},
    };
    const { entries } = add("source/cmudict", source, { name: "cmudict" }, {});
    const cleaned = add("cleaning", cleaning, profile.words, { entries });
    gathered.summaries["cleaning"] = cleaned.summary;
    for (const seed of profile.seeds) {
      const parts = add(
        `split/seed=${seed}`,
        split,
        { ...profile.split, seed },
        { clean: cleaned.clean },
      );
      sweep({ add, profile, gathered }, parts, seed);
    }
    const { results } = add("comparison", comparison, {
      notices,
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
