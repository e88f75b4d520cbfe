/**
 * Holds every error that the engine can throw to a snapshot that shows it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { singleSpaced, thrownMessages } from "../../testing/messages.ts";

const engine = new URL("../../", import.meta.url);

/**
 * Messages without a snapshot, by one of their literal parts, and why. A message
 * that can be provoked does not belong here.
 */
const exceptions: Readonly<Record<string, string>> = {
  "was changed while its imports were being found out; run":
    "a file that changes between two system calls cannot be had at will",
  "changed while it was read;":
    "a file that changes between two system calls cannot be had at will",
  '" changed after it was hashed; wait until nothing writes to':
    "a file that changes between planning and running cannot be had at will",
  'Cannot read the program "':
    "a program that goes between two system calls cannot be had at will",
  "Make it again with reproduce, and then repeat":
    "an object that rots between the audit and the repetition is not to be had",
  'Cannot write a record of "':
    "only a defect of the engine itself can make such a record",
};

function* filesUnder(folder: URL): Generator<URL> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = new URL(entry.name + (entry.isDirectory ? "/" : ""), folder);
    if (entry.isDirectory) yield* filesUnder(path);
    else yield path;
  }
}

const files = [...filesUnder(engine)];

/** Modules that are part of the program. */
const modules = files.map(({ href }) => href)
  .filter((href) => href.endsWith(".ts") && !href.endsWith("_test.ts"))
  .filter((href) => !href.includes("/testing/"));

/** The classes of errors for the person: JuiceError and what extends it. */
function errorClasses(texts: readonly string[]): Set<string> {
  const found = new Set(["JuiceError"]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const text of texts) {
      for (const [, name, of] of text.matchAll(/class (\w+) extends (\w+)/g)) {
        if (found.has(of!)) found.add(name!);
      }
    }
  }
  return found;
}

Deno.test("every message of an error is held by a snapshot", () => {
  const texts = modules.map((href) => Deno.readTextFileSync(new URL(href)));
  const classes = errorClasses(texts);
  assert.ok(classes.size >= 8, [...classes].join());
  const snapshots = singleSpaced(
    files.filter(({ href }) => /\/snapshots\/[^/]+\.txt$/.test(href))
      .map((path) => Deno.readTextFileSync(path)).join("\n"),
  );
  const used = new Set<string>();
  const missing: string[] = [];
  let found = 0;
  for (const [i, href] of modules.entries()) {
    const path = `pipeline/${href.slice(engine.href.length)}`;
    for (const one of thrownMessages(path, texts[i]!, classes)) {
      found++;
      const lacking = one.parts.filter((part) => !snapshots.includes(part));
      if (lacking.length === 0) continue;
      const known = one.parts.find((part) => part in exceptions);
      if (known !== undefined) used.add(known);
      else missing.push(`${path}:${one.line} ${JSON.stringify(lacking)}`);
    }
  }
  assert.ok(found > 60, `found only ${found} errors`);
  assert.deepEqual(missing, [], "these messages are in no snapshot");
  assert.deepEqual([...used].sort(), Object.keys(exceptions).sort());
});

Deno.test("the literal parts of a message are found wherever they stand", () => {
  const text = `
    throw new UsageError(
      \`Cannot do "\${name}" on \${a ? "this machine" : \`that \${b} one\`}\` +
        ": it is closed\\nOpen it first" + (x(")") ? "" : "; or leave it"),
      { code: "no" },
    );
    throw new TypeError("a defect is none of them");`;
  assert.deepEqual(thrownMessages("a.ts", text, new Set(["UsageError"])), [{
    path: "a.ts",
    line: 2,
    error: "UsageError",
    parts: [
      'Cannot do "',
      "this machine",
      ": it is closed",
      "Open it first",
      "; or leave it",
    ],
  }]);
});
