/**
 * Every kind of stage that trains, on ten words: a second or two each, long
 * enough to be killed on the way.
 *
 * @module
 */

import { recipe } from "../../../pipeline/recipe.ts";
import { generation } from "../../../stages/generation.ts";
import { policyUpdate } from "../../../stages/policy_update.ts";
import { pretraining } from "../../../stages/pretraining.ts";
import { rewardLearning } from "../../../stages/reward_learning.ts";
import { selfPlay } from "../../../stages/self_play.ts";
import { sft } from "../../../stages/sft.ts";
import { words } from "./words.ts";

const pace = { steps: 200, rate: 2e-3, seed: 1 };
const model = { layers: 1, width: 16, heads: 2, context: 9 };

export default recipe({
  doc: "Trains everything a little.",
  profiles: { default: {} },
  build(_profile, add) {
    const data = add("words", words, {}, {}).words;
    const base = add("pretraining", pretraining, {
      ...model,
      ...pace,
      batch: 4,
    }, { data }).policy;
    const own = add("generation", generation, { seed: 1, batch: 2 }, {
      policy: base,
      prompts: data,
    }).samples;
    add("sft", sft, { ...pace, batch: 4 }, { base, demonstrations: data });
    add("self_play", selfPlay, { ...pace, pairs: 2, beta: 0.3 }, {
      policy: base,
      base,
      demonstrations: data,
      samples: own,
    });
    const { reward } = add("reward_learning", rewardLearning, {
      ...pace,
      pairs: 2,
    }, { base, demonstrations: data, samples: { own } });
    add("policy_update", policyUpdate, {
      ...pace,
      prompts: 2,
      samples: 2,
      beta: 0.3,
    }, { policy: base, base, rewards: { reward }, prompts: data });
    return {};
  },
});
