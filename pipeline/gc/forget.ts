/**
 * Finding what a person has named to go on without: a project that is gone, or
 * what cannot be read. Whatever is named must be there: a mistyped name that is
 * passed over would look as if it had been of use.
 *
 * @module
 */

import { resolve } from "node:path";
import { compareCodePoints } from "../identity/order.ts";
import { realPath } from "../store/files.ts";

/** What became of the names that were given. */
export interface Forgetting {
  /** Everything that could be forgotten, as it is named to the person. */
  readonly known: readonly string[];
  /** What is forgotten, as in `known`. */
  readonly forgotten: ReadonlySet<string>;
  /** Given names that are of nothing, or of several things. */
  readonly unclear: readonly {
    readonly name: string;
    readonly meanings: readonly string[];
  }[];
}

/** What a name stands for: itself, a path, or the end of a longer name. */
function meaningsOf(name: string, known: readonly string[]): string[] {
  if (known.includes(name)) return [name];
  const path = resolve(name);
  const places = [path, realPath(path)];
  const place = known.find((one) => places.includes(one));
  if (place !== undefined) return [place];
  return known.filter((one) =>
    ["/", ":", " "].some((before) => one.endsWith(before + name))
  );
}

/** Finds what is meant by names, such as a lock's with or without its folder. */
export function findForgotten(
  given: Iterable<string>,
  all: Iterable<string>,
): Forgetting {
  const known = [...new Set(all)].sort(compareCodePoints);
  const forgotten = new Set<string>();
  const unclear: { name: string; meanings: readonly string[] }[] = [];
  for (const name of new Set(given)) {
    const meanings = meaningsOf(name, known);
    if (meanings.length === 1) forgotten.add(meanings[0]!);
    else unclear.push({ name, meanings });
  }
  return { known, forgotten, unclear };
}
