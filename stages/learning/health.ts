/**
 * Rules over learning curves, for what goes wrong in practice and shows before
 * the result does. Each fires at most once in a training. What fires and where
 * follows from the points alone: not from time, nor from when they were read.
 *
 * A warning is no error: the law of odds says that some arms must go astray,
 * and whether one did is for the evaluation to say.
 *
 * @module
 */

import { averages, medians, type Series } from "./smoothing.ts";

/** Points in ascending order of steps, by the series' names. */
export type Points = Readonly<Record<string, Series>>;

/** What looks wrong. */
export interface HealthWarning {
  readonly step: number;
  /** The rule's name. */
  readonly rule: string;
  /** What was seen, and what to do about it. */
  readonly message: string;
}

/** Where each rule draws its line. */
export const thresholds = {
  /**
   * Likelihoods and gradient norms differ from batch to batch, by a tenth of
   * their size and more: they are looked at over this many steps.
   */
  window: 10,
  /** Where they start: the first steps, in which the warm-up has not got far. */
  start: 3,
  /**
   * Both likelihoods fall: how far below its start each must be. In a sound
   * training the rejected one falls and the chosen one may lose a nat; at two, a
   * demonstration is a seventh as likely as before. Long responses are given a
   * fifth of their log-likelihood, because the same drop a token adds up.
   */
  likelihoodNats: 2,
  likelihoodShare: 0.2,
  /** Held-out accuracy, over so many looks: the best of many would be luck. */
  looks: 3,
  /**
   * How far below chance, a half, in standard errors: all looks are at the same
   * pairs, so looking again does not make luck less.
   */
  chanceErrors: 2,
  /**
   * How far below its best: a tenth of all pairs, learned and lost, and as many
   * standard errors as above, of a difference.
   */
  belowBest: 0.1,
  /**
   * KL to the base, nats a response. The best of n samples of the base is
   * log n - (n - 1) / n away from it: 10 nats are the best of 60,000. What is
   * further away is no choice among the base's responses any more.
   */
  divergence: 10,
  /**
   * Entropy, as a share of its start. At a tenth, the samples of a prompt are
   * nearly always the same, so there is nothing left to compare.
   */
  entropyShare: 0.1,
  /**
   * Gradient norm: how many times its start, and at least how much. Norms of
   * sound trainings stay within ten times; below ten, clipping at 1 lets a tenth
   * through. A reward begins with a head of zeros and a gradient near zero.
   */
  gradientGrowth: 30,
  gradientLeast: 10,
  /**
   * Held-out loss, as a share above its best: on new data the model is as it was
   * a good while ago, and what it has learned since it knows by heart.
   */
  overfit: 0.1,
} as const;

/** A rule: the first step at which it fires, and what it says. */
type Rule = (
  points: Points,
  heldOutPairs: number,
) => Omit<HealthWarning, "rule"> | null;

