/**
 * "Did you mean": the known names nearest to one that is not known.
 *
 * @module
 */

/** Levenshtein distance, in one row of memory. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** At most three of the known names, nearest first; none that are far off. */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const scored: { other: string; score: number }[] = [];
  for (const other of known) {
    const score = name.length > 2 && other.includes(name)
      ? 1
      : distance(name.toLowerCase(), other.toLowerCase());
    if (score <= limit) scored.push({ other, score });
  }
  scored.sort((a, b) =>
    a.score - b.score || (a.other < b.other ? -1 : a.other > b.other ? 1 : 0)
  );
  return scored.slice(0, 3).map(({ other }) => other);
}

/**
 * The end of a message about an unknown name: `; did you mean "x"?`, or what
 * there is, or nothing where there is nothing.
 */
export function suggest(name: string, known: readonly string[]): string {
  const near = nearestNames(name, known);
  const quote = (names: readonly string[]) => names.map((n) => `"${n}"`);
  if (near.length > 0) return `; did you mean ${quote(near).join(" or ")}?`;
  if (known.length === 0) return "";
  const more = known.length > 8 ? ", ..." : "";
  return `; there are ${quote(known.slice(0, 8)).join(", ")}${more}`;
}
