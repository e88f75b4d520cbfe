import assert from "node:assert/strict";
import { join } from "node:path";
import { buildRecipe } from "../../build_recipe.ts";
import { gatherTarget } from "../../export/gather.ts";
import { sha256 } from "../../identity/hash.ts";
import { makeProject, runProfile, wasm } from "../../testing/project.ts";
import { signBundle } from "../bundle.ts";
import { readPublicKey, readSigningKey } from "../keys.ts";
import { statementsOfTarget } from "../result.ts";
import { writeTestKey } from "../testing/keys.ts";
import { verifyAttestations } from "./verify.ts";

/** Every place of a JSON document that holds no object or list. */
function* leafPaths(value: unknown, path: string[] = []): Generator<string[]> {
  if (typeof value !== "object" || value === null) yield path;
  else {
    for (const [name, one] of Object.entries(value)) {
      yield* leafPaths(one, [...path, name]);
    }
  }
}

/** A document with another value at a place; a digest stays one. */
function changedAt(text: string, path: readonly string[]): string {
  const whole = JSON.parse(text);
  let inside = whole;
  for (const name of path.slice(0, -1)) inside = inside[name];
  const last = path.at(-1)!, before = inside[last];
  inside[last] = typeof before === "string"
    ? before.startsWith("0") ? `1${before.slice(1)}` : `0${before.slice(1)}`
    : typeof before === "number"
    ? before + 1
    : "changed";
  return JSON.stringify(whole);
}

/** A document without what is at a place. */
function withoutAt(text: string, path: readonly string[]): string {
  const whole = JSON.parse(text);
  let inside = whole;
  for (const name of path.slice(0, -1)) inside = inside[name];
  delete inside[path.at(-1)!];
  return JSON.stringify(whole);
}

Deno.test("no word of a statement can be another one, even for who has the key", async () => {
  using project = makeProject();
  const opened = await project.open();
  await runProfile(opened, "plain");
  const target = await gatherTarget(
    opened,
    buildRecipe(opened.recipe, "plain"),
    wasm,
    { action: "sign", reproduce: "deno task reproduce" },
  );
  const [result, ...others] = statementsOfTarget(target);
  const files = writeTestKey(project.root);
  const secret = await readSigningKey(files.secret);
  const key = await readPublicKey(files.open);
  const attestations = join(project.root, "attestations.jsonl");
  const faults = async (texts: readonly string[]): Promise<string[]> => {
    Deno.writeTextFileSync(attestations, await signBundle(texts, secret));
    const { findings } = await verifyAttestations(opened, {
      attestations,
      key,
      profile: "plain",
    });
    return findings.filter(({ severity }) => severity === "fault")
      .map(({ subject, message }) => `${subject} ${message}`);
  };
  assert.deepEqual(await faults([result!, ...others]), []);

  // A folder among the outputs, several inputs, and what it was seen to read.
  const own = others.filter((text) =>
    text.includes('"stage":"collect"') || text.includes('"name":"all"')
  );
  assert.equal(own.length, 2);
  let tried = 0;
  for (const before of own) {
    for (const path of leafPaths(JSON.parse(before))) {
      // Code and packages are alike, so one of each is enough.
      const [, , kind, index] = path;
      if (kind === "resolvedDependencies" && Number(index) > 5) continue;
      for (const change of [changedAt, withoutAt]) {
        const after = change(before, path);
        const whole = [
          result!.replace(sha256(before), sha256(after)),
          ...others.map((text) => text === before ? after : text),
        ];
        const found = await faults(whole);
        assert.ok(found.length > 0, `${change.name} ${path.join(".")}`);
        tried++;
      }
    }
  }
  assert.ok(tried > 100, String(tried));

  // And of the statement on the result.
  for (const path of leafPaths(JSON.parse(result!))) {
    const at = path.join(".");
    // What points to a statement says only again what that one is.
    if (/resolvedDependencies\.\d+\.(mediaType|annotations)/.test(at)) continue;
    const found = await faults([changedAt(result!, path), ...others]);
    assert.ok(found.length > 0, at);
  }
});
