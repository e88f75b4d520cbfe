import assert from "node:assert/strict";
import { join } from "node:path";
import { audit } from "../../audit/mod.ts";
import { readLock } from "../../lock.ts";
import { openStore } from "../../store/mod.ts";
import { names } from "../../store/objects.ts";
import { isAlive, until } from "../engine.ts";
import { processesOf } from "../project.ts";
import { type FaultProject, makeFaultProject } from "./project.ts";

const profile = (name: string) => ["--profile", name];

/** How often each key was executed. */
function executions({ store }: FaultProject): number[] {
  const folder = join(store, "records");
  return names(folder).map((key) => names(join(folder, key)).length);
}

async function damages(project: FaultProject) {
  const { findings } = audit(
    openStore(project.store),
    await readLock(project.lock),
  );
  return findings.filter(({ severity }) => severity === "damage");
}

Deno.test("two runs at once do each stage once, and say who they wait for", async () => {
  using project = makeFaultProject();
  const runs = [1, 2].map(() =>
    project.start(["reproduce", "--update-lock", ...profile("slow")])
  );
  const results = await Promise.all(runs.map(({ ended }) => ended));
  for (const { code, stderr } of results) assert.equal(code, 0, stderr);
  assert.deepEqual(executions(project), [1, 1, 1, 1]);
  const waits = results.map(({ stderr }) => stderr).join("");
  const pids = runs.map(({ process }) => process.pid).join("|");
  assert.match(
    waits,
    new RegExp(`process (?:${pids}) on \\S+, which computes "`),
  );
});

Deno.test("two runs of several profiles at once are both in the lock", async () => {
  using project = makeFaultProject();
  const all = ["default", "other", "slow", "slower"];
  const results = await Promise.all(
    all.map((name) =>
      project.run(["reproduce", "--update-lock", ...profile(name)])
    ),
  );
  for (const { code, stderr } of results) assert.equal(code, 0, stderr);
  const lock = await readLock(project.lock);
  assert.deepEqual(Object.keys(lock!.profiles), all);
  assert(executions(project).every((n) => n === 1));
  assert.deepEqual(await damages(project), []);
});

Deno.test("a holder that is killed is not waited for", async () => {
  using project = makeFaultProject();
  const args = ["reproduce", ...profile("endless")];
  const holder = project.start(args);
  await until(() => processesOf(project.root).length > 0);
  const waiter = project.start(args);
  const held = new RegExp(
    `process ${holder.process.pid} on \\S+, which computes "source"`,
  );
  await until(() => held.test(waiter.stderr()));
  holder.process.kill("SIGKILL");
  await holder.ended;
  await until(() => /source: started/.test(waiter.stderr()));
  const stages = processesOf(project.root);
  waiter.process.kill("SIGKILL");
  await waiter.ended;
  await until(() => !stages.some(isAlive));
});

Deno.test("a repair waits until no stage runs, and says for whom", async () => {
  using project = makeFaultProject();
  const running = project.start(["reproduce", ...profile("endless")]);
  await until(() => processesOf(project.root).length > 0);
  const repair = project.start(["audit", "--repair"]);
  const { pid } = running.process;
  const waits = new RegExp(`audit waits for reproduce, process ${pid} on `);
  await until(() => waits.test(repair.stderr()));
  running.process.kill("SIGKILL");
  await running.ended;
  assert.equal((await repair.ended).code, 0);
  await until(() => processesOf(project.root).length === 0);
});

Deno.test("all commands at once end well and harm nothing", async () => {
  using project = makeFaultProject();
  const profiles = ["default", "other", "slow"];
  for (const name of profiles) {
    const { code } = await project.run([
      ...["reproduce", "--update-lock"],
      ...profile(name),
    ]);
    assert.equal(code, 0);
  }
  const expected = Deno.readTextFileSync(project.lock);
  // Most of the work is to be done again. A source is kept: a stage whose
  // inputs nobody made would rightly be named by an audit.
  const kept = openStore(project.store).allRecords()
    .find(({ preimage }) => Object.keys(preimage.inputs).length === 0)!;
  for (const key of names(join(project.store, "records"))) {
    if (key === kept.key) continue;
    Deno.removeSync(join(project.store, "records", key), { recursive: true });
  }
  const commands: string[][] = [
    ["reproduce", ...profile("default")],
    ["reproduce", ...profile("slow")],
    ["reproduce", "--update-lock", ...profile("other")],
    ["stage", "weigh/*", "--force", ...profile("default")],
    ["stage", "gather", "--force", ...profile("slow")],
    ["audit"],
    ["audit", "--repair"],
    ["plan", ...profile("slow")],
    ["gc"],
    ["gc", "--delete", "--older-than", "0d"],
    ["reproduce", ...profile("other")],
    ["audit", "--repair"],
  ];
  const results = await Promise.all(
    commands.map((args) => project.run(args)),
  );
  for (const [i, { code, stdout, stderr }] of results.entries()) {
    const what = `${commands[i]!.join(" ")}: ${stdout}${stderr}`;
    assert.equal(code, 0, what);
    assert.doesNotMatch(stderr, /defect/, what);
  }
  for (const name of profiles) {
    const { code, stderr } = await project.run([
      ...["reproduce", "--update-lock"],
      ...profile(name),
    ]);
    assert.equal(code, 0, stderr);
  }
  assert.equal(Deno.readTextFileSync(project.lock), expected);
  assert.deepEqual(await damages(project), []);
});
