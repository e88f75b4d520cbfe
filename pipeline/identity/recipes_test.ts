import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { buildRecipe } from "../build_recipe.ts";
import { planRecipe } from "../plan/mod.ts";
import { openProject } from "../project.ts";
import { runPlan } from "../run/mod.ts";
import { makeTempStore } from "../testing/store.ts";
import type { Digest } from "./digest.ts";
import { sha256 } from "./hash.ts";
import { keyOf } from "./key.ts";
import { type DeviceClass, keyVersion, type Preimage } from "./preimage.ts";

// Whole recipes, with the keys that the planner and the engine give them. If
// these tests fail, keys have changed and every store and lock is worth
// nothing: undo what changed them, or raise keyVersion in preimage.ts and
// rewrite the fixture with JUICE_UPDATE=1.

const folder = new URL("./fixtures/", import.meta.url);
const expectedPath = new URL("recipes.json", folder);

interface Expected {
  readonly keyVersion: number;
  readonly keys: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const wasm: DeviceClass = { kind: "wasm", adapter: "" };
const webgpu: DeviceClass = { kind: "webgpu", adapter: "A fixture's adapter" };

const runs: [recipe: string, profile: string, device: DeviceClass][] = [
  ["chain", "default", wasm],
  ["fan", "default", wasm],
  ["fan", "last", wasm],
  ["params", "default", wasm],
  ["devices", "default", wasm],
  ["devices", "default", webgpu],
];

const atVersion = (id: string) => id.replace(/(?<=.)@[^@]*$/, "@0.0.0");

function mapRecord<T, U>(
  record: Readonly<Record<string, T>>,
  map: (name: string, value: T) => [string, U],
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => map(name, value)),
  );
}

/**
 * A preimage with constants for what is another one with each change of the
 * engine's runtime, each version of Deno and each update of a package. That
 * those are in keys is tested elsewhere; here it is their encoding, and what
 * the planner makes of a recipe, that must not change.
 */
function withConstants(preimage: Preimage): Preimage {
  const { code } = preimage;
  const own = Object.entries(code.files)
    .filter(([name]) => name.startsWith("pipeline/identity/fixtures/"));
  assert(Object.keys(code.files).includes("pipeline/run/child.ts"));
  assert.equal(preimage.deno, Deno.version.deno);
  assert.equal(preimage.version, keyVersion);
  const files: Record<string, Digest> = {
    ...Object.fromEntries(own),
    "pipeline/run/child.ts": sha256("the engine"),
  };
  return {
    ...preimage,
    deno: "2.9.6",
    code: {
      ...code,
      files,
      packages: mapRecord(code.packages, (id, integrity) => {
        assert.match(integrity, /^sha512-/);
        return [atVersion(id), "sha512-of-the-package"];
      }),
      imports: mapRecord(
        code.imports,
        (name, target) => [name, atVersion(target)],
      ),
      unstable: ["webgpu"],
    },
  };
}

async function keysOf(
  recipe: string,
  profile: string,
  device: DeviceClass,
): Promise<Record<string, string>> {
  using temp = makeTempStore();
  const project = await openProject({
    recipe: fileURLToPath(new URL(`recipes/${recipe}.ts`, folder)),
    store: temp.store.root,
  });
  const plan = await planRecipe(
    project,
    buildRecipe(project.recipe, profile),
    device,
  );
  const outcomes = await runPlan(project, plan, { device });
  return Object.fromEntries(
    outcomes.map(({ name, record, failure }) => {
      assert.equal(failure?.message, undefined);
      assert.equal(keyOf(record!.preimage), record!.key);
      return [name, keyOf(withConstants(record!.preimage))];
    }),
  );
}

Deno.test("whole recipes have the keys that they have always had", async () => {
  const expected: Expected = JSON.parse(Deno.readTextFileSync(expectedPath));
  const keys: Record<string, Record<string, string>> = {};
  for (const [recipe, profile, device] of runs) {
    const name = `${recipe} ${profile} ${device.kind}`;
    keys[name] = await keysOf(recipe, profile, device);
  }
  const isRaised = keyVersion > expected.keyVersion;
  if (Deno.env.get("JUICE_UPDATE") === "1" && isRaised) {
    const text = JSON.stringify({ keyVersion, keys }, null, 2);
    Deno.writeTextFileSync(expectedPath, text + "\n");
    return;
  }
  assert.equal(
    keyVersion,
    expected.keyVersion,
    "keyVersion was raised; JUICE_UPDATE=1 rewrites the fixture",
  );
  assert.deepEqual(
    keys,
    expected.keys,
    "Keys have changed: undo what changed them, or raise keyVersion",
  );
});

Deno.test("the recipes reach everything that a key can hold", async () => {
  const recipe = fileURLToPath(new URL("recipes/devices.ts", folder));
  using temp = makeTempStore();
  const project = await openProject({ recipe, store: temp.store.root });
  const built = buildRecipe(project.recipe, "default");
  const { stages } = await planRecipe(project, built, wasm);
  await runPlan(project, { profile: "default", lock: null, stages }, {
    device: wasm,
  });
  const [record] = temp.store.recordsOfStage("assets");
  const { code } = record!.preimage;
  const names = Object.keys(code.files)
    .filter((name) => name.includes("/assets/"))
    .map((name) => name.replace(/^.*\//, ""));
  assert.deepEqual(names, [
    "later.ts",
    "nothing.wasm",
    "nothing.wgsl",
    "table.json",
  ]);
  assert.deepEqual(Object.keys(code.imports), ["hyparquet", "zod"]);
});
