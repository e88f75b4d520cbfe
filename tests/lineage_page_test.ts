/**
 * Holds the walk of docs/lineage.md, from a number of the smoke profile to its
 * source, to the lock: a reader who types it must find the same digests.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { readLock } from "../pipeline/lock.ts";
import { hashFile } from "../pipeline/identity/hash.ts";
import { checkout } from "./support/juice.ts";

Deno.test("every digest in docs/lineage.md is one of the lock or of a stage kind", async () => {
  const lock = await readLock(join(checkout, "lock.json"));
  const stages = Object.values(lock!.profiles["smoke"]!);
  const stageKinds = join(checkout, "stages");
  const known = [
    ...stages.flatMap(({ key, outputs }) => [key, ...Object.values(outputs)]),
    ...[...Deno.readDirSync(stageKinds)]
      .filter(({ isFile }) => isFile)
      .map(({ name }) => hashFile(join(stageKinds, name)).digest),
  ];
  const page = Deno.readTextFileSync(join(checkout, "docs/lineage.md"));
  const shown = page.match(/(?<![\w/+=-])[0-9a-f]{8}(?![\w/+=-])/g) ?? [];
  assert.ok(shown.length > 30, `found ${shown.length} digests`);
  const stale = new Set(
    shown.filter((digits) => !known.some((one) => one.startsWith(digits))),
  );
  assert.deepEqual([...stale], [], "take the page's output from a smoke run");
});