const rules: Readonly<Record<string, Rule>> = {
  "both likelihoods fall": ({ chosen = [], rejected = [] }) => {
    const { window } = thresholds;
    const one = averages(chosen, window), other = averages(rejected, window);
    const length = Math.min(one.length, other.length);
    const starts = [chosen, rejected].map((points) =>
      averages(points, thresholds.start)[0]?.[1] ?? 0
    );
    const { likelihoodNats, likelihoodShare } = thresholds;
    const lows = starts.map((start) =>
      start - Math.max(likelihoodNats, likelihoodShare * -start)
    );
    for (let i = 0; i < length; i++) {
      const [step, now] = one[i]!, [, beside] = other[i]!;
      if (now >= lows[0]! || beside >= lows[1]!) continue;
      return {
        step,
        message: `both likelihoods fall: log pi of demonstrations from ` +
          `${show(starts[0]!)} to ${show(now)} nats, of own responses from ` +
          `${show(starts[1]!)} to ${show(beside)}; the margin grows, but ` +
          `the policy moves away from both: add the demonstrations' ` +
          `cross-entropy (parameter "anchor"), lower the learning rate or ` +
          `raise beta`,
      };
    }
    return null;
  },

  "held-out accuracy below chance": (points, pairs) => {
    const { "held-out accuracy": looks = [] } = points;
    const least = 0.5 - thresholds.chanceErrors * errorOf(pairs);
    const found = averages(looks, thresholds.looks)
      .find(([, value]) => value < least);
    return found === undefined ? null : {
      step: found[0],
      message: `the reward ranks demonstrations below own responses in ` +
        `${
          percent(1 - found[1])
        } of held-out pairs, so whoever follows it is ` +
        `led away from them: pool the negatives of all rounds, go on from the ` +
        `round before, or stop earlier`,
    };
  },

  "held-out accuracy falls": (points, pairs) => {
    const { "held-out accuracy": looks = [] } = points;
    const { belowBest, chanceErrors } = thresholds;
    const most = Math.max(
      belowBest,
      chanceErrors * Math.SQRT2 * errorOf(pairs),
    );
    let best = -Infinity;
    for (const [step, value] of averages(looks, thresholds.looks)) {
      best = Math.max(best, value);
      if (value > best - most) continue;
      return {
        step,
        message: `the share of held-out pairs that are ranked rightly has ` +
          `fallen from ${percent(best)} to ${percent(value)}: stop earlier, ` +
          `lower the learning rate or take more pairs`,
      };
    }
    return null;
  },

  "KL to the base explodes": ({ "KL to base": points = [] }) => {
    const found = points.find(([, value]) => value > thresholds.divergence);
    return found === undefined ? null : {
      step: found[0],
      message:
        `KL to the base is ${show(found[1])} nats a response, more than ` +
        `any choice among its responses needs: the policy says what the base ` +
        `never said; raise beta, lower the learning rate or stop earlier`,
    };
  },

  "entropy collapses": ({ entropy = [] }) => {
    const [first] = entropy;
    const least = thresholds.entropyShare * (first?.[1] ?? 0);
    const found = entropy.find(([, value]) => value < least);
    return found === undefined ? null : {
      step: found[0],
      message: `entropy has fallen from ${show(first![1])} to ` +
        `${
          show(found[1])
        } nats a response: the samples of a prompt are nearly ` +
        `all the same; raise beta, lower the learning rate or stop earlier`,
    };
  },

  "gradient norm grows": ({ "gradient norm": points = [] }) => {
    const norms = medians(points, thresholds.window);
    const start = norms[0]?.[1] ?? 0;
    const { gradientGrowth, gradientLeast } = thresholds;
    const most = Math.max(gradientGrowth * start, gradientLeast);
    const found = norms.find(([, value]) => value > most);
    return found === undefined ? null : {
      step: found[0],
      message: `the gradient's norm has grown from ${show(start)} to ` +
        `${
          show(found[1])
        }, and clipping lets little of it through: lower the ` +
        `learning rate or raise the warm-up`,
    };
  },

  "held-out loss rises": ({ "held-out loss": looks = [] }) => {
    let best = Infinity, at = 0;
    for (const [step, value] of looks) {
      if (value < best) [best, at] = [value, step];
      if (value <= (1 + thresholds.overfit) * best) continue;
      return {
        step,
        message: `the loss on held-out demonstrations has risen from ` +
          `${show(best)} at step ${at} to ${show(value)} nats a token: the ` +
          `demonstrations are learned by heart; take fewer steps or more data`,
      };
    }
    return null;
  },
};

/**
 * What looks wrong, in the order of steps.
 *
 * @param heldOutPairs How many pairs held-out accuracy is of. Of none, nothing
 * is known of it.
 */
export function findWarnings(
  points: Points,
  heldOutPairs = 0,
): HealthWarning[] {
  return Object.entries(rules).flatMap(([rule, check]) => {
    const found = check(points, heldOutPairs);
    return found === null ? [] : [{ rule, ...found }];
  }).sort((a, b) => a.step - b.step);
}

/** The standard error of a share of so many, at a half, where it is largest. */
function errorOf(count: number): number {
  return 0.5 / Math.sqrt(count);
}

/** Three digits are enough to read. */
function show(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
