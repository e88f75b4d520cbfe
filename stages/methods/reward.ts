/**
 * Rewards: what tells the demonstrations from a policy's own responses. Arms
 * that differ in the policy step alone share them.
 *
 * @module
 */

import { rewardLearning } from "../reward_learning.ts";
import type { RewardSettings } from "../settings.ts";
import type { Accounts, Cell, Reward, Sampled } from "./cell.ts";
import { paced } from "./paced.ts";

/** A reward, and what it took after the base. */
export interface Learned {
  readonly reward: Reward;
  readonly accounts: Accounts;
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
}

/** Sets the seeds of an ensemble's further members apart from all others. */
const memberSeed = 1_000_000;

/** Learns a reward. `of` names it, for the stage's name. */
export function learnReward(
  { add, where, seed, base, demonstrations, gathered }: Cell,
  of: string,
  { settings, member, negatives, previous }: Lesson,
): Learned {
  const suffix = member === 1 ? "" : `/member=${member}`;
  const name = `reward/${of}${suffix}/${where}`;
  const learned = add(name, rewardLearning, {
    ...paced(settings),
    seed: seed + memberSeed * (member - 1),
  }, {
    ...previous ? { previous: previous.reward } : { base },
    demonstrations,
    samples: Object.fromEntries(
      Object.entries(negatives).map(([round, { samples }]) => [round, samples]),
    ),
  });
  gathered.curves[name] = learned.curves;
  const behind = [...Object.values(negatives), ...previous ? [previous] : []];
  return {
    reward: learned.reward,
    accounts: { ...accountsOf(behind), [name]: learned.account },
  };
}

/**
 * The members of an ensemble that learns from the base's own responses, made
 * once a cell.
 *
 * @param settings What differs from RFT's own is in the stages' names.
 */
export function firstRewards(
  cell: Cell,
  settings: RewardSettings,
  members: number,
): Learned[] {
  const usual = Object.entries(cell.settings.rft.reward);
  const given = new Map<string, unknown>(Object.entries(settings));
  const differs = usual.filter(([name, value]) => given.get(name) !== value)
    .map(([name]) => `/${name}=${given.get(name)}`).join("");
  return Array.from({ length: members }, (_, index) => {
    const member = index + 1;
    return cell.once(
      `reward${differs} ${member}`,
      () =>
        learnReward(cell, `rft${differs}`, {
          settings,
          member,
          negatives: { "round=1": cell.own },
        }),
    );
  });
}

/** Rewards as the inputs of a stage. */
export function rewardInputs(
  learned: readonly Learned[],
): Readonly<Record<string, Reward>> {
  return Object.fromEntries(
    learned.map(({ reward }, index) => [`member=${index + 1}`, reward]),
  );
}

/** The accounts behind several things together. */
export function accountsOf(
  all: readonly { readonly accounts: Accounts }[],
): Accounts {
  return Object.assign({}, ...all.map(({ accounts }) => accounts));
}
