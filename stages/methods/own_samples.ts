/**
 * A policy's own responses to the demonstrations' prompts: the negatives of
 * every method that contrasts.
 *
 * @module
 */

import { generation } from "../generation.ts";
import type { Cell, Sampled, Trained } from "./cell.ts";

/**
 * Samples a policy.
 *
 * @param of Names the policy, for the stage's name.
 * @param part Of the demonstrations' prompts; all of them by default.
 */
export function ownSamples(
  { add, where, seed, demonstrations }: Cell,
  of: string,
  { policy, accounts }: Trained,
  part?: { readonly index: number; readonly of: number },
): Sampled {
  const name = `generation/${of}/${where}`;
  const { samples, account } = add(
    name,
    generation,
    { seed, ...part && { part } },
    { policy, prompts: demonstrations },
  );
  return { samples, accounts: { ...accounts, [name]: account } };
}
