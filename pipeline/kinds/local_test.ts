import assert from "node:assert/strict";
import { join } from "node:path";
import { buildRecipe } from "../build_recipe.ts";
import { anyFolder, folder } from "../artifact.ts";
import { SourceError } from "../errors.ts";
import { FolderChecks } from "../plan/folder_checks.ts";
import { planRecipe } from "../plan/mod.ts";
import { local } from "./local.ts";
import { runPlan } from "../run/mod.ts";
import {
  makeProject,
  openProject,
  runProfile,
  statuses,
  type TestProject,
  wasm,
} from "../testing/project.ts";

const engine = new URL("../", import.meta.url).href;

/** Two stages that bring files in, and one that reads what they brought. */
const recipeText = `
import { anyFile, anyFolder } from "${engine}artifact.ts";
import { local } from "${engine}kinds/local.ts";
import { recipe } from "${engine}recipe.ts";
import { join } from "./join.ts";
export default recipe({
  doc: "Local files.",
  profiles: {
    plain: { path: "data/corpus" },
    elsewhere: { path: "moved" },
    pinned: { path: "data/corpus", sha256: "0".repeat(64) },
    wrong: { path: "data/list.txt" },
    all: { path: "." },
    own: { path: ".juice/objects" },
  },
  build({ path, sha256 }, add) {
    const corpus = add("corpus", local(anyFolder), { path, sha256 }, {});
    const list = add("list", local(anyFile), { path: "data/list.txt" }, {});
    add("join", join, {}, { corpus: corpus.artifact, list: list.artifact });
    return {};
  },
});`;

const joinText = `
import { z } from "npm:zod@4.6.7";
import { anyFile, anyFolder, json } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const join = stage(import.meta, {
  doc: "Reads the files of a list out of a folder.",
  params: z.object({}),
  inputs: { corpus: anyFolder, list: anyFile }, outputs: { out: json },
  determinism: "bitwise",
  async run({ inputs, outputs }) {
    const names = (await Deno.readTextFile(inputs.list)).trim().split("\\n");
    const texts = names.map((name) =>
      Deno.readTextFileSync(inputs.corpus + "/" + name));
    await Deno.writeTextFile(outputs.out, JSON.stringify(texts));
  },
});`;

function makeLocalProject(): TestProject {
  return makeProject({
    "stages/recipe.ts": recipeText,
    "stages/join.ts": joinText,
    "data/corpus/a.txt": "one",
    "data/corpus/b/c.txt": "two",
    "data/corpus/b/d.txt": "three",
    "data/list.txt": "a.txt\nb/c.txt\n",
  });
}

async function planOf(test: TestProject, profile = "plain") {
  const project = await test.open();
  return await planRecipe(
    project,
    buildRecipe(project.recipe, profile),
    wasm,
  );
}

Deno.test("one type has one kind, wherever it is declared", () => {
  assert.equal(local(folder("corpus")), local(folder("corpus")));
  assert.notEqual(local(folder("corpus")), local(anyFolder));
});

Deno.test("local files are brought in once, and again when they change", async () => {
  using test = makeLocalProject();
  const first = await runProfile(await test.open(), "plain");
  assert.deepEqual(statuses(first), ["corpus: ran", "list: ran", "join: ran"]);
  const { digest } = first.outcomes.join!.record!.outputs.out!;
  const project = await test.open();
  assert.equal(
    Deno.readTextFileSync(project.store.pathOf(digest)),
    '["one","two"]',
  );
  const again = await runProfile(await test.open(), "plain");
  assert(Object.values(again.outcomes).every((o) => o.status === "cached"));

  // The stage that reads them is named with its own reason, and does not wait.
  Deno.writeTextFileSync(join(test.root, "data/corpus/a.txt"), "six");
  Deno.writeTextFileSync(join(test.root, "data/corpus/e.txt"), "new");
  Deno.removeSync(join(test.root, "data/corpus/b/d.txt"));
  const plan = await planOf(test);
  const [corpus, list, joined] = plan.stages;
  assert.deepEqual(corpus!.reasons, [
    "source data/corpus: 1 file changed, 1 added, 1 removed " +
    "(a.txt, e.txt, b/d.txt)",
  ]);
  assert.equal(list!.status, "cached");
  assert.match(joined!.reasons.join(), /^input corpus: \w{8} -> \w{8}$/);
  const changed = await runProfile(await test.open(), "plain");
  assert.deepEqual(
    statuses(changed),
    ["corpus: ran", "list: cached", "join: ran"],
  );
});

Deno.test("a source that holds the store, or is of it, is refused by name", async () => {
  using test = makeLocalProject();
  const store = join(test.root, ".juice");
  for (let run = 0; run < 2; run++) {
    await assert.rejects(
      planOf(test, "all"),
      new SourceError(
        `Cannot take in ".": the store is in it, at "${store}"; name the ` +
          "files and folders beside the store, or give another store with " +
          "--store, or JUICE_STORE",
      ),
    );
    // Whether it has been made yet makes no difference.
    await runProfile(await test.open(), "plain");
  }
  await assert.rejects(planOf(test, "own"), {
    message:
      `Cannot take in ".juice/objects": it belongs to the store "${store}"; ` +
      "name the stage that makes it as an input, or give another store with " +
      "--store, or JUICE_STORE",
  });
  const elsewhere = await Deno.makeTempDir({ prefix: "juice-" });
  try {
    const project = await openProject({ root: test.root, store: elsewhere });
    Deno.removeSync(store, { recursive: true });
    const run = await runProfile(project, "all");
    assert.equal(run.outcomes.corpus!.status, "ran");
  } finally {
    Deno.removeSync(elsewhere, { recursive: true });
  }
});

