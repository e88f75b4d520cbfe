/**
 * Rewards of responses by every member of an ensemble.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import { DataError } from "../data/error.ts";
import type { AccountBook } from "../learning/account_book.ts";
import { loadPolicy } from "../learning/policy_folder.ts";
import type { Speller } from "../learning/spelling.ts";

/** Rewards of one member, in the order of the responses. */
export type Rewards = ArrayLike<number>;

/**
 * Scores responses by each member.
 *
 * @param account Whose device computes, and what it counts.
 * @param folders The reward models, by label.
 * @param spell The responses, in the tokens of a member.
 * @param onMember Is told how many members have scored.
 * @throws {DataError} Where there is no member.
 */
export async function rewardsOf(
  account: AccountBook,
  folders: Readonly<Record<string, string>>,
  batch: number,
  spell: (speller: Speller) => readonly Sequence[],
  onMember: (done: number, members: number) => void,
): Promise<Rewards[]> {
  const paths = Object.values(folders);
  if (paths.length === 0) {
    throw new DataError(
      `Cannot score responses: there is no reward model; connect at least one`,
    );
  }
  const rewards: Rewards[] = [];
  for (const path of paths) {
    const { model, speller } = loadPolicy(account.device, path, "reward");
    const scorer = account.counting(
      new Scorer(model, batch, speller.context),
    );
    rewards.push(await scorer.score(spell(speller)));
    scorer.free();
    model.free();
    onMember(rewards.length, paths.length);
  }
  return rewards;
}
