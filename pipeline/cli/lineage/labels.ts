/**
 * How branches and groups of executions are called in a tree.
 *
 * @module
 */

import { compareCodePoints } from "../../identity/order.ts";
import {
  type Branch,
  type BranchInput,
  slotOf,
} from "../../lineage/branches.ts";
import { short } from "../../store/mod.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { width } from "../format.ts";
import { harmless } from "../harmless.ts";
import { paramsOf } from "./details.ts";

/** The most inputs that a branch is labelled with. */
const mostLabels = 2;
/** The longest label that is shown whole: what it says, the stage does, too. */
const longestName = 48;
/** The most values of a parameter that are listed of those summed up. */
const mostVaried = 5;
/** The most characters that each of them may have, and all together. */
const longestVaried = 24;
const longestJoined = 48;

/** What is read: names and digests, without a label that says the stage again. */
export function labelOf(
  { inputs }: Branch,
  stage: string | undefined,
): string {
  const nameOf = (input: BranchInput) => {
    const slot = slotOf(input);
    if (input.name === `${slot}/${stage}`) return slot;
    return width(input.name) > longestName ? `${slot}/…` : input.name;
  };
  const groups = Map.groupBy(
    inputs,
    ({ digest, unread }) => short(digest) + (unread ? " (not read)" : ""),
  );
  const texts = [...groups].map(([digest, own]) => {
    const names = own.map(nameOf).filter((name) => name !== "");
    return [harmless(names.join(", ")), digest].filter((one) => one !== "")
      .join(" ");
  });
  const more = texts.length - mostLabels;
  return texts.slice(0, mostLabels).join(", ") +
    (more > 0 ? ` and ${more} more` : "");
}

/** A name with `*` for the parts in which several differ. */
export function patternOf(names: readonly string[]): string {
  const parts = names.map((name) => name.split("/"));
  const [first = []] = parts;
  if (parts.some((one) => one.length !== first.length)) {
    const shared = first.findIndex((part, i) =>
      parts.some((one) => one[i] !== part)
    );
    return [...first.slice(0, Math.max(0, shared)), "*"].join("/");
  }
  return first.map((part, i) => {
    if (parts.every((one) => one[i] === part)) return part;
    const name = part.slice(0, part.indexOf("=") + 1);
    return name !== "" && parts.every((one) => one[i]!.startsWith(name))
      ? `${name}*`
      : "*";
  }).join("/");
}

/** Numbers by size, then texts by code points. */
function inOrder(values: Iterable<string>): string[] {
  return [...values].sort((a, b) =>
    Number(a) - Number(b) || compareCodePoints(a, b)
  );
}

/** The values of each parameter of executions, by its name. */
function valuesOf(
  records: readonly ExecutionRecord[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const record of records) {
    for (const [name, value] of paramsOf(record)) {
      const known = values.get(name);
      if (known === undefined) values.set(name, new Set([value]));
      else known.add(value);
    }
  }
  return values;
}

/**
 * The parameters of several executions with their values.
 *
 * @param same Whether to list those in which they do not differ, too.
 */
export function variedText(
  records: readonly ExecutionRecord[],
  same: boolean,
): string {
  const shown = [...valuesOf(records)]
    .filter(([, all]) => same || all.size > 1);
  return shown.map(([name, all]) => {
    const joined = inOrder(all).join("|");
    const long = all.size > mostVaried || (all.size > 1 &&
      (width(joined) > longestJoined ||
        [...all].some((value) => width(value) > longestVaried)));
    return `${name}=${long ? `(${all.size} values)` : joined}`;
  }).join(" ");
}
