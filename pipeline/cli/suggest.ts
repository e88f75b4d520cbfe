/**
 * "Did you mean": the nearest of the known names to one that is not.
 *
 * @module
 */

/** Edit distance with insertion, deletion, substitution and swap at 1 each. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i], above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/**
 * The known names nearest to `name`, nearest first, at most three. A name that
 * holds the given one, or is held by it, counts as near.
 */
export function nearest(name: string, known: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const scored: { other: string; score: number }[] = [];
  for (const other of known) {
    const score = distance(name.toLowerCase(), other.toLowerCase());
    const part = name.length >= 3 && other.includes(name);
    if (score <= limit) scored.push({ other, score });
    else if (part) scored.push({ other, score: limit + 1 });
  }
  scored.sort((a, b) =>
    a.score - b.score || (a.other < b.other ? -1 : a.other > b.other ? 1 : 0)
  );
  return scored.slice(0, 3).map(({ other }) => other);
}

/** `; did you mean "a" or "b"?`, or what there is when nothing is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const quoted = (names: readonly string[]) => names.map((n) => `"${n}"`);
  const near = nearest(name, known);
  if (near.length > 0) return `; did you mean ${quoted(near).join(" or ")}?`;
  if (known.length === 0) return "";
  const shown = quoted(known.slice(0, 8)).join(", ");
  return `; there are ${shown}${known.length > 8 ? ", ..." : ""}`;
}
