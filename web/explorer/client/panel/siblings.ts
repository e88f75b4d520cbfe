/**
 * The stages that one is to be seen among: those of the same kind, and of
 * these the ones that differ from it in nothing but the seed.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";
import { own } from "../model/own.ts";

/** A stage's name without its seed: what repetitions of it have in common. */
export function groupOf(name: string): string {
  return name.split("/").filter((part) => !part.startsWith("seed=")).join("/");
}

/** All stages of its kind, with it, in the recipe's order. */
export function siblingsOf(
  stages: readonly StageNode[],
  name: string,
): readonly StageNode[] {
  const kind = stages.find((stage) => stage.name === name)?.kind;
  return stages.filter((stage) => stage.kind === kind);
}

/** Where a value stands among others. */
export interface Standing {
  readonly least: number;
  readonly greatest: number;
  /** Of all, from 1 on, the smallest first; equals share the lowest rank. */
  readonly rank: number;
  readonly count: number;
  /** Values of all of the kind, and of those that differ by their seed only. */
  readonly all: readonly number[];
  readonly group: readonly number[];
}

/** Where a stage's metric stands; null where it is the only one to have it. */
export function standingOf(
  siblings: readonly StageNode[],
  name: string,
  metric: string,
): Standing | null {
  const group = groupOf(name);
  const all: number[] = [];
  const near: number[] = [];
  let mine: number | null = null;
  for (const stage of siblings) {
    const value = own(stage.metrics, metric);
    if (value === undefined || !Number.isFinite(value)) continue;
    all.push(value);
    if (stage.name === name) mine = value;
    else if (groupOf(stage.name) === group) near.push(value);
  }
  if (mine === null || all.length < 2) return null;
  const value = mine;
  return {
    least: Math.min(...all),
    greatest: Math.max(...all),
    rank: 1 + all.filter((other) => other < value).length,
    count: all.length,
    all,
    group: near,
  };
}

/** The value that most of them have, and how many; the first of equals. */
export function commonest<Value>(
  values: readonly Value[],
): { value: Value; times: number } | null {
  const counts = new Map<string, { value: Value; times: number }>();
  for (const value of values) {
    const key = JSON.stringify(value);
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, { value, times: 1 });
    else entry.times++;
  }
  let best: { value: Value; times: number } | null = null;
  for (const entry of counts.values()) {
    if (best === null || entry.times > best.times) best = entry;
  }
  return best;
}
