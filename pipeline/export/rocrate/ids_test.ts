import assert from "node:assert/strict";
import fc from "fast-check";
import { sha256 } from "../../identity/hash.ts";
import { nameOfDigest } from "../terms.ts";
import { idOfPath, pathOfId } from "./ids.ts";
import { anyCodePoint } from "../../testing/text.ts";

const name = fc.string({ unit: anyCodePoint, minLength: 1, maxLength: 12 })
  .filter((text) =>
    text.isWellFormed() && !/[/\0]/.test(text) && !/^\.{1,2}$/.test(text)
  );

Deno.test("every path comes back from its @id, which is a relative URI", () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const path = ["artifacts", ...names].join("/");
      const id = idOfPath(path);
      assert.match(id, /^[\w\-.~:/@!$&'()*+,;=%\u00a0-\ud7ff\uf900-\uffef]+$/);
      assert.equal(new URL(id, "https://a.test/").hash, "");
      assert.equal(pathOfId(id), path);
      assert.equal(pathOfId(idOfPath(`${path}/`)), `${path}/`);
    }),
  );
});

Deno.test("what leads out of a crate, or is no path, has none", () => {
  const others = [
    "../secret",
    "artifacts/../../secret",
    "artifacts/%2e%2E/secret",
    "artifacts/..%2F..%2Fsecret",
    "artifacts/./a",
    "artifacts//a",
    "/etc/passwd",
    "\\etc",
    "file:///etc/passwd",
    "https://example.org/a",
    "C:/a",
    "#fragment",
    "artifacts/a#b",
    "artifacts/a?b",
    "artifacts/%",
    "artifacts/%00",
    "",
    "./",
    ".",
    "..",
  ];
  for (const id of others) assert.equal(pathOfId(id), null, id);
  assert.equal(pathOfId("./artifacts/a%20b"), "artifacts/a b");
});

Deno.test("bytes are named as RFC 6920 names them", () => {
  // Of section 8.1: "Hello World!".
  const digest = sha256("Hello World!");
  const id = "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk";
  assert.equal(nameOfDigest(digest), id);
});
