/**
 * What the vote of an ensemble of rewards makes of a pair's label, after
 * "Secrets of RLHF II" (arXiv 2401.06080): several rewards learn from the same
 * pairs, and where they agree that a pair is the wrong way round, its label is
 * probably wrong. The strength of a demonstration is the mean over the ensemble
 * of r(demonstration) - r(own sample).
 *
 * - `drop`: a demonstration of negative strength is left out.
 * - `flip`: its pairs are learned the other way round.
 * - `soften`: every label is trusted as far as the ensemble is sure of it.
 *
 * @module
 */

import { exp } from "../../learn/math/elementary.ts";

/** What may be made of votes. */
export const voteRules = ["ignore", "drop", "flip", "soften"] as const;

/** What is made of votes. */
export type VoteRule = typeof voteRules[number];

/** A demonstration's strength, and its standard deviation over the ensemble. */
export interface Vote {
  readonly score: number;
  readonly spread: number;
}

/**
 * The probability a that a demonstration's pairs are the wrong way round, or
 * null where they are to be left out.
 *
 * Softened it is sigmoid(- strength / spread): the strength counts by how far
 * the members agree on it, so that rewards of any scale can be used. A
 * demonstration that all members put above its sample keeps its label, one that
 * all put below is flipped, and one on which they differ counts for neither
 * side: the remedies of that paper, flipped and soft labels, in one rule. Members
 * that agree to the last bit are sure.
 */
export function flipOf(rule: VoteRule, { score, spread }: Vote): number | null {
  switch (rule) {
    case "ignore":
      return 0;
    case "drop":
      return score < 0 ? null : 0;
    case "flip":
      return score < 0 ? 1 : 0;
    case "soften":
      if (spread === 0) return score > 0 ? 0 : score < 0 ? 1 : 0.5;
      // A strength that overflows is as sure as can be.
      return 1 / (1 + exp(score / spread));
  }
}
