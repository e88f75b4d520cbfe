import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { audit, type Finding, repair } from "../../audit/mod.ts";
import type { Digest } from "../../identity/digest.ts";
import { lockText, updateLock } from "../../lock.ts";
import { planRecipe } from "../../plan/mod.ts";
import { buildRecipe } from "../../build_recipe.ts";
import { runPlan } from "../../run/mod.ts";
import { openStore } from "../../store/mod.ts";
import { names } from "../../store/objects.ts";
import { makeProgramProject, programTest } from "../program.ts";
import { makeProject, runProfile, wasm } from "../project.ts";
import { random } from "./random.ts";

/** What can befall a file; a position is a share of its length. */
const harms: Readonly<Record<string, (path: string, at: number) => void>> = {
  flip: (path, at) => {
    const bytes = Deno.readFileSync(path);
    const i = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
    bytes[i] = bytes[i]! ^ (1 << Math.floor(at * 997) % 8);
    Deno.writeFileSync(path, bytes);
  },
  "flip that keeps the time": (path, at) => {
    const { mtime } = Deno.statSync(path);
    harms.flip!(path, at);
    Deno.utimeSync(path, mtime!, mtime!);
  },
  cut: (path, at) =>
    Deno.truncateSync(path, Math.floor(at * Deno.statSync(path).size)),
  extend: (path) => Deno.writeTextFileSync(path, "\n", { append: true }),
  empty: (path) => Deno.truncateSync(path),
  "replace by a folder": (path) => {
    Deno.removeSync(path);
    Deno.mkdirSync(join(path, "inside"), { recursive: true });
  },
  remove: (path) => Deno.removeSync(path),
};

const isDamage = ({ severity }: Finding) => severity === "damage";

/** All files below a folder. */
function filesOf(folder: string): string[] {
  return names(folder).flatMap((name) => {
    const path = join(folder, name);
    return Deno.statSync(path).isDirectory ? filesOf(path) : [path];
  });
}

Deno.test("any harm to any object or record is named and made good", async () => {
  using test = makeProject();
  const project = await test.open();
  const built = buildRecipe(project.recipe, "plain");
  const first = await runProfile(project, "plain");
  const lock = updateLock(null, "plain", Object.values(first.outcomes));
  const expected = lockText(lock);
  const stages = Object.keys(first.outcomes);
  const { store } = project;
  const logs = new Set(
    store.allRecords().flatMap(({ log }) =>
      log === undefined ? [] : [store.pathOf(log.digest)]
    ),
  );
  assert.equal(logs.size, 1);
  const clean = () =>
    audit(store, lock).findings
      .filter(({ message }) => !/did not read/.test(message));
  assert.deepEqual(clean(), []);

  /** Harms a file, and runs what is needed to have all as it was. */
  const suffer = async (path: string, harm: string, at: number) => {
    const what = `${harm} at ${at} of ${relative(store.root, path)}`;
    const lost = harm === "remove";
    const isRecord = path.startsWith(join(store.root, "records"));
    const before = Deno.readFileSync(path);
    Deno.chmodSync(path, 0o644);
    harms[harm]!(path, at);
    const found = clean();
    const isCode = found.every(({ message }) => /it is code/.test(message));
    const isLog = logs.has(path);
    // A record, code or log that is gone left nothing that could miss it.
    if (!(lost && (isRecord || isCode || isLog))) {
      assert(found.length > 0, `not found: ${what}`);
      const told = found.map((f) => `${f.subject}: ${f.message}`).join("\n");
      const named = stages.some((stage) => told.includes(`"${stage}"`));
      assert(named, `no stage is named: ${what}\n${told}`);
    }
    // As the next process has it, which remembers nothing of the store.
    const next = { ...project, store: openStore(store.root) };
    const plan = await planRecipe(next, built, wasm);
    const outcomes = await runPlan(next, plan, { device: wasm });
    const after = lockText(updateLock(null, "plain", outcomes));
    assert.equal(after, expected, what);
    if (isLog) {
      // No run makes it anew: it is moved aside, and put back by this test.
      repair(store, { locks: [lock] });
      store.putBytes(before);
    }
    const left = clean().filter(isDamage);
    assert.deepEqual(left, [], what);
    if (isRecord) return;
    assert.deepEqual(Deno.readFileSync(path), before, what);
  };

  // Each harm to each file of the finished project, at a place that is drawn.
  const files = ["objects", "records"].flatMap((folder) =>
    filesOf(join(store.root, folder))
  );
  const draw = random(1);
  for (const path of files) {
    const flips = Array.from({ length: 4 }, () => "flip");
    for (const harm of [...flips, ...Object.keys(harms)]) {
      // A record that was harmed is not replaced but followed by another one.
      const newest = path.endsWith("1.json")
        ? filesOf(join(path, "..")).at(-1)!
        : path;
      await suffer(newest, harm, draw());
    }
  }
});

