/**
 * A policy's own responses to the demonstrations' prompts: the negatives of
 * every method that contrasts.
 *
 * @module
 */

import { generation } from "../generation.ts";
import type { Cell, Sampled, Trained } from "./cell.ts";

/**
 * Samples a policy, once a cell.
 *
 * @param of Names the policy, for the stage's name.
 * @param part Of the demonstrations' prompts; all of them by default.
 */
export function ownSamples(
  { add, once, where, seed, demonstrations }: Cell,
  of: string,
  { policy, accounts }: Trained,
  part: { readonly index: number; readonly of: number } = { index: 0, of: 1 },
): Sampled {
  const which = part.of === 1 ? "" : `/part=${part.index + 1}-of-${part.of}`;
  const name = `generation/${of}${which}/${where}`;
  return once(name, () => {
    const { samples, account } = add(name, generation, { seed, part }, {
      policy,
      prompts: demonstrations,
    });
    return { samples, accounts: { ...accounts, [name]: account } };
  });
}
