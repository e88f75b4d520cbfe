/**
 * Rounds of self-play: sample the policy, then train it to prefer the
 * demonstrations over its samples. In every round the policy that it begins
 * with is the reference, and the negatives are that policy's own.
 *
 * @module
 */

import { selfPlay } from "../self_play.ts";
import type { SelfPlaySettings } from "./settings.ts";
import type { Cell, Trained } from "./cell.ts";
import { ownSamples } from "./own_samples.ts";
import { paced } from "./paced.ts";
import { roundSeed } from "./rounds.ts";

/**
 * Plays all rounds of an arm and evaluates the policy after each; the last one
 * has the arm's own name.
 *
 * @param lawful Whether the law of odds speaks of such a start: of the base. Of
 * the objectives, it speaks of the logistic contrast without an anchor.
 */
export function playRounds(
  cell: Cell,
  arm: string,
  settings: SelfPlaySettings,
  start: Trained & { readonly name: string },
  lawful: boolean,
): void {
  const { add, where, seed, demonstrations, gathered } = cell;
  const { rounds, steps, parts: dealt, ...rest } = settings;
  const parts = dealt === 0 ? rounds : dealt;
  let current: Trained = start;
  let name = start.name;
  for (let round = 1; round <= rounds; round++) {
    const own = parts === 1 && current.policy === cell.base
      ? cell.own
      : ownSamples(cell, name, current, {
        round,
        part: { index: (round - 1) % parts, of: parts },
      });
    name = round === rounds ? arm : `${arm}/round=${round}`;
    const stage = `self-play/${name}/${where}`;
    const params = paced({
      ...rest,
      steps: Math.ceil(steps / parts),
      seed: roundSeed(seed, round),
    });
    const played = add(stage, selfPlay, params, {
      policy: current.policy,
      base: cell.base,
      demonstrations,
      samples: own.samples,
    });
    gathered.curves[stage] = played.curves;
    current = {
      policy: played.policy,
      accounts: { ...own.accounts, [stage]: played.account },
    };
    const law = lawful && settings.link === "log-sigmoid" &&
        settings.anchor === 0
      ? { beta: settings.beta, rounds: round, reference: "previous" } as const
      : null;
    cell.evaluate(name, current, law);
  }
}
