import assert from "node:assert/strict";
import { buildRecipe } from "../build_recipe.ts";
import { sha256 } from "../identity/hash.ts";
import { planRecipe } from "../plan/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { makeProject, runProfile, wasm } from "../testing/project.ts";
import { makeRecord } from "../testing/store.ts";
import { compareRepetition, scratchStore } from "./repeat.ts";

Deno.test("a repetition is given nothing that rotted while its time stayed", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "plain");
  const project = await test.open();
  const { store } = project;
  const plan = await planRecipe(
    project,
    buildRecipe(project.recipe, "plain"),
    wasm,
  );
  const wanted = new Set(["collect"]);
  scratchStore(store, plan, wanted)[Symbol.dispose]();
  const [number] = plan.stages;
  const { digest } = number!.record!.outputs.number!;
  const path = store.pathOf(digest);
  const { mtime } = Deno.statSync(path);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "8");
  Deno.utimeSync(path, mtime!, mtime!);
  assert.throws(
    () => scratchStore(store, plan, wanted),
    /Cannot repeat stages: object \w{8} is damaged/,
  );
  assert.deepEqual([...Deno.readDirSync(store.workFolder)], []);
});

Deno.test("a repetition contradicts a claim, or says nothing", () => {
  const record = makeRecord({}, { stage: "a" });
  const x = { digest: sha256("x"), size: 1, type: "json" };
  const outputs = { x: { ...x, form: "file" as const } };
  const compare = (again: Partial<ExecutionRecord> | null) =>
    compareRepetition(new Map([["a", record]]), [{
      name: "a",
      kind: "kind",
      status: again === null ? "failed" : "ran",
      seconds: 1,
      record: again === null ? null : { ...record, ...again },
      verdict: null,
      failure: null,
    }], 1).map((one) => `${one.severity} ${one.class}`);
  assert.deepEqual(compare({}), []);
  assert.deepEqual(compare({ outputs }), [
    "damage repetition-differs",
  ]);
  assert.deepEqual(
    compare({ outputs, determinism: "none" }),
    ["note repetition-differs"],
  );
  const key = makeRecord({ params: 1 }).key;
  assert.deepEqual(compare({ key }), ["note repetition-void"]);
  assert.deepEqual(compare(null), ["damage repetition-failed"]);
});
