/**
 * What an ensemble of rewards says of each demonstration.
 *
 * @module
 */

import { voting } from "../voting.ts";
import { accountsOf } from "./accounts.ts";
import type { Cell, Scored } from "./cell.ts";
import { firstRewards, rewardInputs } from "./reward.ts";

/** The vote on the cell's demonstrations, held once. */
export function votesOn(cell: Cell): Scored {
  const { add, once, where, demonstrations, own } = cell;
  const { rft, voting: { members } } = cell.settings;
  const name = `voting/${where}`;
  return once(name, () => {
    const voters = firstRewards(cell, rft.reward, members);
    const { scores, account } = add(name, voting, {}, {
      rewards: rewardInputs(voters),
      demonstrations,
      samples: own.samples,
    });
    return {
      scores,
      accounts: { ...accountsOf([own, ...voters]), [name]: account },
    };
  });
}
