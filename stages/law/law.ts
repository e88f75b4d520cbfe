/**
 * The law of an arm: what the law of odds needs to know of how it learns.
 *
 * @module
 */

import { z } from "zod";

/** See `odds.ts`, which says what follows from it. */
export const lawSchema = z.strictObject({
  /** The weight of the divergence from the reference. Imitation has 1. */
  beta: z.number().positive(),
  /** How many rounds of samples, reward and policy step. */
  rounds: z.int().min(1),
  /**
   * What each round stays near: the base (RFT), or the policy that the round
   * begins with (IRFT, SPIN). The negatives are always that policy's samples.
   */
  reference: z.enum(["base", "previous"]),
});

/** The law of an arm. */
export type Law = z.output<typeof lawSchema>;
