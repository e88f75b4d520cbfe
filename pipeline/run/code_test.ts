import assert from "node:assert/strict";
import { join } from "node:path";
import { audit } from "../audit/mod.ts";
import { closureOf } from "../identity/closure.ts";
import { buildRecipe } from "../build_recipe.ts";
import {
  makeProject,
  runProfile,
  statuses,
  type TestProject,
} from "../testing/project.ts";
import { names } from "../store/objects.ts";
import { keepCode } from "./code.ts";

async function closureOfNumber(test: TestProject) {
  const project = await test.open();
  const { stages } = buildRecipe(project.recipe, "plain");
  const number = stages.find(({ kind }) => kind.name === "number")!.kind;
  return {
    store: project.store,
    closure: closureOf(await project.graph, number),
  };
}

Deno.test("a run keeps its code beside its outputs", async () => {
  using test = makeProject();
  const run = await runProfile(await test.open(), "plain");
  const { store } = await test.open();
  for (const { record } of Object.values(run.outcomes)) {
    for (const [name, digest] of Object.entries(record!.preimage.code.files)) {
      assert.equal(store.verify(digest, "file", { deep: true }), null, name);
    }
  }
  const { findings } = audit(store, null);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === "damage"),
    [],
  );
});

Deno.test("other bytes are never kept under a digest", async () => {
  using test = makeProject();
  const { store, closure } = await closureOfNumber(test);
  const digest = closure.code.files["stages/number.ts"]!;
  test.edit("stages/number.ts", "Writes a number.", "Writes some number.");
  assert.equal(keepCode(store, closure), "stages/number.ts");
  assert(!store.has(digest));
  test.edit("stages/number.ts", "Writes some number.", "Writes a number.");
  assert.equal(keepCode(store, closure), null);
  assert(store.has(digest));
  Deno.removeSync(closure.paths["stages/number.ts"]!);
  assert.equal(keepCode(store, closure), "stages/number.ts");
});

Deno.test("damaged code is damage, and the next run keeps it anew", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "plain", { only: ["number/a"] });
  const { store, closure } = await closureOfNumber(test);
  const digest = closure.code.files["stages/number.ts"]!;
  const path = store.pathOf(digest);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "damaged");
  const findings = audit(store, null).findings.map((finding) => [
    finding.severity,
    finding.subject,
  ]);
  assert.deepEqual(findings, [["damage", `object ${digest.slice(0, 8)}`]]);
  const run = await runProfile(await test.open(), "plain");
  assert.equal(run.outcomes["number/a"]!.status, "cached");
  assert.equal(store.verify(digest, "file", { deep: true }), null);
});

Deno.test("a stage does not run code that its key does not hold", async () => {
  using test = makeProject();
  const project = await test.open();
  const run = await runProfile(project, "plain", {
    jobs: 1,
    onEvent: (event) => {
      // The plan holds the keys; what is started now loads the file anew.
      if (event.type === "stage-started" && event.name === "number/a") {
        test.edit("stages/constant.json", "1", "3");
      }
    },
  });
  assert.deepEqual(statuses(run), [
    "number/a: ran",
    "number/b: ran",
    "parity: failed",
    "collect: skipped",
  ]);
  const { failure } = run.outcomes.parity!;
  assert.equal(failure!.reason, "code-changed");
  assert.match(failure!.message, /"stages\/constant\.json" was changed after/);
  assert.match(failure!.message, /\nRun the command again$/);
  const again = await runProfile(await test.open(), "plain");
  assert.equal(again.outcomes.parity!.status, "ran");
});

Deno.test("a text that was changed before it was read is noticed", async () => {
  for (const [edited, ran] of [["late.txt", false], ["late.ts", true]]) {
    using test = makeProject();
    const at = (name: string) => join(test.root, "stages", name);
    Deno.writeTextFileSync(at("late.txt"), "before");
    Deno.writeTextFileSync(at("late.ts"), "export default 1;");
    test.edit(
      "stages/number.ts",
      "await writeJson(",
      `log("started");
       while (![...Deno.readDirSync(scratch)].some((e) => e.name === "go")) {
         await new Promise((next) => setTimeout(next, 10));
       }
       await import("./late.txt", { with: { type: "text" } });
       await import("./late.ts").catch(() => {});
       await writeJson(`,
    );
    test.edit(
      "stages/number.ts",
      "outputs, metric }",
      "outputs, metric, log, scratch }",
    );
    const run = await runProfile(await test.open(), "plain", {
      only: ["number/a"],
      onEvent: (event) => {
        if (event.type !== "stage-log" || event.line !== "started") return;
        Deno.writeTextFileSync(at(edited as string), "export default 22;");
        const scratch = join(test.root, ".juice/scratch");
        for (const key of names(scratch)) {
          for (const run of names(join(scratch, key))) {
            Deno.writeTextFileSync(join(scratch, key, run, "go"), "");
          }
        }
      },
    });
    const { status, failure } = run.outcomes["number/a"]!;
    // Deno itself refuses a module that it would have to read anew.
    assert.equal(status === "ran", ran, failure?.message);
    if (!ran) assert.match(failure!.message, /"stages\/late\.txt" was changed/);
  }
});
