import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("run.ts", import.meta.url));

/** Runs the tests of one module, and gives the exit code and the last line. */
async function run(module: string): Promise<[number, string]> {
  const folder = Deno.makeTempDirSync();
  try {
    const file = join(folder, "made_up_test.ts");
    Deno.writeTextFileSync(file, module);
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, file],
      cwd: folder,
      stderr: "null",
      env: { NO_COLOR: "1" },
    }).output();
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    return [code, lines.at(-1)!];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const good = `Deno.test("good", () => {});`;

Deno.test("the last line counts, and the exit code says whether all is well", async (t) => {
  await t.step("where all pass", async () => {
    assert.deepEqual(await run(good), [0, "1 passed, 0 failed"]);
  });
  await t.step("where one fails", async () => {
    const bad = `Deno.test("bad", () => { throw new Error("no"); });`;
    assert.deepEqual(await run(good + bad), [1, "1 passed, 1 failed"]);
  });
  await t.step("where a module cannot be loaded", async () => {
    assert.deepEqual(await run(`throw new Error("no");`), [
      1,
      "0 passed, 1 failed",
    ]);
  });
  await t.step("where a type is wrong", async () => {
    assert.deepEqual(await run(`const a: string = 1; ${good}`), [
      1,
      "0 passed, 1 failed",
    ]);
  });
  await t.step("where the process is gone", async () => {
    assert.deepEqual(
      await run(`Deno.test("a", () => Deno.kill(Deno.pid, "SIGKILL"));`),
      [1, "0 passed, 1 failed"],
    );
  });
});
