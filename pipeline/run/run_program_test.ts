import assert from "node:assert/strict";
import { join } from "node:path";
import { findProgram } from "../find_program.ts";
import { names } from "../store/objects.ts";
import { startEngine, until } from "../testing/engine.ts";
import {
  makeProgramProject,
  processesWith,
  programTest,
  uniqueSeconds,
  withVariable,
} from "../testing/program.ts";
import {
  header,
  makeProject,
  openProject,
  runProfile,
  statuses,
  type TestProject,
} from "../testing/project.ts";

const both = ["namespaces", "none"] as const;
const engine = new URL("../", import.meta.url);

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
    ["link", "missing-output", /its output "report" is not a plain file/],
    ["pipe", "threw", /wrote metrics that cannot be read/],
    ["linked", "threw", /wrote metrics that cannot be read/],
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
    assert.deepEqual(names(folder), ["log.txt", "stage.json"]);
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

programTest(
  "a program cannot spoil the store by its inputs",
  both,
  async () => {
    using test = makeProgramProject("");
    await reportOf(test, "spoil");
    const { store } = await test.open();
    const [number] = store.recordsOfStage("number");
    const { digest, form } = number!.outputs.number!;
    assert.equal(store.verify(digest, form, { deep: true }), null);
    assert.equal(Deno.readTextFileSync(store.pathOf(digest)), "3");
  },
);

programTest("a program's endless line is cut", both, async () => {
  using test = makeProgramProject("");
  const run = await runProfile(await test.open(), "chatty");
  assert.equal(run.outcomes.look!.status, "ran");
  const lengths = run.events.flatMap((event) =>
    event.type === "stage-log" ? event.line.length : []
  );
  assert(lengths.includes("about to chatty".length));
  // What is shown of it is shorter than the parts that it is cut into.
  assert.equal(Math.max(...lengths), 2 ** 12);
});

programTest("what a program leaves behind ends with it", both, async () => {
  const seconds = uniqueSeconds();
  using test = makeProgramProject(seconds);
  const run = await runProfile(await test.open(), "daemons");
  assert.equal(run.outcomes.look!.status, "ran");
  await until(() => processesWith(seconds).length === 0);
});

programTest("what gets away from a program holds nobody up", both, async () => {
  for (const how of ["away", "cling"]) {
    const seconds = uniqueSeconds();
    using test = makeProgramProject(seconds);
    const controller = new AbortController();
    let ended = false;
    const run = runProfile(await test.open(), how, {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === "stage-log" && event.line === "clinging") {
          controller.abort();
        }
      },
    }).finally(() => ended = true);
    try {
      await until(() => ended);
    } finally {
      // Without namespaces it survives, and would keep the run waiting.
      processesWith(seconds).forEach((pid) => Deno.kill(pid, "SIGKILL"));
    }
    const { look } = (await run).outcomes;
    const expected = how === "away" ? undefined : "interrupted";
    assert.equal(look!.failure?.reason, expected, look!.failure?.message);
  }
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

programTest("a program is stopped with the run", both, async () => {
  const seconds = uniqueSeconds();
  using test = makeProgramProject(seconds);
  const controller = new AbortController();
  const { outcomes } = await runProfile(await test.open(), "spin", {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === "stage-log" && event.line === "spinning") {
        controller.abort();
      }
    },
  });
  assert.equal(outcomes.look!.failure!.reason, "interrupted");
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

programTest("a kind's limits are its program's alone", both, async () => {
  using test = makeProgramProject("");
  test.edit("stages/look.ts", "memory: 200, time: 60", "memory: 16, time: 2");
  const project = await test.open();
  const { look } = (await runProfile(project, "think")).outcomes;
  assert.equal(look!.failure?.message, undefined);
  const gorge = (await runProfile(project, "gorge")).outcomes.look!.failure!;
  assert.equal(gorge.reason, "out-of-memory");
  assert.equal(
    gorge.message,
    'Stage "look" was not started: making its arguments took more than ' +
      "512 MiB of memory\nLet the program do the work; its arguments only " +
      "name what it needs",
  );
});

/** Puts a program of the name "setsid" in front of the system's own. */
function ownTool(test: TestProject, text: string): Disposable {
  const folder = join(test.root, "own tools");
  Deno.mkdirSync(join(folder, "bin"), { recursive: true });
  Deno.mkdirSync(join(folder, "lib"), { recursive: true });
  Deno.writeTextFileSync(join(folder, "lib/words"), "of its own");
  Deno.writeTextFileSync(join(folder, "bin/setsid"), text);
  Deno.chmodSync(join(folder, "bin/setsid"), 0o755);
  return withVariable("PATH", `${folder}/bin:${Deno.env.get("PATH")}`);
}