Deno.test("a key holds what local files are, not where they lie", async () => {
  using test = makeLocalProject();
  await runProfile(await test.open(), "plain");
  Deno.renameSync(join(test.root, "data/corpus"), join(test.root, "moved"));
  const moved = await planOf(test, "elsewhere");
  assert(moved.stages.every(({ status }) => status === "cached"));
});

Deno.test("what was brought in is a copy that nobody can reach", async () => {
  using test = makeLocalProject();
  const { outcomes } = await runProfile(await test.open(), "plain");
  const list = outcomes.list!.record!.outputs.artifact!;
  const { store } = await test.open();
  const own = join(test.root, "data/list.txt");
  Deno.writeTextFileSync(own, "other");
  assert.equal(
    Deno.readTextFileSync(store.pathOf(list.digest)),
    "a.txt\nb/c.txt\n",
  );
  assert.equal(store.outputFault(outcomes.list!.record!), null);
  assert.equal(Deno.statSync(own).nlink, 1);
});

Deno.test("a damaged copy is made again", async () => {
  using test = makeLocalProject();
  const { outcomes } = await runProfile(await test.open(), "plain");
  const { digest } = outcomes.list!.record!.outputs.artifact!;
  const { store } = await test.open();
  Deno.chmodSync(store.pathOf(digest), 0o644);
  Deno.writeTextFileSync(store.pathOf(digest), "a.txt\nb/x.txt\n");
  const again = await runProfile(await test.open(), "plain");
  assert.deepEqual(
    statuses(again),
    ["corpus: cached", "list: ran", "join: cached"],
  );
  assert.equal(store.outputFault(again.outcomes.list!.record!), null);
});

Deno.test("local files that cannot be brought in are refused clearly", async () => {
  using test = makeLocalProject();
  const refused = async (profile: string, message: RegExp) =>
    await assert.rejects(planOf(test, profile), (error: unknown) => {
      assert(error instanceof SourceError);
      assert.match(error.message, message);
      return true;
    });
  await refused("elsewhere", /^Cannot take in "moved": it is not there$/);
  await refused("wrong", /"data\/list.txt": it is not a folder; name another/);
  await refused("pinned", /its SHA-256 is \w{64}, but the stage "corpus" exp/);
  const link = join(test.root, "data/corpus/b/link");
  Deno.symlinkSync("/etc/passwd", link);
  await refused("plain", /"b\/link" in it is a link or a device; an artifact/);
  Deno.removeSync(link);
  // A link to the folder itself is how data on another disk is named.
  Deno.symlinkSync(join(test.root, "data/corpus"), join(test.root, "moved"));
  const plan = await planOf(test, "elsewhere");
  assert.deepEqual(plan.stages[0]!.reasons, ["no record"]);
});

Deno.test("files that change after the plan are not taken for the planned", async () => {
  using test = makeLocalProject();
  const project = await test.open();
  const plan = await planRecipe(
    project,
    buildRecipe(project.recipe, "plain"),
    wasm,
  );
  Deno.writeTextFileSync(join(test.root, "data/corpus/a.txt"), "six");
  const outcomes = await runPlan(project, plan, { device: wasm });
  assert.deepEqual(
    outcomes.map(({ name, status }) => `${name}: ${status}`),
    ["corpus: failed", "list: ran", "join: skipped"],
  );
  assert.match(
    outcomes[0]!.failure!.message,
    /"data\/corpus" changed after it was hashed; wait until nothing writes/,
  );
  const again = await runProfile(await test.open(), "plain");
  assert.equal(again.outcomes.join!.status, "ran");
});

Deno.test("a large folder is checked beside the plan, and damage is found", async () => {
  using test = makeLocalProject();
  // Long names make a large tree of few files.
  for (let i = 0; i < 2500; i++) {
    const name = String(i).padEnd(200, "x");
    Deno.writeTextFileSync(join(test.root, "data/corpus", name), `file ${i}`);
  }
  await runProfile(await test.open(), "plain");
  const cached = await planOf(test);
  assert(cached.stages.every(({ status }) => status === "cached"));
  const { store } = await test.open();
  const tree = cached.stages[0]!.record!.outputs.artifact!.digest;
  const checks = new FolderChecks(store);
  assert(checks.begin(tree), "it is large");
  assert(await checks.ended());
  const { digest } = store.readTree(tree).at(-1)!;
  Deno.chmodSync(store.pathOf(digest), 0o644);
  Deno.writeTextFileSync(store.pathOf(digest), "FILE 1234");
  const plan = await planOf(test);
  assert.match(
    plan.stages[0]!.reasons.join(),
    /output artifact: object \w+ is/,
  );
  const healed = await runProfile(await test.open(), "plain");
  assert.equal(healed.outcomes.corpus!.status, "ran");
  const after = await planOf(test);
  assert(after.stages.every(({ status }) => status === "cached"));
});
