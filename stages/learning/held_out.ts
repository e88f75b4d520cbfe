/**
 * Demonstrations that a training leaves out, to see what it does to those that
 * it has not learned from.
 *
 * @module
 */

import { Rng } from "../../pipeline/rng.ts";

/** What a reward model is held to, too. */
const share = 0.1;

/**
 * A share of so many pairs is known to four hundredths. More would cost more
 * than a training of a hundred steps can spare: they are looked at ten times.
 */
const most = 128;

/**
 * The prompts whose demonstrations are held out. They follow from the
 * demonstrations alone: for the same ones they are the same in all trainings,
 * whatever the method and its seed, so that no arm learns from more than another
 * and no member of an ensemble or later round has learned from them.
 *
 * @param prompts Those of all demonstrations.
 */
export function heldOutPrompts(
  prompts: readonly string[],
): ReadonlySet<string> {
  const count = Math.min(most, Math.floor(share * prompts.length));
  const shuffled = new Rng(0).stream("held out").shuffle([...prompts]);
  return new Set(shuffled.slice(0, count));
}

/** How often a training is looked at, beside its first step. */
const looks = 10;

/** Whether it is time to look: at the first step, and late in every tenth. */
export function isLook(step: number, steps: number): boolean {
  if (step === 0) return true;
  const tenth = (at: number) => Math.floor(at * looks / steps);
  return tenth(step + 1) > tenth(step);
}
