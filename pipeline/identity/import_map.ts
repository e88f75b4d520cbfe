/**
 * Import maps: which entry a specifier goes through. Deno resolves; this only
 * finds the entry again, because the key holds it: two entries that swap their
 * targets leave the same files in a closure.
 *
 * @module
 */

type Entries = Readonly<Record<string, string>>;

/** An import map, and the URL that its addresses are relative to. */
export interface ImportMap {
  readonly base: string;
  readonly imports: Entries;
  readonly scopes: Readonly<Record<string, Entries>>;
}

/** An entry of a map. */
interface MapEntry {
  /** The scope as written; null for an entry of the map itself. */
  readonly scope: string | null;
  readonly key: string;
  readonly target: string;
}

/** A specifier that looks like an address as a URL; another one as it is. */
function normalise(specifier: string, base: string): string {
  if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, base).href;
  return URL.canParse(specifier) ? new URL(specifier).href : specifier;
}

/** The key that fits best: the whole specifier, else the longest prefix. */
function bestKey(
  specifier: string,
  entries: Entries,
  base: string,
): string | null {
  let best: string | null = null, longest = -1;
  for (const key of Object.keys(entries)) {
    const from = normalise(key, base);
    if (from === specifier) return key;
    // In deno.json, an entry for "zod" is also one for "zod/".
    const prefix = from.endsWith("/") ? from : `${from}/`;
    if (specifier.startsWith(prefix) && prefix.length > longest) {
      [best, longest] = [key, prefix.length];
    }
  }
  return best;
}

/**
 * The entry of a map that a module's import goes through; null without one.
 *
 * @param referrer The importing module's URL.
 */
export function entryFor(
  map: ImportMap,
  specifier: string,
  referrer: string,
): MapEntry | null {
  const wanted = normalise(specifier, referrer);
  const scopes = Object.keys(map.scopes)
    .map((scope) => ({ scope, url: new URL(scope, map.base).href }))
    .filter(({ url }) =>
      url === referrer || (url.endsWith("/") && referrer.startsWith(url))
    )
    .sort((a, b) => b.url.length - a.url.length);
  for (const { scope } of [...scopes, { scope: null }]) {
    const entries = scope === null ? map.imports : map.scopes[scope]!;
    const key = bestKey(wanted, entries, map.base);
    if (key !== null) return { scope, key, target: entries[key]! };
  }
  return null;
}
