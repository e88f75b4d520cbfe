/**
 * `audit --repair`: moving aside what nobody vouches for, and saying so.
 *
 * @module
 */

import { join } from "node:path";
import { type Moved, repair } from "../audit/mod.ts";
import { findRoots } from "../gc/mod.ts";
import type { ProjectPlaces } from "../project.ts";
import { quarantine } from "../store/mod.ts";
import { checkForgotten, unknownNeeds } from "./forget.ts";
import { wrap } from "./format.ts";

/** The most things that are printed one by one: a verdict is one page. */
export const maxShown = 40;

/** What a repair came to. */
export interface Repair {
  readonly moved: readonly Moved[];
  /** Projects out of reach, whose locks are not known. */
  readonly gone: readonly string[];
}

/**
 * Repairs a store, in the knowledge of every lock and pin of all who use it.
 *
 * @throws JuiceError where a lock cannot be read: what it vouches for is not
 * known.
 */
export async function repairStore(
  places: ProjectPlaces,
  forget: readonly string[] | undefined,
): Promise<Repair> {
  const { store } = places;
  const roots = await findRoots(store, places, forget);
  checkForgotten(roots.forgetting);
  if (roots.faults.length > 0) {
    throw unknownNeeds("move anything aside", roots.faults);
  }
  const used = roots.gone.map(({ id }) => store.projects.uses(id));
  const moved = repair(store, {
    locks: roots.locks.map(({ lock }) => lock),
    pins: roots.pins,
    // The rule of gc: what no project is known to have used may be of one too.
    isUnknown: (key) =>
      used.length > 0 &&
      (used.some((keys) => keys.has(key)) || !roots.uses.has(key)),
  });
  return { moved, gone: roots.gone.map(({ root }) => root) };
}

/** What `audit --repair` says first. */
export function renderRepair(
  { moved, gone }: Repair,
  store: string,
  columns: number,
): string[] {
  const lines = moved.length === 0
    ? ["Nothing had to be moved aside"]
    : ["Moved aside into", `  ${join(store, quarantine)}`];
  for (const { subject, why } of moved.slice(0, maxShown)) {
    const [first = "", ...rest] = wrap(`${subject}: ${why}`, columns - 4);
    lines.push(`  ${first}`, ...rest.map((line) => `    ${line}`));
  }
  if (moved.length > maxShown) {
    lines.push(`  and ${moved.length - maxShown} more; --json names all`);
  }
  for (const root of gone) {
    lines.push(
      "Gone; records that its lock may name stay, unless --forget names it:",
      `  ${root}`,
    );
  }
  return [...lines, ""];
}
