import assert from "node:assert/strict";
import { join } from "node:path";
import { audit } from "../../audit/mod.ts";
import { readLock } from "../../lock.ts";
import { sweep } from "../../run/sweep.ts";
import { openStore } from "../../store/mod.ts";
import { names } from "../../store/objects.ts";
import { until } from "../engine.ts";
import type { Operation } from "./disk.ts";
import { violations } from "./order.ts";
import {
  type FaultProject,
  makeFaultProject,
  readOperations,
} from "./project.ts";
import { random } from "./random.ts";
import { killRandomly } from "./kill.ts";

/** Set to crash at every single operation, which takes some minutes. */
const everyPoint = "JUICE_TEST_EVERY_CRASH";

const reproduce = [
  ...["reproduce", "--profile", "every", "--update-lock"],
  ...["--jobs", "1"],
];

/** Runs the rest of an interrupted run and checks that nothing is amiss. */
async function recover(
  project: FaultProject,
  expected: string,
  what: string,
): Promise<void> {
  const { code, stderr } = await project.run(reproduce);
  assert.equal(code, 0, `${what}: ${stderr}`);
  assert.equal(Deno.readTextFileSync(project.lock), expected, what);
  const store = openStore(project.store);
  const { findings } = audit(store, await readLock(project.lock));
  assert.deepEqual(findings.filter((f) => f.severity === "damage"), [], what);
  // The next run that has work to do clears away what was left.
  sweep(store, Date.now() + 40 * 24 * 3600 * 1000);
  const folders = ["incoming", "work", "scratch", "locks/commands"];
  for (const folder of folders) {
    assert.deepEqual(
      names(join(project.store, folder)),
      [],
      `${what} ${folder}`,
    );
  }
  assert.deepEqual(names(join(project.store, "locks")), ["commands", "store"]);
  assert.deepEqual(
    names(project.root).filter((name) => /\.tmp$|^\.report/.test(name)),
    [],
    what,
  );
}

Deno.test("a crash at any disk operation is mended by running again", async (t) => {
  using first = makeFaultProject();
  using second = makeFaultProject();
  // Younger files are hashed each time, which would count as operations.
  const made = Date.now();
  await until(() => Date.now() > made + 3000);
  const log = join(first.root, "operations");
  const whole = await first.run(reproduce, { faults: { log } });
  assert.equal(whole.code, 0, whole.stderr);
  const expected = Deno.readTextFileSync(first.lock);
  const operations = readOperations(log);

  await t.step("what is referred to is on the disk before", () => {
    const store = openStore(first.store);
    const trees = new Set(
      store.allRecords().flatMap(({ outputs }) => Object.values(outputs))
        .filter(({ form }) => form === "folder").map(({ digest }) => digest),
    );
    const holds = (digest: string) =>
      [...trees].filter((tree) => tree === digest)
        .flatMap((tree) => store.readTree(tree)).map((entry) => entry.digest);
    const check = (some: readonly Operation[]) =>
      violations(some, first, holds);
    assert.deepEqual(check(operations), []);
    // Each sync of bytes is needed, and each of the whole file system: without it the rule is broken.
    const ofFiles = operations.filter(({ name, path }) =>
      name === "sync" && /\/work\/|\.tmp$/.test(path)
    );
    assert(ofFiles.length > 10);
    // Of the pages and of their copies: the bytes, then the names.
    const ofAll = operations.filter(({ name }) => name === "sync all");
    assert.equal(ofAll.length, 4);
    const syncs = [...ofFiles, ...ofAll];
    for (const sync of syncs) {
      const without = operations.filter((one) => one !== sync);
      assert(check(without).length > 0, `${sync.path} ${sync.site}`);
    }
  });

  await t.step("each crash ends with the same lock", async () => {
    // Each line that changes the disk once, at one of its operations.
    const all = Deno.env.get(everyPoint) === "1";
    const sites = new Map<string, number[]>();
    for (const [i, { name, site }] of operations.entries()) {
      const line = `${name} ${site}`;
      sites.set(line, [...sites.get(line) ?? [], i + 1]);
    }
    assert(sites.size >= 50);
    const draw = random(1);
    const chosen = [...sites.values()]
      .map((at) => at[Math.floor(draw() * at.length)]!);
    const points = all ? operations.map((_, i) => i + 1) : chosen;
    const queue = points.values();
    await Promise.all([first, second].map(async (project) => {
      for (const kill of queue) {
        project.reset();
        const { name, site } = operations[kill - 1]!;
        const what = `killed at ${kill}, ${name} of ${site}`;
        const { signal, stderr } = await project.run(reproduce, {
          faults: { kill },
        });
        assert.equal(signal, "SIGKILL", `${what}: ${stderr}`);
        await recover(project, expected, what);
      }
    }));
  });

  await t.step("and so does each kill at some time", async () => {
    const draw = random(2);
    const killed = { engine: 0, stage: 0 };
    await Promise.all([first, second].map(async (project) => {
      while (killed.engine < 12 || killed.stage < 8) {
        project.reset();
        const target = killed.engine < 1.5 * killed.stage ? "engine" : "stage";
        const done = await killRandomly(project, reproduce, target, draw);
        if (done) killed[target]++;
        await recover(project, expected, `a killed ${target}`);
      }
    }));
  });
});
