/**
 * The arms that profiles run: methods with their settings, by name. What a name
 * means is in `methods/arm.ts`, the settings and their reasons in
 * `settings.ts`.
 *
 * @module
 */

/** The arms of the grid: the law's figure and the phase diagram need these. */
export const gridArms: readonly string[] = [
  "sft",
  "irft/beta=0.3",
  "irft/beta=1",
  "rft/beta=0.3",
  "rft/beta=1",
  "interpolation",
];

/** The controls and the variants that say most about why a method wins. */
export const tellingArms: readonly string[] = [
  ...gridArms,
  "sft/compute",
  "sft/filtered",
  "expo",
  "spin",
  "irft/anchor",
  "irft/rounds=4",
  "irft/rounds=3/parts=1",
  "irft/rounds=3/parts=1/beta=1",
  "rft/early",
  "rft/pessimistic",
  "rft/rounds=2/negatives=last",
];

/** Every arm. */
export const allArms: readonly string[] = [
  ...tellingArms,
  "sft/voted",
  "irft/beta=0.1",
  "irft/rounds=2",
  "irft/rounds=8",
  "irft/rounds=2/anchor",
  "irft/rounds=4/anchor",
  "irft/rounds=8/anchor",
  "irft/rounds=3/parts=1/beta=0.7",
  "irft/link=hinge",
  "irft/link=linear",
  "rft/beta=0.1",
  "rft/rounds=3/negatives=last",
  "rft/rounds=3/negatives=pooled",
  "rft/apa",
  "rft/ppo",
  "rft/position-wise",
  "rft/curious",
  "rft/votes=drop",
  "rft/votes=flip",
  "rft/votes=soften",
];

/** The controls, and what might hold where the claim fails. */
export const contraryArms: readonly string[] = [
  ...gridArms,
  "sft/compute",
  "sft/filtered",
  "expo",
  "irft/anchor",
  "rft/early",
  "rft/pessimistic",
];

/** Every way through the methods once: what they do, not how it compares. */
export const smokeArms: readonly string[] = [
  "sft",
  "sft/compute",
  "sft/filtered",
  "sft/voted",
  "interpolation",
  "expo",
  "spin",
  "irft/beta=0.3",
  "irft/rounds=2",
  "irft/anchor",
  "irft/link=hinge",
  "rft/beta=0.3",
  "rft/rounds=2/negatives=last",
  "rft/rounds=2/negatives=pooled",
  "rft/apa",
  "rft/ppo",
  "rft/position-wise",
  "rft/pessimistic",
  "rft/curious",
  "rft/votes=drop",
];

/**
 * What is tried to choose the settings, what was chosen among it. Interpolation
 * and ExPO are not: each chooses for itself, on the very words on which the
 * candidates are judged.
 */
export const candidates: readonly string[] = [
  ...gridArms.filter((arm) => arm !== "interpolation"),
  ...[75, 300, 600].map((steps) => `sft/steps=${steps}`),
  ...["5e-4", "2e-3"].map((rate) => `sft/rate=${rate}`),
  ...[0.4, 0.6, 0.8].map((keep) => `sft/filtered/keep=${keep}`),
  ...["2e-5", "5e-5", "2e-4"].map((rate) => `spin/rate=${rate}`),
  "spin/rate=5e-5/beta=1",
  ...["1e-4", "1e-3"].map((rate) => `irft/rate=${rate}`),
  ...[10, 25, 100].map((steps) => `irft/steps=${steps}`),
  ...[0.1, 0.3, 1].map((anchor) => `irft/anchor=${anchor}`),
  ...["1e-4", "1e-3"].map((rate) => `rft/policy.rate=${rate}`),
  ...[8, 16, 32, 120].map((steps) => `rft/policy.steps=${steps}`),
  ...[30, 120].map((steps) => `rft/reward.steps=${steps}`),
  ...["1e-4", "3e-4"].map((rate) => `rft/apa/policy.rate=${rate}`),
  ...["1e-4", "3e-4"].map((rate) => `rft/ppo/policy.rate=${rate}`),
  ...[-3, -10, -30].map((weight) =>
    `rft/pessimistic/policy.ensemble.weight=${weight}`
  ),
];
