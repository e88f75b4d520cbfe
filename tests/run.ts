/**
 * Runs all tests, and says at the end how many passed, failed and were
 * ignored.
 *
 *   deno task test [--all] [FILE...]
 *
 * Everything is run in parts, side by side; named files are run in one process.
 * Some tests use what the project does not install: a WebGPU adapter, Chromium,
 * git. Where one is missing its tests are ignored, with the command that
 * installs it. With `--all` they fail instead; that is what CI runs.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { partsOf } from "./runner/parts.ts";
import { failures, packagesFor, tally } from "./runner/report.ts";
import { sideBySide } from "./runner/side_by_side.ts";

/** Tells tests that nothing may be ignored. */
export const requireAll = "JUICE_TEST_REQUIRE_ALL";

/** More of them would need memory that a laptop has not. */
const mostAtATime = 4;

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const named = Deno.args.filter((argument) => argument !== "--all");
  const env = { ...Deno.args.includes("--all") ? { [requireAll]: "1" } : {} };
  const root = fileURLToPath(new URL("../", import.meta.url));
  // What fails here would fail in every part.
  if (named.length === 0 && !await typesAreRight()) return close([], [1]);
  const parts = named.length > 0
    ? [{ name: "named", args: ["--doc", ...named] }]
    : partsOf(root, excludedBy(join(root, "deno.json")));
  const folder = await Deno.makeTempDir();
  const stop = new AbortController();
  const onStop = () => stop.abort();
  Deno.addSignalListener("SIGTERM", onStop);
  Deno.addSignalListener("SIGINT", onStop);
  try {
    const files = parts.map((_, at) => join(folder, `${at}.xml`));
    const codes = await sideBySide(
      parts.map(({ args }, at) => ({
        command: Deno.execPath(),
        args: [
          ...["test", "-A", "--quiet", `--junit-path=${files[at]}`],
          ...named.length > 0 ? args : ["--no-check", ...args],
        ],
        env,
      })),
      Math.min(mostAtATime, navigator.hardwareConcurrency),
      (bytes) => writeAll(bytes),
      stop.signal,
    );
    return close(files, codes);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether all modules and examples have the types that they say. */
async function typesAreRight(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--doc", "--no-run", "--quiet"],
    stdin: "null",
  }).spawn().status;
  return success;
}

/** Says how all ended, and gives the exit code. */
function close(files: readonly string[], codes: readonly number[]): number {
  const report = files.map(textOf).join("\n");
  const { passed, failed, ignored } = tally(report);
  if (ignored > 0) {
    const missing = packagesFor(report);
    console.log(
      `\n${ignored} ignored: each says above why` +
        (missing.length > 0
          ? `. For more of them: apt-get install ${missing.join(" ")}`
          : ""),
    );
  }
  for (const name of failures(report)) console.log(`\nFailed: ${name}`);
  // A process may end without a failed test: a type error, a crash.
  const unsaid =
    codes.filter((code, at) =>
      code !== 0 && failures(textOf(files[at])).length === 0
    ).length;
  console.log(`\n${passed} passed, ${failed + unsaid} failed`);
  return failed + unsaid > 0 ? 1 : 0;
}

/** A report; nothing where a process ended before it wrote one. */
function textOf(file: string | undefined): string {
  try {
    return file === undefined ? "" : Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** What the project's configuration leaves out, as paths from the root. */
function excludedBy(config: string): string[] {
  const { exclude } = JSON.parse(Deno.readTextFileSync(config)) as {
    exclude: string[];
  };
  return exclude.map((path) => path.replace(/\/$/, ""));
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    at += Deno.stdout.writeSync(bytes.subarray(at));
  }
}