programTest("a tool is known by its bytes", both, async () => {
  using test = makeProgramProject("");
  const run = async (text: string) => {
    using _ = ownTool(test, text);
    const { outcomes } = await runProfile(await test.open(), "plain");
    assert.equal(outcomes.look!.failure?.message, undefined);
    const { status, record } = outcomes.look!;
    return { status, digest: record!.preimage.tools!.setsid };
  };
  const first = await run("#!/bin/sh\necho one");
  assert.deepEqual(await run("#!/bin/sh\necho one"), {
    ...first,
    status: "cached",
  });
  const other = await run("#!/bin/sh\necho three");
  assert.equal(other.status, "ran");
  assert.notEqual(other.digest, first.digest);
});

programTest("a tool finds what lies beside it", both, async () => {
  using test = makeProgramProject("");
  using _ = ownTool(
    test,
    '#!/bin/sh\nread -r words < "${0%/*}/../lib/words"\necho "$words" "$@"',
  );
  assert.equal(await reportOf(test, "tool"), "of its own a b  c\n");
});

programTest("what a program has left can be removed", both, async () => {
  using test = makeProgramProject("");
  await reportOf(test, "litter");
  assert.deepEqual(names(join(test.root, ".juice/work")), []);
  assert.deepEqual(names(join(test.root, ".juice/scratch")), []);
});

/** A script that shows what Python finds, in a store at an awkward place. */
const python = {
  "stages/table.py": `import json, os, sys
numbers = json.loads(sys.argv[1])
for name, path in numbers.items():
    with open(path) as file, \\
            open(os.path.join(sys.argv[2], name.replace("/", "-")), "w") as out:
        json.dump(json.load(file) * 2, out)
print("doubled", len(numbers), "numbers")
`,
  "stages/table.ts": `${header}
import { command } from "${engine}kinds/command.ts";
export const table = command(import.meta, {
  doc: "Doubles numbers with Python.",
  params: z.object({}),
  inputs: { numbers: many(json) },
  outputs: { doubled: folder("numbers") },
  determinism: "bitwise",
  tools: ["python3"],
  files: ["./table.py"],
  environment: { PYTHONHASHSEED: "0" },
  arguments: ({ inputs, outputs, files }) => ["python3", files["./table.py"],
    JSON.stringify(inputs.numbers), outputs.doubled],
});`,
  "stages/recipe.ts": `
import { recipe } from "${engine}recipe.ts";
import { number } from "./number.ts";
import { table } from "./table.ts";
export default recipe({
  doc: "Doubles numbers.",
  profiles: { all: {} },
  build(_, add) {
    const { number: three } = add("three", number, { value: 3 }, {});
    const { number: four } = add("four", number, { value: 4 }, {});
    add("table", table, {}, { numbers: { "a/it's": three, "b $HOME": four } });
    return {};
  },
});`,
};

/** Python itself, and not what picks one of several versions. */
const pythons = (Deno.env.get("PATH") ?? "").split(":")
  .filter((folder) => !folder.endsWith("/shims"));
const hasPython = findProgram(["python3"], pythons.join(":")) !== null;

programTest("Python runs as a stage", both, async (way) => {
  using _ = withVariable("PATH", pythons.join(":"));
  using test = makeProject(python);
  const store = join(test.root, `a store's "place", $HOME \\ é`);
  const project = await openProject({ root: test.root, store });
  const { outcomes, events } = await runProfile(project, "all");
  const { record, failure } = outcomes.table!;
  assert.equal(outcomes.three!.failure?.message, undefined);
  assert.equal(failure?.message, undefined);
  assert.equal(record!.isolation, way);
  const tree = project.store.readTree(record!.outputs.doubled!.digest);
  const numbers = tree.map(({ path, digest }) => [
    path,
    Deno.readTextFileSync(project.store.pathOf(digest)),
  ]);
  assert.deepEqual(numbers, [["a-it's", "6"], ["b $HOME", "8"]]);
  const lines = events.flatMap((event) =>
    event.type === "stage-log" ? event.line : []
  );
  assert.deepEqual(lines, ["doubled 2 numbers"]);
}, hasPython ? null : "needs python3: apt-get install python3");
