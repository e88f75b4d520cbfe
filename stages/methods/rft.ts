/**
 * RFT (arXiv 2405.17888, Algorithm 1): rounds of sampling, learning a reward
 * and moving the policy towards it. The reference of every round is the base.
 *
 * @module
 */

import { policyUpdate } from "../policy_update.ts";
import type { RftSettings } from "./settings.ts";
import { accountsOf } from "./accounts.ts";
import { armSettings } from "./arm.ts";
import { calibrate } from "./calibration.ts";
import type { Cell, Sampled, Trained } from "./cell.ts";
import { ownSamples } from "./own_samples.ts";
import { paced } from "./paced.ts";
import { firstRewards, learnReward, rewardInputs } from "./reward.ts";
import { roundSeed } from "./rounds.ts";
import { votesOn } from "./votes.ts";

/** Evaluates the policy after each round; the last has the arm's own name. */
export function rft(cell: Cell, arm: string): void {
  const { add, where, seed, base, demonstrations, gathered } = cell;
  const settings = armSettings(cell.settings, "rft", arm);
  const { beta, rounds, members } = settings;
  let negatives: Readonly<Record<string, Sampled>> = { "round=1": cell.own };
  const votes = settings.votes === "ignore"
    ? undefined
    : { rule: settings.votes, ...votesOn(cell) };
  let learned = firstRewards(cell, settings.reward, members, votes);
  let current: Trained = { policy: base, accounts: {} };
  for (let round = 1; round <= rounds; round++) {
    const name = round === rounds ? arm : `${arm}/round=${round}`;
    if (round > 1) {
      const own = ownSamples(cell, `${arm}/round=${round - 1}`, current, {
        round,
      });
      negatives = {
        ...settings.negatives === "pooled" && negatives,
        [`round=${round}`]: own,
      };
      learned = learned.map((previous, index) =>
        learnReward(cell, name, {
          settings: settings.reward,
          member: index + 1,
          negatives,
          previous,
          votes,
        })
      );
    }
    calibrate(cell, learned, votes);
    const stage = `policy/${name}/${where}`;
    const updated = add(stage, policyUpdate, {
      ...paced(objectiveSettings(settings.policy)),
      beta,
      seed: roundSeed(seed, round),
    }, {
      policy: current.policy,
      base,
      rewards: rewardInputs(learned),
      prompts: demonstrations,
    });
    gathered.curves[stage] = updated.curves;
    current = {
      policy: updated.policy,
      accounts: {
        ...accountsOf([current, ...learned]),
        [stage]: updated.account,
      },
    };
    cell.evaluate(
      name,
      current,
      lawful(settings, round)
        ? { beta, rounds: round, reference: "base" }
        : null,
    );
  }
}

/**
 * The settings of the policy step without those of other objectives: setting
 * those otherwise reruns nothing here.
 */
function objectiveSettings(policy: RftSettings["policy"]) {
  const { value, apa, ppo, ...common } = policy;
  switch (common.objective) {
    case "rloo":
      return common;
    case "apa":
      return { ...common, value, apa };
    case "ppo":
      return { ...common, value, ppo };
  }
}

/**
 * Whether the law of odds speaks of such an arm: where a reward that learned from
 * the last round's negatives alone, and whole responses, is followed as it is
 * and to the end.
 */
function lawful(settings: RftSettings, round: number): boolean {
  return settings.settled && settings.beta > 0 && settings.votes === "ignore" &&
    settings.reward.reading === "last" &&
    settings.policy.ensemble.weight === 0 &&
    (round === 1 || settings.negatives === "last");
}
