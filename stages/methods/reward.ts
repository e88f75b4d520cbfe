/**
 * Rewards: what tells the demonstrations from a policy's own responses. Arms
 * that differ in the policy step alone share them.
 *
 * @module
 */

import { rewardLearning } from "../reward_learning.ts";
import type { RewardSettings } from "./settings.ts";
import { accountsOf } from "./accounts.ts";
import type { Accounts, Cell, Reward, Sampled, Scored } from "./cell.ts";
import { paced } from "./paced.ts";

/** A reward, and what it took after the base. */
export interface Learned {
  /** What the stages call it, such as `rft/reading=position-wise`. */
  readonly name: string;
  readonly reward: Reward;
  readonly accounts: Accounts;
}

/** A vote on the demonstrations. */
export interface Votes extends Scored {
  readonly rule: "drop" | "flip" | "soften";
}

/** What a reward is learned from. */
export interface Lesson {
  readonly settings: RewardSettings;
  /** Of an ensemble, from 1. Members differ in their seeds. */
  readonly member: number;
  /** The policy's own responses, by round. */
  readonly negatives: Readonly<Record<string, Sampled>>;
  /** An earlier round's reward, to go on from; without one, the base. */
  readonly previous?: Learned | undefined;
  /** What an ensemble says of the demonstrations, and what to make of it. */
  readonly votes?: Votes | undefined;
}

/** Sets the seeds of an ensemble's further members apart from all others. */
const memberSeed = 1_000_000;

/** Learns a reward. */
export function learnReward(
  { add, where, seed, base, demonstrations, gathered }: Cell,
  name: string,
  { settings, member, negatives, previous, votes }: Lesson,
): Learned {
  const suffix = member === 1 ? "" : `/member=${member}`;
  const stage = `reward/${name}${suffix}/${where}`;
  const learned = add(stage, rewardLearning, {
    ...paced(settings),
    ...votes && { votes: votes.rule },
    seed: seed + memberSeed * (member - 1),
  }, {
    ...previous ? { previous: previous.reward } : { base },
    demonstrations,
    samples: Object.fromEntries(
      Object.entries(negatives).map(([round, { samples }]) => [round, samples]),
    ),
    ...votes && { votes: votes.scores },
  });
  gathered.curves[stage] = learned.curves;
  const behind = accountsOf([
    ...Object.values(negatives),
    ...previous ? [previous] : [],
    ...votes ? [votes] : [],
  ]);
  return {
    name,
    reward: learned.reward,
    accounts: { ...behind, [stage]: learned.account },
  };
}

/**
 * The members of an ensemble that learns from the base's own responses, each
 * learned once a cell. Their names say what differs from RFT's own settings.
 */
export function firstRewards(
  cell: Cell,
  settings: RewardSettings,
  members: number,
  votes?: Votes,
): Learned[] {
  const given = new Map<string, unknown>(Object.entries(settings));
  const name = Object.entries(cell.settings.rft.reward)
    .filter(([setting, value]) => given.get(setting) !== value)
    .map(([setting]) => `/${setting}=${given.get(setting)}`)
    .concat(votes ? [`/votes=${votes.rule}`] : []);
  return Array.from(
    { length: members },
    (_, index) =>
      cell.once(
        `reward${name.join("")} ${index + 1}`,
        () =>
          learnReward(cell, `rft${name.join("")}`, {
            settings,
            member: index + 1,
            negatives: { "round=1": cell.own },
            votes,
          }),
      ),
  );
}

/** Rewards as the inputs of a stage. */
export function rewardInputs(
  learned: readonly Learned[],
): Readonly<Record<string, Reward>> {
  return Object.fromEntries(
    learned.map(({ reward }, index) => [`member=${index + 1}`, reward]),
  );
}
