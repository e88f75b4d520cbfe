/**
 * The shape of learning curves.
 *
 * @module
 */

import { z } from "zod";

/** Named series of points over steps. */
export const curvesSchema = z.strictObject({
  version: z.literal(1),
  series: z.array(z.strictObject({
    /** For example `loss`, `margin`, `reward accuracy`. */
    name: z.string(),
    /** For example `nats per token`. */
    unit: z.string(),
    /** Pairs of step and value, in ascending order of steps. */
    points: z.array(z.tuple([z.int(), z.number()])),
  })),
});

/** Learning curves. */
export type Curves = z.output<typeof curvesSchema>;
