/**
 * How the person called us, so that every command that we print can be typed
 * as it stands.
 *
 * @module
 */

/**
 * The words before a command's name: `deno task`, or npx's way where Deno was
 * started by npx and is not on the path.
 */
export function invocation(
  execPath: string = Deno.execPath(),
  version: string = Deno.version.deno,
): string {
  return /[\\/]_npx[\\/]/.test(execPath)
    ? `npx -y deno@${version} task`
    : "deno task";
}

/** Quotes an argument for a POSIX shell where it needs that. */
export function quote(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** The options that choose what a command works on. */
export interface Target {
  readonly profile?: string | undefined;
  readonly recipe?: string | undefined;
  readonly store?: string | undefined;
  readonly device?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly data?: string | undefined;
}

/** A whole command that does something to the same target. */
export function followUp(
  prefix: string,
  words: readonly string[],
  target: Target,
): string {
  const options: string[] = [];
  if (target.profile !== undefined && target.profile !== "default") {
    options.push("--profile", target.profile);
  }
  for (const set of target.set ?? []) options.push("--set", set);
  if (target.data !== undefined) options.push("--data", target.data);
  if (target.recipe !== undefined) options.push("--recipe", target.recipe);
  if (target.store !== undefined) options.push("--store", target.store);
  if (target.device !== undefined && target.device !== "auto") {
    options.push("--device", target.device);
  }
  return [prefix, ...[...words, ...options].map(quote)].join(" ");
}
