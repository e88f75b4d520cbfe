/**
 * The policy step by RLOO: one step on each batch of samples.
 *
 * @module
 */

import { likelihood, sequenceData } from "../../learn/objectives/likelihood.ts";
import { advantages, rlooWeights } from "../../learn/objectives/rloo.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import { mean } from "../statistics/mean.ts";
import { Rollouts, type Setting } from "./rollouts.ts";
import { commonUnits, type PolicyStep } from "./step.ts";

/** Prepares RLOO. */
export function rlooStep(setting: Setting): PolicyStep {
  const { params, account, model, base, capacity } = setting;
  const batch = params.prompts * params.samples, time = capacity - 1;
  const rollouts = new Rollouts(setting);
  const reference = account.counting(new Scorer(base, batch, time));
  return {
    learners: {
      policy: {
        model,
        build: likelihood(model, batch, time),
        settings: params,
      },
    },
    async next(step, book) {
      const rollout = await rollouts.draw(step, step, book);
      const { sequences, packed, scores, logProbabilities } = rollout;
      const told = {
        rewards: scores,
        logProbabilities,
        reference: await reference.score(sequences),
      };
      book.add(
        "KL to base",
        step,
        mean(logProbabilities) - mean(told.reference),
      );
      account.train(sequences);
      const advantage = advantages(told, params.samples, params.beta);
      return {
        policy: {
          ...sequenceData(packed),
          weights: rlooWeights(packed, advantage),
        },
      };
    },
    epochs: 1,
    units: commonUnits,
  };
}
