import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("run.ts", import.meta.url));

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1)!;

/** Runs the tests of one module, and gives the exit code and the last line. */
async function run(
  module: string,
  options: readonly string[] = [],
): Promise<[number, string]> {
  const folder = Deno.makeTempDirSync();
  try {
    const file = join(folder, "made_up_test.ts");
    Deno.writeTextFileSync(file, module);
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, ...options, file],
      cwd: folder,
      stderr: "null",
      env: { NO_COLOR: "1" },
    }).output();
    return [code, lastLine(new TextDecoder().decode(stdout))];
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
  await t.step("where an option is not known", async () => {
    assert.deepEqual(await run(good, ["--no-run"]), [1, "0 passed, 1 failed"]);
  });
  await t.step("where nothing may be ignored", async () => {
    const all = `Deno.test("all", () => {
      if (Deno.env.get("JUICE_TEST_REQUIRE_ALL") !== "1") throw new Error();
    });`;
    assert.deepEqual(await run(all, ["--all"]), [0, "1 passed, 0 failed"]);
  });
  await t.step("where the process is gone", async () => {
    assert.deepEqual(
      await run(`Deno.test("a", () => Deno.kill(Deno.pid, "SIGKILL"));`),
      [1, "0 passed, 1 failed"],
    );
  });
});

/** Starts the tests of a checkout that has the runner and these modules. */
function startAll(
  root: string,
  modules: Readonly<Record<string, string>>,
): Deno.ChildProcess {
  const write = (path: string, text: string) => {
    Deno.mkdirSync(join(root, dirname(path)), { recursive: true });
    Deno.writeTextFileSync(join(root, path), text);
  };
  const copied = [
    "tests/run.ts",
    ...["parts", "report", "side_by_side"].map((x) => `tests/runner/${x}.ts`),
    "pipeline/identity/order.ts",
  ];
  for (const path of copied) {
    write(path, Deno.readTextFileSync(join(dirname(script), "..", path)));
  }
  write("deno.json", `{ "exclude": ["made/"] }`);
  for (const [path, text] of Object.entries(modules)) write(path, text);
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "tests/run.ts"],
    cwd: root,
    stdout: "piped",
    stderr: "null",
    env: { NO_COLOR: "1" },
  }).spawn();
}

Deno.test("all tests are run in parts, and a part that is gone is named", async () => {
  const root = Deno.makeTempDirSync();
  try {
    const { code, stdout } = await startAll(root, {
      "a/a_test.ts": good,
      "b/b_test.ts": `Deno.test("bad", () => { throw new Error("no"); });`,
      "made/c_test.ts": `const a: string = 1;`,
      "tests/d_test.ts":
        `Deno.test("a", () => Deno.kill(Deno.pid, "SIGKILL"));`,
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.equal(code, 1, text);
    assert.match(text, /^Failed: bad \(\.\/b\/b_test\.ts\)$/m);
    assert.match(text, /^Failed: tests \(ended with code 137\)$/m);
    // What passed is the one test, and the examples of the runner's report.
    assert.equal(lastLine(text), "4 passed, 2 failed");
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test({
  name: "tests that are stopped leave nothing running",
  ignore: Deno.build.os === "windows",
  async fn() {
    const root = Deno.makeTempDirSync();
    try {
      const runner = startAll(root, {
        "tests/a_test.ts": `Deno.test("a", async () => {
          // It holds the output open, as what a test starts may.
          const { status } = new Deno.Command("sleep", { args: ["1000"] })
            .spawn();
          Deno.writeTextFileSync("begun", "");
          await status;
        });`,
      });
      const output = new Response(runner.stdout).text();
      let isOver = false;
      runner.status.then(() => isOver = true);
      const begun = () =>
        Deno.readDirSync(root).some(({ name }) => name === "begun");
      while (!begun() && !isOver) {
        await new Promise((done) => setTimeout(done, 20));
      }
      assert(!isOver, "it ended before the test began");
      runner.kill("SIGTERM");
      const { code } = await runner.status;
      const text = await output;
      assert.equal(code, 130, text);
      assert.match(text, /^Stopped before the end$/m);
      assert.match(lastLine(text), /^\d+ passed, \d+ failed$/);
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  },
});
