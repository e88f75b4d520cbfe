/**
 * RFT (arXiv 2405.17888, Algorithm 1): rounds of sampling, learning a reward
 * and moving the policy towards it. The reference of every round is the base.
 *
 * @module
 */

import { policyUpdate } from "../policy_update.ts";
import { rewardLearning } from "../reward_learning.ts";
import { armSettings } from "./arm.ts";
import type { Cell, Reward, Samples, Trained } from "./cell.ts";
import { ownSamples } from "./own_samples.ts";

/** Evaluates the policy after each round; the last has the arm's own name. */
export function rft(cell: Cell, arm: string): void {
  const { add, where, seed, base, demonstrations, gathered } = cell;
  const settings = armSettings(cell.settings, "rft", arm);
  const { beta, rounds } = settings;
  let negatives: Readonly<Record<string, Samples>> = {};
  let current: Trained = { policy: base };
  let reward: Reward | undefined;
  let name = "base";
  for (let round = 1; round <= rounds; round++) {
    const fresh = round === 1 ? cell.own : ownSamples(cell, name, current);
    negatives = {
      ...settings.negatives === "pooled" && negatives,
      [`round=${round}`]: fresh,
    };
    name = round === rounds ? arm : `${arm}/round=${round}`;
    reward = reward === undefined ? firstReward(cell, arm) : learnReward(
      cell,
      name,
      settings.reward,
      { previous: reward },
      negatives,
    );
    const stage = `policy/${name}/${where}`;
    const updated = add(stage, policyUpdate, {
      ...settings.policy,
      beta,
      seed,
    }, {
      policy: current.policy,
      base,
      rewards: { reward },
      prompts: demonstrations,
    });
    gathered.curves[stage] = updated.curves;
    current = updated;
    cell.evaluate(name, current);
  }
}

/**
 * The reward of a first round. It knows nothing of the policy step, so arms
 * that differ in that alone share it.
 */
function firstReward(cell: Cell, arm: string): Reward {
  const { reward } = armSettings(cell.settings, "rft", arm);
  const key = `reward ${JSON.stringify(reward)}`;
  return cell.once(
    key,
    () =>
      learnReward(cell, arm, reward, { base: cell.base }, {
        "round=1": cell.own,
      }),
  );
}

function learnReward(
  { add, where, seed, demonstrations, gathered }: Cell,
  of: string,
  settings: {
    readonly steps: number;
    readonly rate: number;
    readonly pairs: number;
  },
  from: { readonly base: Trained["policy"] } | { readonly previous: Reward },
  samples: Readonly<Record<string, Samples>>,
): Reward {
  const stage = `reward/${of}/${where}`;
  const learned = add(stage, rewardLearning, { ...settings, seed }, {
    ...from,
    demonstrations,
    samples,
  });
  gathered.curves[stage] = learned.curves;
  return learned.reward;
}
