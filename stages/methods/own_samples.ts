/**
 * A policy's own responses to the demonstrations' prompts: the negatives of
 * every method that contrasts.
 *
 * @module
 */

import { generation } from "../generation.ts";
import type { Cell, Sampled, Trained } from "./cell.ts";
import { roundSeed } from "./rounds.ts";

/**
 * Samples a policy, once a cell.
 *
 * @param of Names the policy, for the stage's name.
 * @param round The round that learns from the samples, counted from 1.
 * @param part Of the demonstrations' prompts; all of them by default.
 */
export function ownSamples(
  { add, once, where, seed, demonstrations }: Cell,
  of: string,
  { policy, accounts }: Trained,
  { round = 1, part = { index: 0, of: 1 } }: {
    readonly round?: number;
    readonly part?: { readonly index: number; readonly of: number };
  } = {},
): Sampled {
  const which = part.of === 1 ? "" : `/part=${part.index + 1}-of-${part.of}`;
  const name = `generation/${of}${which}/${where}`;
  return once(name, () => {
    const params = { seed: roundSeed(seed, round), part };
    const { samples, account } = add(name, generation, params, {
      policy,
      prompts: demonstrations,
    });
    return { samples, accounts: { ...accounts, [name]: account } };
  });
}
