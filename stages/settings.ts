/**
 * The settings of every arm, in one place: what each is, why, and how it was
 * chosen: on the validation words of a seed of its own, never on test words of
 * that seed (docs/design.md says how far those of other seeds overlap), by
 *
 *     deno task reproduce --profile settings
 *
 * which tries 40 arms where the base is worse than the demonstrations (0.7
 * against 0.35) and where it is better (0 against 0.35). "Chosen" below means:
 * the lowest sum of both cells' greedy phoneme error rates, and of what lies
 * within 0.01 of it the cheapest. The sum says how much a method risks where
 * one does not know which case one has. Each comment gives what was tried, with
 * that sum in brackets.
 *
 * The law of odds speaks of policies that are taken to the end, so `rft` and
 * `irft` themselves are trained further than validation would choose, whatever
 * that costs them; `rft/early` is for the other end.
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
  // The reference of all comparisons, so it is given what makes it good. Chosen
  // of 75 (.46), 150 (.437), 300 (.433) and 600 steps (.47), and of rates 5e-4
  // (.45), 1e-3 and 2e-3 (.45).
  sft: { steps: 150, batch: 128, rate: 1e-3 },

  // Whether it is compute that makes a method better. Steps such that it takes
  // at least the FLOPs of the costliest arm; a test holds the lock to that.
  "sft/compute": { steps: 900, batch: 128, rate: 1e-3 },

  // Filtering without a reward. The share is the same in all cells, because who
  // filters does not know the ratio. Chosen of 0.4 (.47), 0.6 (.423) and 0.8
  // (.428).
  "sft/filtered": { steps: 150, batch: 128, rate: 1e-3, keep: 0.6 },

  // Filtering by an ensemble's vote: below 0 it prefers the own responses. What
  // equals the own response has 0 and is kept, as where rewards drop by vote.
  "sft/voted": { steps: 150, batch: 128, rate: 1e-3, least: 0 },

  // One number, chosen on the validation words: what a method has to beat.
  interpolation: { alphas: [0.25, 0.5, 0.75] },
  expo: { alphas: [1.25, 1.5, 2] },

  // As published: small beta, small rate, from the imitated policy. Chosen of
  // rates 2e-5 (.444), 5e-5 (.46) and 2e-4 (.55), and of beta 0.1 and (at 5e-5) 1 (.445):
  // what moves the imitated policy least, which itself has .437.
  spin: {
    steps: 100,
    pairs: 64,
    rate: 2e-5,
    beta: 0.1,
    rounds: 1,
    parts: 0,
    link: "log-sigmoid",
    anchor: 0,
  },

  // From the base, near to the end. Fewer steps (10: .46, 25: .60, 50: .62, 100:
  // .66) and smaller rates (1e-4: .53, 3e-4: .62, 1e-3: .84) lose less where the
  // base is the better one, because they move less. Where it is the worse one,
  // 25 to 100 steps at 3e-4 are all good (.21 to .22). Beta 1 has .41.
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

  // Near to the end, for the law. Rates 1e-4 (.39), 3e-4 (.80) and 1e-3 (.91),
  // 32 (.47), 60 (.80) and 120 steps (.86), rewards of 30 (.41), 60 (.80) and 120
  // steps (.89): whatever goes further loses more where the base is the better
  // one. Where it is the worse one all of these have .19 to .22. Beta 1 has .41.
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
    // The demonstrations' likelihood beside the contrast keeps both of a pair's
    // log-probabilities from falling. Chosen of 0.1 (.52), 0.3 (.480) and 1
    // (.481).
    "irft/anchor": { anchor: 0.3 },

    // The reference code's way: compare the reward at each position.
    "rft/position-wise": { reward: { reading: "position-wise" } },

    // Followed for about a quarter of the steps: near enough to the base to keep
    // what it does well. The lowest of 8 (.395), 16 (.390), 32 (.47) and 60 steps
    // (.80). 8 are within 0.01 of it and cheaper, but change less where the base
    // is the worse one (.237 against .212).
    "rft/early": { settled: false, policy: { steps: 16 } },

    // The reference code's policy step, with the penalty and the factor that give
    // it RLOO's optimum. Its value model has to be learned in the same few steps,
    // so each batch of samples is used twice. Chosen of rates 1e-4 (.47) and 3e-4
    // (.87), and so it does not come to the end of which the law speaks.
    "rft/apa": {
      settled: false,
      policy: { objective: "apa", steps: 120, rate: 1e-4 },
    },

    // PPO with as much work as APA. Chosen of rates 1e-4 (.49) and 3e-4 (.86).
    "rft/ppo": {
      settled: false,
      policy: { objective: "ppo", steps: 120, rate: 1e-4 },
    },

    // Members that differ by the order of their data alone differ little, so
    // only many deviations tell. Chosen of -3 (.69), -10 (.358) and -30 (.391).
    "rft/pessimistic": {
      members: 3,
      policy: { ensemble: { weight: -10, decay: 0 } },
    },

    // RUNE's bonus, of which a twentieth is left after the last of 60 steps; as
    // many deviations as in the pessimistic arm, not chosen.
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
