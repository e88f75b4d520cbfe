import assert from "node:assert/strict";
import { join } from "node:path";
import { names } from "../store/objects.ts";
import { startEngine, until } from "../testing/engine.ts";
import {
  makeProgramProject,
  processesWith,
  programTest,
  uniqueSeconds,
  withVariable,
} from "../testing/program.ts";
import { runProfile, statuses, type TestProject } from "../testing/project.ts";

const both = ["namespaces", "none"] as const;

/** What a run's program has written. */
async function reportOf(test: TestProject, how: string): Promise<string> {
  const project = await test.open();
  const { look } = (await runProfile(project, how)).outcomes;
  assert.equal(look!.failure?.message, undefined);
  const { digest } = look!.record!.outputs.report!;
  return Deno.readTextFileSync(project.store.pathOf(digest));
}

programTest("a program is a stage like any other", both, async (way) => {
  using test = makeProgramProject("");
  const first = await runProfile(await test.open(), "plain");
  assert.equal(first.outcomes.look!.failure?.message, undefined);
  const record = first.outcomes.look!.record!;
  assert.equal(record.isolation, way);
  assert.deepEqual(record.metrics, { inputs: 1 });
  assert.match(record.preimage.tools!.wc!, /^[0-9a-f]{64}$/);
  assert("stages/lib/look.sh" in record.preimage.code.files);
  const report = await reportOf(test, "plain");
  assert.equal(report.trim(), "1");
  assert.deepEqual(statuses(await runProfile(await test.open(), "plain")), [
    "number: cached",
    "look: cached",
  ]);
  assert.deepEqual(names(join(test.root, ".juice/work")), []);

  test.edit("stages/lib/look.sh", "echo '{", "echo '   {");
  const edited = await runProfile(await test.open(), "plain");
  assert.deepEqual(statuses(edited), ["number: cached", "look: ran"]);
  const started = edited.events.flatMap((event) =>
    event.type === "stage-started" ? event.why : []
  );
  assert.deepEqual(started, ["code: stages/lib/look.sh changed"]);
});

programTest("a program that fails is told in its own words", both, async () => {
  using test = makeProgramProject("/nowhere");
  const cases: [string, string, RegExp][] = [
    ["fail", "threw", /"sh" ended with exit code 3: the table is empty$/],
    ["crash", "killed", /"sh" was ended by SIGSEGV$/],
    ["silent", "missing-output", /its output "report" was not written/],
    ["metrics", "threw", /wrote metrics that cannot be read/],
    ["undeclared", "access-refused", /add it .*tools: \["perl"\]$/is],
    ["nothing", "threw", /are not a list of texts that begins with a program/],
    ["env", "access-refused", /env access to "HOME"/],
    ["read", "access-refused", /read access to "\/nowhere"/],
  ];
  for (const [how, reason, message] of cases) {
    const run = await runProfile(await test.open(), how);
    const { status, failure } = run.outcomes.look!;
    assert.equal(status, "failed", how);
    assert.match(failure!.message, message);
    assert.equal(failure!.reason, reason);
    const [left] = names(join(test.root, ".juice/work"));
    const folder = join(test.root, ".juice/work", left!);
    for (const name of names(folder)) assert.equal(name, "log.txt");
    Deno.removeSync(folder, { recursive: true });
  }
});

