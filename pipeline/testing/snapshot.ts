/**
 * Snapshots: what a command prints, kept as text files that are read in a
 * review. `JUICE_UPDATE=1`, or `-- --update` behind the test command, rewrites
 * them.
 *
 * @module
 */

import assert from "node:assert/strict";
import { width } from "../cli/format.ts";

function updating(): boolean {
  return Deno.env.get("JUICE_UPDATE") === "1" || Deno.args.includes("--update");
}

/**
 * Compares a text with `snapshots/NAME.txt` beside the test, or rewrites that
 * file.
 *
 * @param meta The test's `import.meta`.
 */
export async function assertSnapshot(
  meta: { readonly url: string },
  name: string,
  actual: string,
): Promise<void> {
  const folder = new URL("./snapshots/", meta.url);
  const path = new URL(`${name}.txt`, folder);
  const text = actual.endsWith("\n") ? actual : actual + "\n";
  if (updating()) {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(path, text);
    return;
  }
  let expected: string;
  try {
    expected = await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    assert.fail(`No snapshot "${name}"; JUICE_UPDATE=1 writes it:\n${text}`);
  }
  assert.equal(text, expected.replaceAll("\r\n", "\n"), `Snapshot "${name}"`);
}

/**
 * Fails where a line is wider than a terminal of 80 columns. A single word may
 * be: paths and digests stay whole, so that they can be copied.
 */
export function assertFits(text: string, columns = 80): void {
  for (const line of text.split("\n")) {
    const oneWord = !line.trim().includes(" ");
    assert.ok(
      oneWord || width(line) <= columns,
      `Wider than ${columns}: ${line}`,
    );
  }
}

/**
 * Replaces what differs with every run and is as long as the machine is slow:
 * `9 ms`, `0.4 s`, `12 s`, `2 min 05 s`, `1 h 03 min`.
 */
export function withoutDurations(text: string): string {
  const duration = /\b(?:\d+ h \d\d min|\d+ min \d\d s|\d+(?:\.\d)? m?s)\b/g;
  return text.replace(duration, "0.0 s");
}
