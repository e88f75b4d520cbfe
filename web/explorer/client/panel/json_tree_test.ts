import assert from "node:assert/strict";
import type { Json } from "../../api.ts";
import { childrenOf, isSmall, leavesOf } from "./json_tree.ts";

const node = (value: Json, path = "") => ({ name: null, path, value });

Deno.test("paths are those of JavaScript", () => {
  const document = { a: { "b c": [10, { d: 1 }] }, "__proto__x": 1 };
  const [a] = childrenOf(node(document));
  const [b] = childrenOf(a!);
  const items = childrenOf(b!);
  assert.deepEqual(items.map(({ path }) => path), [
    'a["b c"][0]',
    'a["b c"][1]',
  ]);
  assert.equal(childrenOf(items[1]!)[0]!.path, 'a["b c"][1].d');
});

Deno.test("a part of a long branch keeps its places", () => {
  const list = Array.from({ length: 250 }, (_, index) => index);
  const part = childrenOf(node(list, "x"), 200, 100);
  assert.equal(part.length, 50);
  assert.deepEqual(part[0], { name: "200", path: "x[200]", value: 200 });
});

Deno.test("small documents are told from large ones without a walk of all", () => {
  assert.equal(isSmall({ a: 1, b: [1, 2, 3] }), true);
  assert.equal(isSmall({ a: Array(1000).fill(0) }), false);
});

Deno.test("leaves of parameters have one row each", () => {
  assert.deepEqual(
    leavesOf({ rate: 0.1, law: { beta: 1 }, alphas: [1, 2], none: {} }),
    [["rate", 0.1], ["law.beta", 1], ["alphas", [1, 2]], ["none", {}]],
  );
});
