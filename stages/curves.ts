/**
 * The shape of learning curves.
 *
 * @module
 */

import { z } from "zod";

/** Named series of points over steps, and what looks wrong with them. */
export const curvesSchema = z.strictObject({
  version: z.literal(2),
  series: z.array(z.strictObject({
    /** For example `loss`, `margin`, `reward accuracy`. */
    name: z.string(),
    /** For example `nats per token`. */
    unit: z.string(),
    /** Pairs of step and value, in ascending order of steps. */
    points: z.array(z.tuple([z.int(), z.number()])),
  })),
  /** What looked wrong while it trained, in ascending order of steps. */
  warnings: z.array(z.strictObject({
    step: z.int(),
    /** The rule that fired, see `learning/health.ts`. */
    rule: z.string(),
    /** What was seen, and what to do about it. */
    message: z.string(),
  })),
});

/** Learning curves. */
export type Curves = z.output<typeof curvesSchema>;
