/**
 * Which other stages one is likely to be compared with, and what to call them
 * beside it.
 *
 * @module
 */

import { groupOf } from "./siblings.ts";

/**
 * Those whose names end as this one's does: what is done differently stands at
 * the beginning of a name, and to what it is done at the end. Repetitions with
 * another seed come last.
 */
export function likeliest(
  name: string,
  others: readonly string[],
  most: number,
): string[] {
  const parts = name.split("/");
  const scored = others.map((other) => ({
    other,
    score: commonEnd(parts, other.split("/")),
    repeated: groupOf(other) === groupOf(name),
  })).filter(({ score, repeated }) => score > 0 || repeated);
  const near = scored.filter(({ repeated }) => !repeated)
    .toSorted((a, b) => b.score - a.score);
  // The same seed alone is little in common, where others have more.
  const best = (near[0]?.score ?? 0) > 1
    ? near.filter(({ score }) => score > 1)
    : near;
  // Of methods that have variants, the nearest variants must not hide others.
  const seen = new Set<string>();
  const first: string[] = [];
  const more: string[] = [];
  for (const { other } of best) {
    const family = shortName(other, name).split("/")[0]!;
    (seen.has(family) ? more : first).push(other);
    seen.add(family);
  }
  const repeated = scored.filter((one) => one.repeated)
    .map(({ other }) => other);
  return [...first, ...more, ...repeated].slice(0, most);
}

function commonEnd(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (
    length < Math.min(a.length, b.length) &&
    a[a.length - 1 - length] === b[b.length - 1 - length]
  ) length++;
  return length;
}

/**
 * A name without what it has in common with another at beginning and end; the
 * whole name where they are the same.
 */
export function shortName(name: string, beside: string): string {
  const parts = name.split("/");
  const others = beside.split("/");
  let start = 0;
  while (
    start < Math.min(parts.length, others.length) &&
    parts[start] === others[start]
  ) start++;
  const rest = parts.slice(start);
  const end = commonEnd(rest, others.slice(start));
  const own = rest.slice(0, rest.length - end);
  return own.length === 0 ? (parts.at(start - 1) ?? name) : own.join("/");
}
