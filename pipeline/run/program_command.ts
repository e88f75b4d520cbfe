/**
 * The command and the environment of a program.
 *
 * @module
 */

import { constants } from "node:os";
import type { Tool } from "../identity/tools.ts";
import type { Ending } from "./process.ts";
import { Refusal } from "./program_room.ts";

/**
 * The command with its program's place, which must be one that is declared.
 *
 * @throws Refusal where it is not.
 */
export function resolveCommand(
  kind: string,
  values: unknown,
  tools: readonly Tool[],
  files: Readonly<Record<string, string>>,
): string[] {
  const usable = Array.isArray(values) && values.length > 0 &&
    values.every((one) => typeof one === "string" && !one.includes("\0"));
  if (!usable) {
    throw new Refusal(
      "threw",
      `the arguments of its kind "${kind}" are not a list of texts that ` +
        "begins with a program",
    );
  }
  const [program, ...rest] = values as [string, ...string[]];
  const tool = tools.find(({ name }) => name === program);
  if (tool !== undefined) return [tool.path, ...rest];
  if (Object.values(files).includes(program)) return [program, ...rest];
  throw new Refusal(
    "access-refused",
    `its kind "${kind}" does not declare the program "${program}"\n` +
      `Add it to the kind: tools: ["${program}"]`,
  );
}

/** The variables that a program finds; nothing of the person's own. */
export function programEnvironment(
  declared: Readonly<Record<string, string>>,
  scratch: string,
  bin: string,
  metrics: string,
): Record<string, string> {
  return {
    LANG: "C.UTF-8",
    TZ: "UTC",
    // The time of everything that has none: 2000-01-01.
    SOURCE_DATE_EPOCH: "946684800",
    ...declared,
    HOME: scratch,
    TMPDIR: scratch,
    PATH: bin,
    JUICE_METRICS: metrics,
  };
}

/**
 * What runs a program without namespaces: when its standard input closes,
 * because the engine has ended, it kills the whole group, and on Linux also
 * what has left the group, by a variable that is this run's alone.
 */
export const leash = `
exec 3<&0 </dev/null
(
  PATH=/usr/bin:/bin
  while read -r _ <&3; do :; done
  read -r self _ </proc/self/stat
  for one in /proc/[0-9]*; do
    pid=\${one#/proc/}
    grep -qsxzF "JUICE_METRICS=$JUICE_METRICS" "$one/environ" &&
      [ "$pid" != "$self" ] && kill -KILL "$pid"
  done
  kill -KILL -$$
) >/dev/null 2>&1 &
exec 3<&-
"$@"
`;

/** The signal that a shell's exit code tells of; null where it is none. */
function signalOf(code: number): string | null {
  const number = code - 128;
  const known = Object.entries(constants.signals);
  return known.find(([, value]) => value === number)?.[0] ?? null;
}

/** A program's ending as if there were no shell around it. */
export function withoutShell(ending: Ending): Ending {
  if (ending.signal !== null) return ending;
  return { ...ending, signal: signalOf(ending.code) };
}
