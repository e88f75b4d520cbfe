import assert from "node:assert/strict";
import { join } from "node:path";
import { removeIfThere } from "../store/files.ts";
import { findPrivateTraces } from "./private_traces.ts";

const root = "/home/quince-trunnion/words";
const built = {
  profile: "default",
  overrides: [],
  stages: [],
  result: {},
} as unknown as Parameters<typeof findPrivateTraces>[2];

Deno.test("a folder is found as a whole name, wherever it stands in a file", () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const size = 2 ** 22;
    const files: Record<string, string> = {
      "a path": `from ${root}/a.txt`,
      "in JSON": JSON.stringify({ path: root }),
      "its end": root,
      "over the end of a piece": "x".repeat(size + 10) + root + ".",
      "behind many": "x".repeat(3 * size) + `${root}/a`,
      "another folder": `${root}2/a.txt and ${root}-b, ${root}é`,
      "nothing": "",
    };
    // Where a piece ends behind the name, only the next one tells how it goes on.
    for (let shift = 0; shift < 2 * root.length; shift += 3) {
      files[`other ${shift}`] = "x".repeat(size + shift) + `${root}2`;
    }
    for (const [name, text] of Object.entries(files)) {
      Deno.writeTextFileSync(join(folder, name), text);
    }
    assert.deepEqual(findPrivateTraces(folder, root, built), [
      "a path",
      "behind many",
      "in JSON",
      "its end",
      "over the end of a piece",
    ]);
  } finally {
    removeIfThere(folder);
  }
});
