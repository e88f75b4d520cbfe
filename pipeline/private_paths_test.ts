import assert from "node:assert/strict";
import { privateFolders, sharedPath, sharedValue } from "./private_paths.ts";

const root = "/home/quince/words";

Deno.test("a path below the project is said from there, any other by its name", () => {
  assert.equal(sharedPath(`${root}/data/a b.jsonl`, root), "data/a b.jsonl");
  for (const path of ["/home/quince/a.jsonl", "/a.jsonl", `${root}s/a.jsonl`]) {
    assert.equal(sharedPath(path, root), "a.jsonl", path);
  }
  assert.equal(sharedPath(root, root), "words");
});

Deno.test("only texts that are paths of such folders change, wherever they stand", () => {
  const folders = ["/home/quince"];
  const value = {
    path: "/home/quince/x/a.txt",
    url: "file:///home/quince/words/b%20c.txt",
    list: [{ deep: `${root}/c` }],
    others: [
      "/etc/words",
      "/home/quincey/d",
      "https://example.org/home/quince",
    ],
    number: 1,
    nothing: null,
  };
  assert.deepEqual(sharedValue(value, root, folders), {
    ...value,
    path: "a.txt",
    url: "b c.txt",
    list: [{ deep: "c" }],
  });
});

Deno.test("the folder of own data is nobody else's business either", () => {
  const folders = privateFolders(root, [{
    option: "--data",
    name: "data",
    target: { of: "profile", path: ["data"] },
    value: "/mnt/quince/a.jsonl",
  }]);
  assert.ok(folders.includes(root) && folders.includes("/mnt/quince"));
  assert.ok(!privateFolders("/").includes("/"));
});
