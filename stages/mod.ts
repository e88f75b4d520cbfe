/**
 * The experiment: its recipe, its profiles and every stage kind.
 *
 * @module
 */

export { default as recipe } from "./recipe.ts";
export { type Profile, profiles } from "./profiles.ts";
export * as artifacts from "./artifacts.ts";
export { calibration } from "./calibration.ts";
export { cleaning } from "./cleaning.ts";
export { comparison } from "./comparison.ts";
export { evaluation } from "./evaluation.ts";
export { generation } from "./generation.ts";
export { injection } from "./injection.ts";
export { interpolation } from "./interpolation.ts";
export { likelihood } from "./likelihood.ts";
export { policyUpdate } from "./policy_update.ts";
export { pretraining } from "./pretraining.ts";
export { report } from "./report.ts";
export { rewardLearning } from "./reward_learning.ts";
export { selection } from "./selection.ts";
export { selfPlay } from "./self_play.ts";
export { sft } from "./sft.ts";
export { source } from "./source.ts";
export { split } from "./split.ts";
export { table } from "./table.ts";
export { textCleaning } from "./text_cleaning.ts";
export { textEvaluation } from "./text_evaluation.ts";
export { textSplit } from "./text_split.ts";
export { voting } from "./voting.ts";
