import assert from "node:assert/strict";
import { join } from "node:path";
import { flip, rewrite } from "../../audit/testing/chain.ts";
import { openStore } from "../../store/mod.ts";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("whatever is changed by hand is named by what it is", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const at = (path: string) => join(project.root, path);
  const store = openStore(at(".juice"));
  const [record] = store.recordsOfStage("word/pear");
  const faultsOf = async () => {
    const { code, value } = await project.json("audit");
    const faults = value.findings
      .filter((one: { severity: string }) => one.severity === "damage")
      .map((one: { class: string }) => one.class);
    assert.equal(code, faults.length > 0 ? 1 : 0);
    return faults;
  };
  /** Changes a file, audits, and puts it back. */
  const edited = async (path: string, change: (text: string) => string) => {
    const text = Deno.readTextFileSync(at(path));
    Deno.writeTextFileSync(at(path), change(text));
    const faults = await faultsOf();
    Deno.writeTextFileSync(at(path), text);
    return faults;
  };

  assert.deepEqual(await faultsOf(), []);
  // The integrity of the one package that the stages import.
  assert.deepEqual(
    await edited(
      "deno.lock",
      (text) =>
        text.replace(/("zod@[^"]+": \{\s*"integrity": "sha512-)./, "$1#"),
    ),
    ["package-differs"],
  );
  assert.deepEqual(
    await edited("lock.json", (text) => text.replace("}", "")),
    ["lock-unreadable"],
  );
  const lock = Deno.readTextFileSync(at("lock.json"));
  Deno.writeTextFileSync(at("lock.json"), "{");
  const { stdout } = await project.run("audit");
  assert.match(stdout, /\n✗ Lock +it cannot be read: 1 fault\n/);
  Deno.writeTextFileSync(at("lock.json"), lock);
  assert.deepEqual(
    await edited(
      "lock.json",
      (text) =>
        text.replace(
          record!.key,
          record!.key.replace(/^./, (one) => one === "0" ? "1" : "0"),
        ),
    ),
    ["lock-key"],
  );
  // A parameter, by somebody who knows how a record is written.
  const { preimage } = record!;
  const params = { ...preimage.params as object, text: "peer" };
  rewrite(store, record!, { preimage: { ...preimage, params } });
  const [plum] = store.recordsOfStage("count/plum");
  flip(store.pathOf(plum!.outputs.count!.digest));
  await check(
    import.meta,
    project,
    "audit-tampered",
    await project.run("audit"),
  );
});

Deno.test("outputs that were exchanged between two stages are named", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const store = openStore(join(project.root, ".juice"));
  const [pear] = store.recordsOfStage("word/pear");
  const [plum] = store.recordsOfStage("word/plum");
  rewrite(store, pear!, { outputs: plum!.outputs });
  rewrite(store, plum!, { outputs: pear!.outputs });
  const path = join(project.root, "lock.json");
  const [a, b] = [pear!, plum!].map(({ outputs }) => outputs.word!.digest);
  const lock = Deno.readTextFileSync(path)
    .replace(/[0-9a-f]{64}/g, (one) => one === a ? b! : one === b ? a! : one);
  Deno.writeTextFileSync(path, lock);
  const { code, value } = await project.json("audit");
  assert.equal(code, 1);
  assert.deepEqual(
    value.findings.map(({ class: name, subject }: Record<string, string>) =>
      `${name}: ${subject}`
    ),
    [
      "outputs-exchanged: lock default word/pear",
      "outputs-exchanged: lock default word/plum",
    ],
  );
});

Deno.test("of a store that is empty no audit says that all is well", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  Deno.removeSync(join(project.root, ".juice"), { recursive: true });
  const { code, stdout } = await project.run("audit");
  assert.equal(code, 0);
  assert.match(stdout, /\n– Lock /);
  assert.match(stdout, /\nVerdict: clean, as far as it is here\n/);
});

Deno.test("a source that is not what the project declares is named", async () => {
  await using project = makeProject();
  const recipe = Deno.readTextFileSync(project.recipe);
  const declaring = (word: string) =>
    project.write(
      "stages/recipe.ts",
      recipe.replace(
        'doc: "Counts letters.",',
        `doc: "Counts letters.",
  about: {
    name: "Letters", description: "Letters.", license: "none",
    sources: { word: {
      name: "Words", description: "Words.", license: "none", url: "none",
      creators: [],
      verify: async ({ word }) => {
        const text = JSON.parse(await Deno.readTextFile(word));
        return ${word}.includes(text) ? null : "it is no declared word";
      },
    } },
  },`,
      ),
    );
  declaring('["pear", "plum"]');
  await project.run("reproduce", "--update-lock");
  // A recipe is loaded once in a process: it is audited from another file.
  const other = join(project.root, "stages/other.ts");
  const clean = await project.json("audit");
  assert.equal(clean.code, 0);
  assert.equal(clean.value.checked.declaredSources, 2);
  declaring('["pear"]');
  Deno.copyFileSync(project.recipe, other);
  const { code, value } = await project.json("audit", "--recipe", other);
  assert.equal(code, 1);
  assert.deepEqual(
    value.findings.map((one: { class: string; subject: string }) =>
      `${one.class} ${one.subject}`
    ),
    ["source-differs stage word/plum"],
  );
});
