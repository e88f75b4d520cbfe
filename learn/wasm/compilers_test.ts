/**
 * The bytes do not depend on how V8 compiles the kernels: by its baseline
 * compiler, by its optimising one, and by that with vectors of twice the width.
 *
 * @module
 */

import assert from "node:assert/strict";

const script = new URL("../testing/wasm_digests.ts", import.meta.url).href;
const doubled = "--experimental-wasm-revectorize";

/** What the script prints under V8's flags: undefined if V8 knows them not. */
async function print(flags: readonly string[]): Promise<string | undefined> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `--v8-flags=${flags.join(",")}`, script],
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (success) return new TextDecoder().decode(stdout).trim();
  const message = new TextDecoder().decode(stderr);
  if (/did not recognize flag/.test(message)) return undefined;
  throw new Error(message);
}

const digestsOf = (output: string) =>
  JSON.parse(output.slice(output.lastIndexOf("\n") + 1));

Deno.test("kernels give the same bytes however V8 compiles them", async (t) => {
  const [baseline, optimised, double] = await Promise.all([
    print(["--liftoff", "--no-wasm-tier-up"]),
    print(["--no-liftoff"]),
    print(["--no-liftoff", doubled, "--trace-wasm-revectorize"]),
  ]);
  const expected = digestsOf(baseline!);
  await t.step("by its optimising compiler", () => {
    assert.deepEqual(digestsOf(optimised!), expected);
  });
  // On another kind of processor V8 knows no such flag, or has no use for it.
  if (!double?.includes("revec function")) return;
  await t.step("with vectors of twice the width", () => {
    assert.deepEqual(digestsOf(double), expected);
  });
  await t.step("which it finds wherever pairs are arranged for it", () => {
    // In the tile of matrix products, three functions of attention, GELU and
    // its gradient, alone, as epilogues, and inlined into what calls them.
    const found = double.match(/Decided to vectorize, [1-9]/g) ?? [];
    assert.ok(found.length >= 9, `only in ${found.length} functions`);
  });
});
