import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type Found,
  line,
  recordOf,
  rewritten,
  signedProject,
  storeOf,
  withChanged,
} from "../testing/attest.ts";

Deno.test("whatever is changed afterwards is named, with both values", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const { root } = project;
  const found = async (...args: string[]): Promise<string[]> => {
    const { code, value } = await project.json(
      "audit",
      "--verify",
      key.open,
      ...args,
    );
    const faults = (value.findings as Found[])
      .filter(({ severity }) => severity === "fault");
    assert.equal(code, faults.length > 0 ? 1 : 0);
    assert.equal(value.verified, faults.length === 0);
    return faults.map(line);
  };
  const changed = (
    path: string,
    change: (text: string) => string | null,
    ...args: string[]
  ) => withChanged(join(root, path), change, () => found(...args));
  const below = (path: string) => path.slice(root.length + 1);
  assert.deepEqual(await found(), []);

  // A byte of an artifact, of a file in a folder, and one that has gone.
  const count = recordOf(project, "count/pear").record.outputs.count!.digest;
  const object = below(storeOf(project).pathOf(count));
  assert.deepEqual(await changed(object, () => "5"), [
    "count/pear: output count was signed as ########, and is ########",
    "count/plum: output count was signed as ########, and is ########",
  ]);
  assert.deepEqual(await changed(object, () => null), [
    "count/pear: output count was signed as ########, and is not there",
    "count/plum: output count was signed as ########, and is not there",
  ]);
  const report = recordOf(project, "page").record.outputs.report!.digest;
  const [page] = storeOf(project).readTree(report);
  const inside = below(storeOf(project).pathOf(page!.digest));
  assert.deepEqual(await changed(inside, (text) => text + "."), [
    "page: output report/index.html was signed as ########, and is ########",
  ]);
  const tree = below(storeOf(project).pathOf(report));
  assert.deepEqual(await changed(tree, (text) => text + "."), [
    "page: output report was signed as ########, and is ########",
  ]);

  // A parameter in a record that is whole in itself; and a damaged record.
  const word = below(recordOf(project, "word/pear").path);
  assert.deepEqual(
    await changed(word, rewritten('"text": "pear"', '"text": "fig"')),
    [
      "word/pear: record ########/1 was signed as ########, and is ########",
      'word/pear: parameter text was signed as "pear", and is "fig"',
    ],
  );
  assert.deepEqual(await changed(word, (text) => text.replace("pear", "fig")), [
    "word/pear: record ########/1 is damaged",
    'word/pear: name was signed as "word/pear", and is "word/fig"',
  ]);
  assert.deepEqual(await changed(word, () => "{"), [
    "word/pear: record ########/1 is damaged",
  ]);
  assert.deepEqual(
    await changed(word, rewritten('"threads": 1', '"threads": 2')),
    ["word/pear: threads was signed as 1, and is 2"],
  );
  assert.deepEqual(
    await changed(
      word,
      rewritten('"observed": {', '"warnings": ["odd"],\n "observed": {'),
    ),
    ['word/pear: warning [0] is "odd", of which nothing was signed'],
  );
  const [later, ...none] = await changed(
    word,
    rewritten('"seconds": ', '"seconds": 9'),
  );
  assert.match(later!, /^word\/pear: finishedOn was signed as ".*", and is "/);
  assert.deepEqual(none, []);

  // What a record says and no statement has a name for, and no record at all.
  assert.match(
    (await changed(word, rewritten('"unread": []', '"unread": ["x"]'))).join(),
    /^word\/pear: record was signed as #{8}, and is #{8}; what is otherwise has/,
  );
  assert.deepEqual(
    await changed(word, rewritten('"observed": {', '"observed": null, "x": {')),
    [
      'word/pear: record ########/1 is none any more: "observed" is not what a ' +
      "record has there",
    ],
  );

  // The code that is kept, from which explain shows what ran.
  const { files } = recordOf(project, "count/pear").record.preimage.code;
  const kept = storeOf(project).pathOf(files["stages/letters.ts"]!);
  assert.deepEqual(await changed(below(kept), (text) => text + ";"), [
    "count/pear: code stages/letters.ts in the store was signed as ########, " +
    "and is ########",
  ]);

  // The report's page; another profile's would be there as rightly.
  const note = await withChanged(
    join(root, "report/index.html"),
    (text) => text + "!",
    () => project.json("audit", "--verify", key.open),
  );
  assert.equal(note.code, 0);
  assert.match(
    line(note.value.findings[0]),
    /^report in ".*" is not the one that was signed, in index.html: /,
  );

  // Code, a package, the recipe, the lock.
  assert.deepEqual(
    await changed("stages/letters.ts", () => "export const weight = 2;"),
    [
      "code stages/letters.ts was signed as ########, and is ########; 2 of " +
      "the stages are made with it",
    ],
  );
  const digest = /sha512-[A-Za-z0-9+/=]+/;
  const zod = await changed(
    "deno.lock",
    (text) =>
      text.replace(
        /("zod@[^"]*": \{\s*"integrity": ")[^"]*/,
        (_, head) => `${head}sha512-${btoa("x".repeat(64))}`,
      ),
  );
  assert.equal(zod.length, 1);
  assert.match(
    zod[0]!,
    /^package pkg:npm\/zod@4.6.7 was signed as \S+, and is/,
  );
  assert.doesNotMatch(zod[0]!, digest);
  // An integrity that is none, of a package that nobody ran; and no lock at
  // all, which is one fault and not one of each package.
  assert.deepEqual(
    await changed("deno.lock", (text) => text.replace("sha512-", "sha512-A")),
    [],
  );
  const broken = await changed("deno.lock", () => "{");
  assert.equal(broken.length, 1);
  assert.match(broken[0]!, /^deno\.lock /);
  const lock = "lock.json";
  assert.deepEqual(
    await changed(
      lock,
      (text) =>
        text.replace(/("outputs": \{"count":")[0-9a-f]{8}/, "$100000000"),
    ),
    [
      "count/pear: output count in the lock was signed as ########, and is " +
      "########",
    ],
  );
  assert.deepEqual(
    await changed(lock, (text) =>
      text.replace('"key": "', '"key": "0')
        .replace(/("key": "0[0-9a-f]{63})[0-9a-f]/, "$1")),
    ["comparison: key in the lock was signed as ########, and is ########"],
  );
  assert.deepEqual(await changed(lock, () => null), [
    "lock.json was signed as ########, and is not there",
  ]);
});

Deno.test("a record that is gone is named where something rests on it", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const { path, record } = recordOf(project, "word/pear");
  const text = Deno.readTextFileSync(path);
  const verify = async () => {
    const { code, value } = await project.json("audit", "--verify", key.open);
    const found = (value.findings as Found[])
      .map((one) => `${one.severity}: ${line(one)}`);
    return { code, found };
  };
  Deno.removeSync(path);
  assert.deepEqual(await verify(), {
    code: 1,
    found: [
      "fault: word/pear: record ########/1 is gone, and what it made " +
      'was read by "count/pear" of what is here: the chain breaks there',
    ],
  });
  const audit = await project.json("audit");
  assert.equal(audit.code, 1);
  // The same bytes under another number, as after a repair, break nothing.
  const second = path.replace(/1\.json$/, "2.json");
  assert.notEqual(second, path);
  Deno.writeTextFileSync(second, text);
  assert.equal((await verify()).code, 0);
  const { digest } = recordOf(project, "word/plum").record.outputs.word!;
  const own = record.outputs.word!.digest;
  const change = rewritten(own, digest.replace(/^./, "0"));
  Deno.chmodSync(second, 0o644);
  Deno.writeTextFileSync(second, change(text));
  const other = await verify();
  assert.equal(other.code, 1);
  assert.match(
    other.found[0]!,
    /^fault: word\/pear: record #+\/1 is gone, and #+\/2 of the same key has other bytes: output word was signed as/,
  );
});

Deno.test("a recipe that asks for something else is named", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  // A recipe is loaded once in a process, so another file of the same name.
  const text = Deno.readTextFileSync(project.recipe);
  const verify = async (name: string, recipe: string): Promise<string[]> => {
    project.write(`stages/${name}.ts`, recipe);
    const base = join(project.root, "stages", name);
    const { value } = await project.json(
      ...["audit", "--verify", key.open, "--recipe", `${base}.ts`],
      "--attestations",
      join(project.root, "attestations/default.intoto.jsonl"),
    );
    // It has a lock of its own, of which nothing was signed.
    const names = new Set([`${name}.lock.json`, "result lock.json"]);
    return (value.findings as Found[])
      .filter(({ subject }) => !names.has(subject)).map(line);
  };
  const more = text.replace('["pear", "plum"]', '["pear", "figs"]');
  assert.deepEqual(await verify("more", more), [
    'recipe was signed as "stages/recipe.ts", and is "stages/more.ts"',
    "word/figs: stage is in the recipe, and not signed",
    "count/figs: stage is in the recipe, and not signed",
    'comparison: input counts/plum in the recipe was signed as "there", and ' +
    "is not there",
    'comparison: input counts/figs in the recipe is "there", of which nothing ' +
    "was signed",
    "word/plum: stage was signed, and is not in the recipe",
    "count/plum: stage was signed, and is not in the recipe",
  ]);
});
