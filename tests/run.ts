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
import { type Part, partsOf } from "./runner/parts.ts";
import { failures, packagesFor, tally } from "./runner/report.ts";
import { sideBySide } from "./runner/side_by_side.ts";

/** Tells tests that nothing may be ignored. */
export const requireAll = "JUICE_TEST_REQUIRE_ALL";

/** More of them would need memory that a laptop has not. */
const mostAtATime = 4;

/** How a part ended. */
interface Ended {
  readonly name: string;
  readonly code: number;
  /** A JUnit report; empty where the process ended before it wrote one. */
  readonly report: string;
}

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const named = Deno.args.filter((argument) => argument !== "--all");
  const unknown = named.find((argument) => argument.startsWith("-"));
  if (unknown !== undefined) {
    console.error(
      `Unknown option "${unknown}": deno task test [--all] [FILE...]`,
    );
    return close([{ name: "the command line", code: 2, report: "" }]);
  }
  const stop = new AbortController();
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) {
    Deno.addSignalListener(signal, () => stop.abort());
  }
  const folder = await Deno.makeTempDir();
  try {
    const ended = await (named.length > 0
      ? run([{ name: "files", args: ["--doc", ...named] }], folder, stop.signal)
      : runAll(folder, stop.signal));
    if (stop.signal.aborted) {
      console.log("\nStopped before the end");
    }
    const code = close(ended);
    return stop.signal.aborted ? 130 : code;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(`The tests are stopped: ${error.message}`);
    return 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs every test of the checkout. */
async function runAll(folder: string, signal: AbortSignal): Promise<Ended[]> {
  const root = fileURLToPath(new URL("../", import.meta.url));
  // Modules and examples must have the types that they say: what fails here
  // would fail in every part.
  const types = { name: "the types", args: ["--doc", "--no-run"] };
  const [checked] = await run([types], folder, signal, root);
  if (checked!.code !== 0) return [checked!];
  const parts = partsOf(root, excludedBy(join(root, "deno.json")))
    .map(({ name, args }) => ({ name, args: ["--no-check", ...args] }));
  return await run(parts, folder, signal, root);
}

/**
 * Runs parts side by side.
 *
 * @param folder Where they may put their reports.
 */
async function run(
  parts: readonly Part[],
  folder: string,
  signal: AbortSignal,
  cwd = Deno.cwd(),
): Promise<Ended[]> {
  const files = parts.map((_, at) => join(folder, `${at}.xml`));
  const codes = await sideBySide(
    parts.map(({ args }, at) => ({
      command: Deno.execPath(),
      args: ["test", "-A", "--quiet", `--junit-path=${files[at]}`, ...args],
      env: Deno.args.includes("--all") ? { [requireAll]: "1" } : {},
      cwd,
    })),
    Math.min(mostAtATime, navigator.hardwareConcurrency),
    writeAll,
    signal,
  );
  return parts.map(({ name }, at) => ({
    name,
    code: codes[at]!,
    report: textOf(files[at]!),
  }));
}

/** Says how all ended, and gives the exit code. */
function close(ended: readonly Ended[]): number {
  const report = ended.map(({ report }) => report).join("\n");
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
  const unsaid = ended.filter(({ code, report }) =>
    code !== 0 && failures(report).length === 0
  );
  for (const { name, code } of unsaid) {
    console.log(`\nFailed: ${name} (ended with code ${code})`);
  }
  console.log(`\n${passed} passed, ${failed + unsaid.length} failed`);
  return failed + unsaid.length > 0 ? 1 : 0;
}

/** A file's text; nothing where it is not there. */
function textOf(file: string): string {
  try {
    return Deno.readTextFileSync(file);
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
