import assert from "node:assert/strict";
import { build } from "./build.ts";

Deno.test("the committed kernels are what their sources compile to", async () => {
  const { binary, text } = await build();
  const committed = Deno.readFileSync(
    new URL("kernels.wasm", import.meta.url),
  );
  assert.ok(
    committed.length === binary.length &&
      committed.every((byte, i) => byte === binary[i]),
    "learn/wasm/kernels.wasm is out of date: run deno task build:wasm",
  );
  // The text names the same instructions as the binary, so what is not in the
  // one is not in the other.
  assert.match(text, /f32x4\.mul/);
  assert.doesNotMatch(text, /relaxed/);
});

Deno.test("the kernels import nothing but memory", async () => {
  const { binary } = await build();
  const module = new WebAssembly.Module(binary);
  assert.deepEqual(WebAssembly.Module.imports(module), [
    { module: "env", name: "memory", kind: "memory" },
  ]);
});
