import assert from "node:assert/strict";
import { bundle, bundlePath } from "./build.ts";
import { explorerPage } from "./page.ts";

Deno.test("the committed bundle is what the client's sources give", async () => {
  const committed = await Deno.readTextFile(bundlePath);
  assert.ok(
    committed === await bundle(),
    "app.js is not up to date. Run: deno task build:explorer",
  );
});

Deno.test("nothing in the bundle ends the script that it stands in", async () => {
  assert.doesNotMatch(await Deno.readTextFile(bundlePath), /<\/script|<!--/i);
});

Deno.test("the page takes only base 64 for its data", () => {
  assert.match(explorerPage({ data: "H4sIAAAA" }), /id="data">H4sIAAAA</);
  assert.throws(() => explorerPage({ data: "</script>" }), TypeError);
});

Deno.test("a page that stands alone may ask nobody anything", () => {
  const policy = (page: string) => /Policy" content="([^"]*)"/.exec(page)?.[1];
  assert.doesNotMatch(policy(explorerPage({ data: "" }))!, /connect-src|self/);
  assert.match(policy(explorerPage(null))!, /connect-src 'self'/);
});

Deno.test("the bundle does not tell where it was made", async () => {
  const text = await Deno.readTextFile(bundlePath);
  const comments = text.split("\n").filter((line) => /^\/\/ \S*\//.test(line));
  assert.ok(comments.includes("// npm:diff/9.0.0/libesm/diff/base.js"));
  assert.deepEqual(
    comments.filter((line) => /^\/\/ \/|\.\.\/\.\.\/\.\.\//.test(line)),
    [],
  );
});
