/**
 * Runs all tests, and says at the end how many passed, failed and were
 * ignored.
 *
 *   deno task test [--all] [FILE...]
 *
 * Some tests use what the project does not install: a WebGPU adapter, Chromium,
 * git. Where one is missing its tests are ignored, with the command that
 * installs it. With `--all` they fail instead; that is what CI runs.
 *
 * @module
 */

/** Tells tests that nothing may be ignored. */
export const requireAll = "JUICE_TEST_REQUIRE_ALL";

/** A count of tests by how they ended. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
}

if (import.meta.main) {
  const all = Deno.args.includes("--all");
  const files = Deno.args.filter((argument) => argument !== "--all");
  const reportFile = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "-A",
        "--doc",
        "--quiet",
        `--junit-path=${reportFile}`,
        ...files,
      ],
      env: all ? { [requireAll]: "1" } : {},
    }).spawn().status;
    const report = await Deno.readTextFile(reportFile);
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
    // A failure outside of any test, such as a type error, is one as well.
    const failures = failed === 0 && code !== 0 ? 1 : failed;
    console.log(`\n${passed} passed, ${failures} failed`);
    Deno.exit(failures > 0 ? 1 : 0);
  } finally {
    await Deno.remove(reportFile);
  }
}

/**
 * Counts the tests in a JUnit report.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const report = `<testsuites><testsuite tests="3" disabled="1" errors="0"
 *   failures="1"></testsuite></testsuites>`;
 * assert.deepEqual(tally(report), { passed: 1, failed: 1, ignored: 1 });
 * ```
 */
export function tally(report: string): Tally {
  let tests = 0, failed = 0, ignored = 0;
  for (const [, attributes] of report.matchAll(/<testsuite\s([^>]*)>/g)) {
    const value = (name: string) =>
      Number(new RegExp(`\\b${name}="(\\d+)"`).exec(attributes!)?.[1] ?? 0);
    tests += value("tests");
    failed += value("failures") + value("errors");
    ignored += value("disabled") + value("skipped");
  }
  return { passed: tests - failed - ignored, failed, ignored };
}

/**
 * The Debian packages that the ignored tests in a JUnit report ask for, sorted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const report = `<testcase name="a (needs x: apt-get install x y)">
 *   <skipped/></testcase><testcase name="b (needs z: apt-get install z)">
 *   </testcase>`;
 * assert.deepEqual(packagesFor(report), ["x", "y"]);
 * ```
 */
export function packagesFor(report: string): string[] {
  const skipped = report.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<skipped/g);
  const packages = [...skipped].flatMap(([, name]) =>
    /apt-get install ([\w. +-]+)\)/.exec(name!)?.[1]?.split(" ") ?? []
  );
  return [...new Set(packages)].sort();
}
