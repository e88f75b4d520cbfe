/**
 * What a JUnit report of `deno test` says.
 *
 * @module
 */

/** A count of tests by how they ended. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
}

/**
 * Counts the tests in a report, or in several that are joined.
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
 * The names of the tests that failed, each with the file it is told from.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const report = `<testcase name="a &amp; b" classname="./x_test.ts" time="1">
 *     <failure message="1">1</failure>
 *   </testcase>
 *   <testcase name="c" classname="./x_test.ts" time="1"></testcase>`;
 * assert.deepEqual(failures(report), ["a & b (./x_test.ts)"]);
 * ```
 */
export function failures(report: string): string[] {
  const failed = report.matchAll(
    /<testcase name="([^"]*)" classname="([^"]*)"[^>]*>\s*<(?:failure|error)/g,
  );
  return [...failed].map(([, name, file]) => unescaped(`${name} (${file})`));
}

/**
 * The Debian packages that the ignored tests in a report ask for, sorted.
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

function unescaped(text: string): string {
  const signs: Record<string, string> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&apos;": "'",
    "&amp;": "&",
  };
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (sign) => signs[sign]!);
}
