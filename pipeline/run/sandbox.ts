/**
 * What every stage's process has in common. This file is in the closure of
 * every stage, so that a change of it is a change of their keys.
 *
 * @module
 */

/** The environment of a stage's process. It can read none of it. */
export const environment: Readonly<Record<string, string>> = {
  // A Worker has `caches`, too, which would keep bytes from one run to another.
  // Here they are of a server that cannot be there: they open for nobody.
  DENO_CACHE_LSC_ENDPOINT: "http://[::]:0,none",
  LANG: "C.UTF-8",
  NO_COLOR: "1",
  TZ: "UTC",
};

/**
 * Flags of a stage's process. Nothing is fetched and nothing asked; a library
 * that draws from `Math.random` or from `crypto` draws the same each time.
 */
export const flags: readonly string[] = [
  "--quiet",
  "--no-prompt",
  "--cached-only",
  "--no-remote",
  "--frozen",
  // V8 takes a seed of zero for none at all.
  "--seed=1",
];
