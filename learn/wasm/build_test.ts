import assert from "node:assert/strict";
import { build } from "./build.ts";
import { module } from "./module.js";
import { instructionsOf, relaxedAmong } from "./instructions.ts";

Deno.test("the committed kernels are what their sources compile to", async () => {
  const binary = await build();
  const committed = Deno.readFileSync(
    new URL("kernels.wasm", import.meta.url),
  );
  assert.ok(
    committed.length === binary.length &&
      committed.every((byte, i) => byte === binary[i]),
    "learn/wasm/kernels.wasm is out of date: run deno task build:wasm",
  );
});

Deno.test("the committed kernels hold no relaxed vector instruction", () => {
  const found = instructionsOf(
    Deno.readFileSync(new URL("kernels.wasm", import.meta.url)),
  );
  // f32x4.mul is there, so vectors were looked at.
  assert.ok(found.has(0xfd << 16 | 0xe6));
  assert.deepEqual(relaxedAmong(found), []);
});

Deno.test("the kernels import nothing but memory", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), [
    { module: "env", name: "memory", kind: "memory" },
  ]);
});
