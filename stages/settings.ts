/**
 * The settings of every arm, in one place: what each is, why, and how it was
 * chosen. They were chosen on validation words by the profile `settings`; the
 * test words were not looked at.
 *
 * An arm's name says in what it differs from its method's settings, which are
 * here under the method's name: `rft/beta=1`, `irft/rounds=4/anchor`. A word
 * such as `anchor` stands under `variants`. How names are read is in
 * `methods/arm.ts`, what each setting means in `methods/settings.ts`.
 *
 * @module
 */

import type { Settings } from "./methods/settings.ts";

/** The settings of the profile `default`. */
export const standard: Settings = {
  // The reference of all comparisons, so it is given what makes it good: steps
  // for more than two passes over the demonstrations.
  sft: { steps: 150, batch: 128, rate: 1e-3 },

  // Whether it is compute that makes a method better. Steps such that it takes
  // at least the FLOPs of the costliest arm; a test holds the lock to that.
  "sft/compute": { steps: 900, batch: 128, rate: 1e-3 },

  // Filtering without a reward. The share is the same in all cells, because who
  // filters does not know the ratio; above 0.2, some low quality is kept.
  "sft/filtered": { steps: 150, batch: 128, rate: 1e-3, keep: 0.8 },

  // Filtering by an ensemble's vote: below 0 it prefers the own responses. What
  // equals the own response has 0 and is kept, as where rewards drop by vote.
  "sft/voted": { steps: 150, batch: 128, rate: 1e-3, least: 0 },

  // One number, chosen on the validation words: what a method has to beat.
  interpolation: { alphas: [0.25, 0.5, 0.75] },
  expo: { alphas: [1.25, 1.5, 2] },

  // As published: small beta, small rate, from the imitated policy. Larger
  // rates without an anchor take its policy apart.
  spin: {
    steps: 100,
    pairs: 64,
    rate: 5e-5,
    beta: 0.1,
    rounds: 1,
    parts: 0,
    link: "log-sigmoid",
    anchor: 0,
  },

  // From the base. Below beta 1 it goes beyond the demonstrations' odds, in
  // the direction in which they differ from the base's.
  irft: {
    steps: 50,
    pairs: 64,
    rate: 3e-4,
    beta: 0.3,
    rounds: 1,
    parts: 0,
    link: "log-sigmoid",
    anchor: 0,
  },

  // A reward that is trained for too short a time knows nothing, and the policy
  // step must not be long enough to find what it overrates.
  rft: {
    beta: 0.3,
    rounds: 1,
    negatives: "pooled",
    votes: "ignore",
    members: 1,
    settled: true,
    reward: { steps: 60, pairs: 64, rate: 1e-3, reading: "last" },
    policy: {
      steps: 60,
      prompts: 32,
      samples: 4,
      rate: 3e-4,
      objective: "rloo",
      value: { rate: 1e-3 },
      apa: { epochs: 2 },
      ppo: { epochs: 2 },
      ensemble: { weight: 0, decay: 0 },
    },
  },

  // The smallest ensemble whose spread means anything.
  voting: { members: 3 },

  variants: {
    // Enough of the demonstrations' likelihood to keep both of a pair's
    // log-probabilities from falling.
    "irft/anchor": { anchor: 0.3 },

    // The reference code's way: compare the reward at each position.
    "rft/position-wise": { reward: { reading: "position-wise" } },

    // Followed for about a quarter of the steps: near enough to the base to keep
    // what it does well.
    "rft/early": { settled: false, policy: { steps: 16 } },

    // The reference code's policy step, with the penalty and the factor that give
    // it RLOO's optimum. Its value model has to be learned in the same few steps,
    // so each batch of samples is used twice.
    "rft/apa": {
      settled: false,
      policy: { objective: "apa", steps: 120, rate: 1e-4 },
    },

    // PPO with as much work as APA.
    "rft/ppo": {
      settled: false,
      policy: { objective: "ppo", steps: 120, rate: 1e-4 },
    },

    // Members that differ by the order of their data alone differ little, so
    // only many deviations tell.
    "rft/pessimistic": {
      members: 3,
      policy: { ensemble: { weight: -10, decay: 0 } },
    },

    // RUNE's bonus, of which a twentieth is left after the last of 60 steps.
    "rft/curious": {
      members: 3,
      policy: { ensemble: { weight: 10, decay: 0.05 } },
    },
  },
};

/** Names of how many rows a step has. */
const rowNames: readonly string[] = ["batch", "pairs", "prompts"];

/**
 * Settings with every number of steps, every learning rate and every number of
 * rows a step multiplied, for a profile of another size. Steps stay a multiple
 * of four, as PPO wants them.
 */
export function scaled<T>(
  settings: T,
  { steps = 1, rate = 1, rows = 1 }: {
    readonly steps?: number;
    readonly rate?: number;
    readonly rows?: number;
  },
): T {
  const scale = (value: unknown, name: string): unknown => {
    if (typeof value === "number") {
      if (name === "steps") {
        return Math.max(4, 4 * Math.round(value * steps / 4));
      }
      if (rowNames.includes(name)) return Math.max(2, Math.round(value * rows));
      return name === "rate" ? value * rate : value;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, scale(one, key)]),
    );
  };
  return scale(settings, "") as T;
}
