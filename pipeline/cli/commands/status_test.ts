import assert from "node:assert/strict";
import { join } from "node:path";
import { processesOf } from "../../testing/project.ts";
import { check as checkAsIs } from "../testing/check.ts";
import {
  type CommandProject,
  type CommandResult,
  makeProject,
} from "../testing/project.ts";

/** Compares with a snapshot, but for times and for the sizes of code. */
async function check(
  project: CommandProject,
  name: string,
  result: CommandResult,
): Promise<void> {
  const stdout = result.stdout.replace(/\d\d:\d\d UTC/g, "12:34 UTC")
    .replace(/(\d{4}-\d\d-\d\d )(12:34 UTC)/g, "$2")
    .replace(/process \d+ on [^,]+/g, "process 123 on host")
    .replace(/^(Store: ).*$/gm, "$1SIZE");
  await checkAsIs(import.meta, project, name, { ...result, stdout });
}

Deno.test("status shows stages, lock and store as they stand", async () => {
  await using project = makeProject();
  await check(project, "status-empty", await project.run("status"));
  await project.run("reproduce", "--update-lock");
  await check(project, "status-match", await project.run("status"));
  project.write("stages/letters.ts", "export const weight = 2;");
  await check(project, "status-changed", await project.run("status"));

  const { value } = await project.json("status");
  assert.deepEqual(
    [value.version, value.profile, value.lock, value.store.complete],
    [1, "default", "not of this recipe", true],
  );
  const words = value.stages.map((s: { status: string }) => s.status);
  assert.deepEqual(words.sort(), [
    "cached",
    "cached",
    "to run",
    "to run",
    "waiting",
    "waiting",
  ]);
  project.write("stages/letters.ts", "export const weight = 1;");
  Deno.removeSync(join(project.root, ".juice"), { recursive: true });
  assert.equal((await project.json("status")).value.lock, "match so far");
});

Deno.test("a stage that failed is listed with its log until it is made good", async () => {
  await using project = makeProject();
  const broken = ["--profile", "broken"];
  await project.run("reproduce", ...broken);
  await check(project, "status-failed", await project.run("status", ...broken));
  const { value } = await project.json("status", ...broken);
  const [{ stage, log }] = value.failed;
  assert.equal(stage, "word/pear");
  assert.match(Deno.readTextFileSync(log), /reading the dictionary/);
  const text = Deno.readTextFileSync(join(project.root, "stages/word.ts"));
  project.write("stages/word.ts", text.replace("throw new Error", "log"));
  await project.run("reproduce", ...broken);
  const after = await project.json("status", ...broken);
  assert.deepEqual(
    after.value.failed.map((one: { stage: string }) => one.stage),
    [],
  );
});

Deno.test("status shows all but a lock that cannot be read", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  project.write("lock.json", "{\n<<<<<<< ours\n=======\n>>>>>>> a\n}");
  await check(project, "status-conflict", await project.run("status"));
  const { code, value } = await project.json("status");
  assert.deepEqual([code, value.lock], [1, "unreadable"]);
  assert.equal(value.stages[0].status, "cached");
  assert.match(value.error.message, /merge conflict/);
});

Deno.test("what runs in another process is shown with who runs it", async () => {
  await using project = makeProject();
  const main = new URL("../main.ts", import.meta.url).pathname;
  const store = join(project.root, ".juice");
  const hanging = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, "reproduce", "--profile", "hanging"].concat(
      ["--recipe", project.recipe, "--store", store, "--device", "wasm"],
    ),
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = hanging.stderr.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let text = ""; !text.includes("started");) {
      text += (await said.read()).value ?? "";
    }
    const status = () => project.run("status", "--profile", "hanging");
    while (!(await status()).stdout.includes("Running:")) await pause();
    await check(project, "status-running", await status());
    const { value } = await project.json("status", "--profile", "hanging");
    assert.match(
      value.running[0].holder,
      new RegExp(`^process ${hanging.pid} `),
    );
    // A stage's process must not keep the gate from whoever waits for it.
    for (const pid of processesOf(project.root)) {
      const open = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) => {
        try {
          return Deno.readLinkSync(`/proc/${pid}/fd/${name}`);
        } catch {
          return "";
        }
      });
      assert.deepEqual(open.filter((path) => path.includes("/locks/")), []);
    }
  } finally {
    hanging.kill("SIGKILL");
    await hanging.status;
    await said.cancel();
  }
  const { value } = await project.json("status", "--profile", "hanging");
  assert.deepEqual([value.running, value.commands], [[], []]);
  assert.equal(value.failed[0].stage, "word/pear");
});

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 50));
}