Deno.test("a flip of any digit of a digest in the lock is named", async () => {
  using test = makeProject();
  const project = await test.open();
  const { outcomes } = await runProfile(project, "plain");
  const lock = updateLock(null, "plain", Object.values(outcomes));
  const draw = random(2);
  for (const [stage, entry] of Object.entries(lock.profiles.plain!)) {
    for (const [output, digest] of Object.entries(entry.outputs)) {
      const at = Math.floor(draw() * 64);
      const digit = digest[at] === "0" ? "1" : "0";
      const flipped = digest.slice(0, at) + digit + digest.slice(at + 1);
      const outputs = { ...entry.outputs, [output]: flipped as Digest };
      const wrong = { plain: { [stage]: { ...entry, outputs } } };
      const found = audit(project.store, { ...lock, profiles: wrong }).findings;
      assert.deepEqual(
        found.filter(isDamage).map(({ subject }) => subject),
        [`lock plain ${stage}`],
      );
    }
  }
});

Deno.test("an input that is damaged after the plan is not given to a stage", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "plain");
  const project = await test.open();
  const built = buildRecipe(project.recipe, "plain");
  const plan = await planRecipe(project, built, wasm, {
    only: ["parity"],
    force: true,
  });
  const [number] = plan.stages;
  const { digest } = number!.record!.outputs.number!;
  const path = project.store.pathOf(digest);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "8");
  const [, failed] = await runPlan(project, plan, { device: wasm });
  assert.match(
    failed!.failure!.message,
    /Cannot use the object \w{8}: it is damaged; run the same command again/,
  );
  const healed = await runProfile(await test.open(), "plain");
  assert.equal(healed.outcomes["number/a"]!.status, "ran");
});

Deno.test("an input that rots while its time stays is not given to a stage", async () => {
  using test = makeProject();
  const first = await runProfile(await test.open(), "plain", {
    only: ["number/a", "number/b"],
  });
  const { store } = await test.open();
  const { digest } = first.outcomes["number/a"]!.record!.outputs.number!;
  const path = store.pathOf(digest);
  const rot = () => {
    const { mtime } = Deno.statSync(path);
    Deno.chmodSync(path, 0o644);
    Deno.writeTextFileSync(path, "8");
    Deno.utimeSync(path, mtime!, mtime!);
  };
  rot();
  // The plan believes the seal; what is put before a stage is hashed.
  const refused = await runProfile(await test.open(), "plain");
  assert.equal(refused.outcomes["number/a"]!.status, "cached");
  assert.match(
    refused.outcomes.parity!.failure!.message,
    /Cannot use the object \w{8}: it is damaged; run the same command again/,
  );
  const healed = await runProfile(await test.open(), "plain");
  assert.equal(healed.outcomes["number/a"]!.status, "ran");
  const { odd } = healed.outcomes.parity!.record!.outputs;
  assert.equal(Deno.readTextFileSync(store.pathOf(odd!.digest)), "1");
  assert.deepEqual(audit(store, null).findings.filter(isDamage), []);
  // What is cached downstream needs it no more, until an audit says so.
  rot();
  const unused = await runProfile(await test.open(), "plain");
  assert.equal(unused.outcomes["number/a"]!.status, "cached");
  assert.equal(audit(store, null).findings.filter(isDamage).length, 1);
  const seen = await runProfile(await test.open(), "plain");
  assert.equal(seen.outcomes["number/a"]!.status, "ran");
});

Deno.test("no stage can write through the link that its input is", async () => {
  using test = makeProject();
  test.edit(
    "stages/parity.ts",
    "await writeJson(outputs.odd,",
    `const refused = [];
    for (const [name, attempt] of Object.entries({
      write: () => Deno.writeTextFileSync(inputs.number, "9"),
      append: () => Deno.writeTextFileSync(inputs.number, "9", { append: true }),
      truncate: () => Deno.truncateSync(inputs.number),
      chmod: () => Deno.chmodSync(inputs.number, 0o666),
      utime: () => Deno.utimeSync(inputs.number, 1, 1),
      remove: () => Deno.removeSync(inputs.number),
      rename: () => Deno.renameSync(inputs.number, outputs.odd),
      link: () => Deno.linkSync(inputs.number, outputs.odd),
    })) {
      try {
        attempt();
      } catch (error) {
        if (error.name === "NotCapable") refused.push(name);
      }
    }
    if (refused.length !== 8) throw new Error("refused only " + refused);
    await writeJson(outputs.odd,`,
  );
  const project = await test.open();
  const run = await runProfile(project, "plain");
  assert.equal(run.outcomes.parity!.failure, null);
  assert.deepEqual(audit(project.store, null).findings.filter(isDamage), []);
});

programTest(
  "no program can write to the store through its input",
  ["namespaces", "none"],
  async () => {
    using test = makeProgramProject("");
    test.edit(
      "stages/lib/look.sh",
      "plain) wc",
      'plain) chmod 666 "$input" || true; echo 5 > "$input" || true; wc',
    );
    const project = await test.open();
    const run = await runProfile(project, "plain");
    assert.equal(run.outcomes.look!.failure, null);
    assert.deepEqual(audit(project.store, null).findings.filter(isDamage), []);
  },
);
