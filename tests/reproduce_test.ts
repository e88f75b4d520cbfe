/**
 * The experiment from outside: the smoke profile from an empty store, again,
 * with other threads, stage by stage, changed, damaged and interrupted.
 *
 * @module
 */

import assert from "node:assert/strict";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import {
  Explorer,
  type LoadedSubject,
  makePage,
  readBoard,
} from "../pipeline/explore/mod.ts";
import { embeddedIn } from "../pipeline/explore/testing/embedded.ts";
import { openProject } from "../pipeline/project.ts";
import { compareCarried } from "../web/explorer/compare/mod.ts";
import {
  checkout,
  copyCheckout,
  juice,
  juiceJson,
  startAndKill,
  temporary,
} from "./support/juice.ts";

/** The smoke profile with its store, as the explorer shows it. */
async function smokeOf(store: string): Promise<LoadedSubject> {
  const project = await openProject({ root: checkout, store });
  return {
    project,
    built: buildRecipe(project.recipe, "smoke"),
    device: { kind: "wasm", adapter: "" },
  };
}

/** What `reproduce --json` and `stage --json` print. */
interface Reproduced {
  readonly version: number;
  readonly profile: string;
  readonly device: string;
  readonly stages: readonly {
    readonly name: string;
    readonly kind: string;
    readonly status: "cached" | "ran" | "failed" | "skipped";
    readonly seconds: number;
    readonly verdict: string | null;
    readonly outputs: Readonly<Record<string, string>>;
  }[];
  readonly lock: "match" | "differs" | "updated" | "absent";
  readonly results: readonly {
    readonly method: string;
    /** Null for the base, which has seen no demonstrations. */
    readonly ratio: number | null;
    readonly seed: number;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly report: string;
}

/** What `plan --json` prints. */
interface Planned {
  readonly stages: readonly {
    readonly name: string;
    readonly kind: string;
    readonly status: "cached" | "run";
    readonly reasons: readonly string[];
  }[];
}

const smoke = ["--profile", "smoke", "--device", "wasm"];
const reproduce = ["reproduce", ...smoke];

/**
 * Stages that, with what they need, are of every kind but those that put the
 * results together, and learn by every objective: of arms that differ in their
 * settings alone, one.
 */
const onceEach = [
  ...["compute", "filtered", "voted"].map((arm) => `evaluation/sft/${arm}/*`),
  ...["interpolation", "spin", "irft/anchor", "irft/link=hinge"]
    .map((arm) => `evaluation/${arm}/*`),
  ...["beta=0.3", "apa", "ppo", "position-wise", "pessimistic", "curious"]
    .map((arm) => `evaluation/rft/${arm}/*ratio=0.35*`),
  "calibration/rft/truncated/*ratio=0.35*",
];

/** Every output's digest, by stage and output. */
const digests = ({ stages }: Reproduced) =>
  Object.fromEntries(stages.map(({ name, outputs }) => [name, outputs]));

/** How many stages have a status. */
const having = ({ stages }: Reproduced, status: string) =>
  stages.filter((stage) => stage.status === status).map(({ name }) => name);

Deno.test("the experiment, from an empty store", async (t) => {
  await using folder = temporary();
  // A checkout of its own, so that its report is nobody else's.
  const cwd = `${folder.path}/checkout`, store = `${folder.path}/store`;
  await copyCheckout(cwd);
  let first: Reproduced | undefined;

  await t.step("runs to the end and matches the lock", async () => {
    const { code, value, stderr } = await juiceJson<Reproduced>(
      [...reproduce, "--threads", "2"],
      { store, cwd },
    );
    assert.equal(code, 0, stderr);
    first = value;
    assert.equal(value.version, 1);
    assert.equal(value.profile, "smoke");
    assert.equal(value.lock, "match");
    // Arms that begin alike have stages of one key: the first of them runs.
    const ran = value.stages.filter(({ status }) => status === "ran");
    for (const { name, kind, status, outputs } of value.stages) {
      if (status === "ran") continue;
      assert.equal(status, "cached", name);
      const same = ran.filter((other) =>
        other.kind === kind &&
        JSON.stringify(other.outputs) === JSON.stringify(outputs)
      );
      assert.ok(same.length > 0, `${name} was there in an empty store`);
    }
    assert.ok(ran.length > 0.9 * value.stages.length);
    assert.ok(value.stages.every(({ verdict }) => verdict === "identical"));
    const methods = new Set(value.results.map(({ method }) => method));
    for (
      const method of ["base", "sft", "spin", "irft/beta=0.3", "rft/beta=0.3"]
    ) {
      assert.ok(methods.has(method), method);
    }
    for (const { metrics } of value.results) {
      for (const name of ["per_greedy", "per_sampled", "low_quality_rate"]) {
        assert.ok(metrics[name]! >= 0, name);
      }
    }
    const page = await Deno.readTextFile(value.report);
    assert.match(page, /<svg/);
  });
  assert.ok(first);

  await t.step("finds everything cached when asked again", async () => {
    const { code, value } = await juiceJson<Reproduced>(reproduce, {
      store,
      cwd,
    });
    assert.equal(code, 0);
    assert.deepEqual(having(value, "cached").length, value.stages.length);
    assert.deepEqual(digests(value), digests(first!));
    assert.deepEqual(value.results, first!.results);
  });

  await t.step("has a page that compares as the server does", async () => {
    const subject = await smokeOf(store);
    const page = await makePage(subject, await readBoard(subject));
    const carried = embeddedIn(page);
    using explorer = await Explorer.open(subject);
    const { stages } = carried.graph;
    const kinds = Map.groupBy(stages, ({ kind }) => kind);
    let compared = 0;
    for (const { name, kind } of stages) {
      const other = kinds.get(kind)!.at(-1)!.name;
      const [a, b] = [name, other].map((one) => carried.details[one]!.record!);
      assert.deepEqual(
        compareCarried(carried, a!, b!),
        await explorer.compare(`${a!.key}/${a!.n}`, `${b!.key}/${b!.n}`),
        `${name} and ${other}`,
      );
      if (name !== other) compared++;
    }
    assert.ok(compared > 50, String(compared));
  });

  await t.step("shows the table on a terminal of 80 columns", async () => {
    const { code, stdout } = await juice(reproduce, { store, cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^sft +\.\d{3} /m);
    for (const line of stdout.split("\n")) {
      assert.ok([...line].length <= 80, line);
    }
  });

  await t.step("reruns single stages and says they are identical", async () => {
    const { code, stdout } = await juice(
      ["stage", "sft/filtered/*", "--force", ...smoke],
      { store, cwd },
    );
    assert.equal(code, 0, stdout);
    assert.match(stdout, /identical/);
    const { value } = await juiceJson<Reproduced>(
      ["stage", "sft/*", "--force", ...smoke],
      { store, cwd },
    );
    assert.deepEqual(
      having(value, "ran"),
      first!.stages.filter(({ kind }) => kind === "sft").map((s) => s.name),
    );
  });

  await t.step("walks from the table back to the package", async () => {
    const { code, stdout } = await juice(
      ["lineage", "comparison.results", ...smoke],
      { store, cwd },
    );
    assert.equal(code, 0);
    assert.match(stdout, /cmu-pronouncing-dictionary@3\.0\.0/);
    assert.match(stdout, /sha512-[A-Za-z0-9+/]{86}==/);
  });

  await t.step("audits clean", async () => {
    const { code, stdout } = await juice(["audit", ...smoke], { store, cwd });
    assert.equal(code, 0, stdout);
  });

  await t.step("is signed, and verified as it was signed", async () => {
    const key = `${folder.path}/key`, out = `${folder.path}/signed.jsonl`;
    for (
      const args of [
        ["--new-key", key],
        ["--sign", key, "--out", out],
        ["--verify", `${key}.pub`, "--attestations", out],
      ]
    ) {
      const { code, stdout, stderr } = await juice(
        ["audit", ...args, ...smoke],
        { store, cwd },
      );
      assert.equal(code, 0, stdout + stderr);
    }
  });

  await t.step(
    "a changed loss reruns just the stages that hold it",
    async () => {
      const loss = `${cwd}/learn/objectives/contrast.ts`;
      const text = await Deno.readTextFile(loss);
      const changed = text.replace("affine(u, -1, 1)", "affine(u, -1, 2)");
      assert.notEqual(changed, text);
      await Deno.writeTextFile(loss, changed);
      const { value } = await juiceJson<Planned>(
        ["plan", ...smoke],
        { store, cwd },
      );
      const reason = "code: learn/objectives/contrast.ts changed";
      const holding = value.stages.filter(({ reasons }) =>
        reasons.some((line) => line.startsWith(reason))
      );
      const kinds = new Set(holding.map(({ kind }) => kind));
      assert.deepEqual([...kinds], ["self_play"]);
      assert.equal(
        holding.length,
        value.stages.filter(({ kind }) => kind === "self_play").length,
      );
      // Nothing else runs for a reason of its own.
      for (const { status, reasons, kind } of value.stages) {
        if (status === "cached" || kind === "self_play") continue;
        assert.ok(
          reasons.every((line) =>
            /waits for stage|inputs that wait$/.test(line)
          ),
        );
      }
      const spin = holding.find(({ name }) => name.includes("spin"))!.name;
      const { stdout } = await juice(["explain", spin, ...smoke], {
        store,
        cwd,
      });
      assert.match(stdout, /learn\/objectives\/contrast\.ts/);
      await Deno.writeTextFile(loss, text);
    },
  );

  await t.step("finds a damaged object and heals it", async () => {
    const stage = first!.stages.find(({ kind }) => kind === "sft")!;
    const digest = stage.outputs["curves"]!;
    const path = `${store}/objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
    await Deno.chmod(path, 0o644);
    const bytes = await Deno.readFile(path);
    bytes[10]! ^= 1;
    await Deno.writeFile(path, bytes);
    const audit = await juice(["audit", ...smoke], { store, cwd });
    assert.notEqual(audit.code, 0);
    assert.ok((audit.stdout + audit.stderr).includes(digest.slice(0, 8)));
    const { code, value } = await juiceJson<Reproduced>(reproduce, {
      store,
      cwd,
    });
    assert.equal(code, 0);
    assert.deepEqual(having(value, "ran"), [stage.name]);
    assert.deepEqual(digests(value), digests(first!));
    assert.equal((await juice(["audit", ...smoke], { store, cwd })).code, 0);
  });

  await t.step(
    "gives the same bytes with one thread after a kill",
    async () => {
      const other = `${folder.path}/other`;
      const arguments_ = ["stage", ...onceEach, ...smoke].concat(
        ["--threads", "1", "--jobs", "1"],
      );
      const done = /^\[.*\] (\S+): done in /gm;
      const said = await startAndKill(
        arguments_,
        { store: other, cwd },
        done,
        3,
      );
      const kept = [...said.matchAll(done)].map(([, name]) => name!);
      assert.ok(kept.length >= 3, said);
      const { code, value, stderr } = await juiceJson<Reproduced>(arguments_, {
        store: other,
        cwd,
      });
      assert.equal(code, 0, stderr);
      // What had ended is used, and what had not is run.
      const cached = having(value, "cached");
      assert.deepEqual(kept.filter((name) => !cached.includes(name)), []);
      assert.ok(having(value, "ran").length > 0);
      const kinds = ({ stages }: Reproduced) =>
        new Set(stages.map(({ kind }) => kind));
      assert.deepEqual(
        [...kinds(first!).difference(kinds(value))],
        ["comparison", "report"],
      );
      const expected = digests(first!);
      for (const { name, outputs, verdict } of value.stages) {
        assert.deepEqual(outputs, expected[name], name);
        assert.equal(verdict, "identical", name);
      }
    },
  );
});

Deno.test("every profile that needs no data can be planned", async () => {
  await using folder = temporary();
  const store = `${folder.path}/store`;
  for (const profile of ["smoke", "default", "full", "settings"]) {
    const { code, value, stderr } = await juiceJson<Planned>(
      ["plan", "--profile", profile, "--device", "wasm"],
      { store },
    );
    assert.equal(code, 0, stderr);
    assert.ok(value.stages.length > 80, profile);
    assert.equal(value.stages.at(-1)!.name, "report");
    assert.ok(value.stages.every(({ status }) => status === "run"));
  }
});

Deno.test("what is wrong with an argument is said in a line or two", async () => {
  await using folder = temporary();
  const store = `${folder.path}/store`;
  const cases: [string[], RegExp][] = [
    [["reproduce", "--profile", "smok"], /no profile "smok".*"smoke"/s],
    [["stage", "stf/*", ...smoke], /"stf\/\*"/],
    [["explain", "no-such-stage", ...smoke], /"no-such-stage"/],
    [["lineage", "0123456789", ...smoke], /"0123456789"/],
    [["reproduce", "--device", "cuda"], /cuda/],
    [["reproduce", "--frobnicate"], /--frobnicate/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr, stdout } = await juice(args, { store });
    assert.notEqual(code, 0, args.join(" "));
    assert.match(stderr + stdout, message);
    assert.ok(!/\bat .*\.ts:\d+/.test(stderr), "no stack trace");
  }
});

Deno.test("a missing adapter is said before anything runs", async () => {
  await using folder = temporary();
  const store = `${folder.path}/store`;
  const { code, stderr } = await juice(
    ["reproduce", "--profile", "smoke", "--device", "webgpu"],
    // No machine has this backend, so no adapter is found.
    { store, env: { DENO_WEBGPU_BACKEND: "none" } },
  );
  assert.notEqual(code, 0);
  assert.match(stderr, /adapter/);
  assert.match(stderr, /doctor/);
});

Deno.test("a damaged lock is named and left as it is", async () => {
  await using folder = temporary();
  const copy = `${folder.path}/copy`, store = `${folder.path}/store`;
  await copyCheckout(copy);
  const path = `${copy}/lock.json`;
  const damaged = (await Deno.readTextFile(path)).slice(0, 500);
  await Deno.writeTextFile(path, damaged);
  const { code, stderr } = await juice(reproduce, { store, cwd: copy });
  assert.notEqual(code, 0);
  assert.match(stderr, /lock\.json/);
  assert.equal(await Deno.readTextFile(path), damaged);
  assert.ok(checkout.length > 1);
});