programTest(
  "a program finds what it declared, and no names",
  both,
  async (way) => {
    using test = makeProgramProject("");
    const report = await reportOf(test, "look");
    assert.match(report, /^GREETING=it's me$/m);
    assert.match(report, /^TZ=UTC$/m);
    assert.match(report, /^no rm on the path$/m);
    assert.doesNotMatch(report, /^(?:USER|SHELL|DENO_\w+|JUICE_STORE)=/m);
    if (way === "none") return;
    assert(!report.includes(test.root), report);
    assert.match(report, /^input \/stage\/inputs\/number\.json$/m);
    assert.match(report, /^output \/stage\/outputs\/report\.txt$/m);
    assert.match(report, /^script \/stage\/files\/lib\/look\.sh$/m);
    assert.match(report, /^folder \/stage\/scratch$/m);
    assert.match(report, /^user 1000:1000$/m);
    assert.match(report, /^host stage$/m);
  },
);

programTest("a program cannot get out", ["namespaces"], async () => {
  using test = makeProgramProject("");
  const secret = join(test.root, "secret.txt");
  Deno.writeTextFileSync(secret, "the secret");
  test.edit("stages/profiles.json", '"secret":""', `"secret":"${secret}"`);
  const report = await reportOf(test, "escape");
  const lines = new Map(
    report.trim().split("\n").map((line) => {
      const [name = "", rest = ""] = line.split(/:? (.*)/s);
      return [name, rest];
    }),
  );
  assert.equal(lines.get("interfaces"), "1", "the loopback alone");
  assert(Number(lines.get("processes")) < 12, report);
  const got = [...lines].filter(([, said]) => said.startsWith("got"));
  assert.deepEqual(got, [], report);
  const refused = [...lines].filter(([, said]) => said === "refused");
  assert.equal(refused.length, 22, report);
  const { store } = await test.open();
  const [number] = store.recordsOfStage("number");
  const { digest, form } = number!.outputs.number!;
  assert.equal(store.verify(digest, form, { deep: true }), null);
  assert.equal(Deno.statSync(store.pathOf(digest)).mode! & 0o777, 0o444);
});

programTest("what a program leaves behind ends with it", both, async () => {
  const seconds = uniqueSeconds();
  using test = makeProgramProject(seconds);
  const run = await runProfile(await test.open(), "daemons");
  assert.equal(run.outcomes.look!.status, "ran");
  await until(() => processesWith(seconds).length === 0);
});

programTest("a program ends with an engine that is killed", both, async () => {
  const seconds = uniqueSeconds();
  using test = makeProgramProject(seconds);
  const engine = startEngine(test.root, "spin");
  await until(() => processesWith(seconds).length >= 3);
  engine.kill("SIGKILL");
  await engine.status;
  await until(() => processesWith(seconds).length === 0);
});

programTest("a program's memory is limited", both, async () => {
  using test = makeProgramProject(uniqueSeconds());
  const hog = await runProfile(await test.open(), "hog");
  assert.equal(hog.outcomes.look!.failure!.reason, "out-of-memory");
  assert.match(
    hog.outcomes.look!.failure!.message,
    /its 200 MiB of memory: it/,
  );
});

programTest("a program's time is limited", both, async () => {
  const seconds = uniqueSeconds();
  using test = makeProgramProject(seconds);
  test.edit("stages/look.ts", "time: 60", "time: 1");
  const { look } = (await runProfile(await test.open(), "spin")).outcomes;
  assert.equal(look!.failure!.reason, "out-of-time");
  assert.match(look!.failure!.message, /was stopped after .* it may take 1 s/);
  await until(() => processesWith(seconds).length === 0);
});

programTest("a tool is known by its bytes", both, async () => {
  using test = makeProgramProject("");
  const folder = join(test.root, "tools");
  Deno.mkdirSync(folder);
  const tool = join(folder, "setsid");
  const write = (text: string) => {
    Deno.writeTextFileSync(tool, text);
    Deno.chmodSync(tool, 0o755);
  };
  const path = Deno.env.get("PATH")!;
  using _ = withVariable("PATH", `${folder}:${path}`);
  write("#!/bin/sh\necho one");
  const first = await runProfile(await test.open(), "plain");
  assert.equal(first.outcomes.look!.failure?.message, undefined);
  assert.equal(
    (await runProfile(await test.open(), "plain")).outcomes.look!.status,
    "cached",
  );
  write("#!/bin/sh\necho three");
  const again = await runProfile(await test.open(), "plain");
  assert.equal(again.outcomes.look!.status, "ran");
  assert.notEqual(
    again.outcomes.look!.record!.preimage.tools!.setsid,
    first.outcomes.look!.record!.preimage.tools!.setsid,
  );
});
