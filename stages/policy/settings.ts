/**
 * Parameters of the policy step.
 *
 * @module
 */

import { z } from "zod";
import { positive, training } from "../learning/settings.ts";
import { ensembleSchema } from "./ensemble.ts";

/** The policy step's objectives: see `learn/objectives/`. */
export const objectives = ["rloo", "apa", "ppo"] as const;

/** What APA and PPO have in common. */
const actorCritic = z.strictObject({
  /** The highest learning rate of the value model. */
  rate: z.number().positive().default(1e-3),
  /** How far rewards reach back by themselves, not by way of values. */
  lambda: z.number().min(0).max(1).default(0.95),
});

const apa = z.strictObject({
  /** Steps on each batch of samples. */
  epochs: positive.default(1),
  /** The factor of the advantage; null is 1 / beta. */
  c: z.number().positive().nullable().default(null),
  /**
   * Whether the tokens that follow weigh their divergence from the base, too.
   * Without, the optimum is not that of the KL-regularised problem, except for
   * responses of one token.
   */
  penalty: z.boolean().default(true),
  /** Whether advantages are brought to mean 0 and deviation 1 in a batch. */
  whiten: z.boolean().default(false),
});

const ppo = z.strictObject({
  /** Steps on each batch of samples. */
  epochs: positive.default(4),
  /** How far a token's probability may move in a batch: 1 - clip to 1 + clip. */
  clip: z.number().positive().default(0.2),
  /** Whether advantages are brought to mean 0 and deviation 1 in a batch. */
  whiten: z.boolean().default(true),
});

/** The policy step's parameters. */
export const policySettings = z.strictObject({
  objective: z.enum(objectives).default("rloo"),
  /** Prompts in a batch of samples. */
  prompts: positive,
  /** Samples of each prompt. */
  samples: z.int().min(2),
  /** Weight of the KL penalty. */
  beta: z.number().min(0),
  /** How several rewards become one score. */
  ensemble: ensembleSchema.prefault({}),
  /** The value model of APA and PPO; RLOO has none. */
  value: actorCritic.prefault({}),
  apa: apa.prefault({}),
  ppo: ppo.prefault({}),
  ...training,
}).refine((params) => params.steps % epochsOf(params) === 0, {
  path: ["steps"],
  error: "must be a multiple of the objective's epochs",
}).refine(
  ({ objective, apa, beta }) =>
    objective !== "apa" || apa.c !== null || beta > 0,
  { path: ["beta"], error: "must be above 0 where apa.c is not given" },
);

/** The parameters with their defaults. */
export type PolicySettings = z.output<typeof policySettings>;

/** Steps on each batch of samples. */
export function epochsOf(
  { objective, apa, ppo }: {
    readonly objective: typeof objectives[number];
    readonly apa: { readonly epochs: number };
    readonly ppo: { readonly epochs: number };
  },
): number {
  return { rloo: 1, apa: apa.epochs, ppo: ppo.epochs }[objective];
}
