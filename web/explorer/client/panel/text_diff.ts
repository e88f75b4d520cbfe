/**
 * Where two short texts differ, word by word or character by character: what a
 * policy said against what it should have said.
 *
 * @module
 */

/** A piece of a text, and whether the other text has it, too. */
export interface Piece {
  readonly text: string;
  readonly same: boolean;
}

/** Texts longer than this many tokens are shown without marks. */
const longest = 400;

/**
 * The pieces of `text`; together they are `text`. Those that are not in a
 * longest common subsequence of tokens with `other` are marked.
 */
export function differing(text: string, other: string): Piece[] {
  const tokens = tokensOf(text);
  const others = tokensOf(other);
  if (tokens.length > longest || others.length > longest) {
    return [{ text, same: true }];
  }
  const shared = common(tokens, others);
  const pieces: { text: string; same: boolean }[] = [];
  tokens.forEach((token, index) => {
    const same = shared.has(index) || /^\s+$/.test(token);
    const last = pieces.at(-1);
    if (last !== undefined && last.same === same) last.text += token;
    else pieces.push({ text: token, same });
  });
  return pieces;
}

/** Words and the space between them. */
function tokensOf(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

/** Indices of `a`'s tokens in a longest common subsequence with `b`. */
function common(a: readonly string[], b: readonly string[]): Set<number> {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j]
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const shared = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      shared.add(i);
      i++;
      j++;
    } else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) {
      i++;
    } else j++;
  }
  return shared;
}

/** A line of a unified diff, and what it is. */
export interface DiffLine {
  readonly kind: "added" | "removed" | "place" | "same";
  readonly text: string;
}

/** The lines of a unified diff. */
export function linesOf(diff: string): DiffLine[] {
  return diff.replace(/\n$/, "").split("\n").map((text) => ({
    kind: text.startsWith("+")
      ? "added"
      : text.startsWith("-")
      ? "removed"
      : text.startsWith("@@")
      ? "place"
      : "same",
    text,
  }));
}
