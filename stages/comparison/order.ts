/**
 * The order of arms: methods as they build on one another, and a method's
 * settings as a reader would order them.
 *
 * @module
 */

import { byCodeUnit } from "../data/order.ts";
import type { Result } from "../results_file.ts";

/** Methods by their first word, in the order in which they build on another. */
const firstMethods = [
  "base",
  "sft",
  "interpolation",
  "expo",
  "spin",
  "irft",
  "rft",
];

/** Orders arms: `sft` before `rft`, and `rounds=2` before `rounds=10`. */
export function byMethod(a: string, b: string): number {
  const left = a.split(/[/= ]/), right = b.split(/[/= ]/);
  const rank = (word: string) => {
    const index = firstMethods.indexOf(word);
    return index < 0 ? firstMethods.length : index;
  };
  const order = rank(left[0]!) - rank(right[0]!);
  if (order !== 0) return order;
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    // Texts are no numbers, and different texts may be the same number.
    return difference < 0 || difference > 0 ? difference : byCodeUnit(x, y);
  }
  return left.length - right.length || byCodeUnit(a, b);
}

/** Orders results by kind, base ratio, arm, ratio and seed. */
export function byArm(a: Result, b: Result): number {
  return byCodeUnit(a.kind, b.kind) || a.baseRatio - b.baseRatio ||
    byMethod(a.method, b.method) || (a.ratio ?? -1) - (b.ratio ?? -1) ||
    a.seed - b.seed;
}
