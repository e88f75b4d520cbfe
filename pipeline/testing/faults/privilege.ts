/**
 * Tests that need file systems of their own, or a user whom modes bind.
 *
 * @module
 */

import { needingTest } from "../need.ts";

/** Runs a program where it can mount, and where nobody else sees it. */
const ownMounts: readonly string[] = ["unshare", "--mount"];

const inUserNamespace = ["unshare", "--map-root-user", "--mount"];

/** Runs a program as a user whom the modes of files bind, root or not. */
export const boundByModes: readonly string[] = Deno.uid() === 0
  ? [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-all",
  ]
  : [];

type Ability = "can" | "cannot" | "missing";

function tries(words: readonly string[]): Ability {
  try {
    const { success } = new Deno.Command(words[0]!, {
      args: words.slice(1),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return success ? "can" : "cannot";
  } catch {
    return "missing";
  }
}

function test(
  name: string,
  ability: Ability,
  reason: string,
  run: () => Promise<void>,
): void {
  // A program can be installed; what a kernel does not permit cannot.
  const need = { reason, installable: ability === "missing" };
  needingTest(name, ability === "can" ? null : need, run);
}

const mount = ["mount", "-t", "tmpfs", "none", "/mnt"];

/**
 * Registers a test of a program that mounts, and tells it how to begin the
 * command line; ignored where mounting is not permitted.
 */
export function mountTest(
  name: string,
  run: (by: readonly string[]) => Promise<void>,
): void {
  const ways = [ownMounts, inUserNamespace].map((by) => ({
    by,
    ability: Deno.build.os === "linux" ? tries([...by, ...mount]) : "cannot",
  } as const));
  const way = ways.find(({ ability }) => ability === "can") ?? ways[0]!;
  const reason = way.ability === "missing"
    ? "needs unshare: apt-get install util-linux"
    : "needs permission to mount";
  test(name, way.ability, reason, () => run(way.by));
}

/** Registers a test that is ignored where modes bind nobody. */
export function modeTest(name: string, run: () => Promise<void>): void {
  const ability = Deno.build.os === "linux"
    ? tries([...boundByModes, "true"])
    : "cannot";
  test(name, ability, "needs setpriv: apt-get install util-linux", run);
}
