import assert from "node:assert/strict";
import { join } from "node:path";
import type { DataSource } from "../recipe.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { makeRecord } from "../testing/store.ts";
import { isDamage } from "./finding.ts";
import { auditProjectCode } from "./evidence.ts";
import { auditPackages, auditSources } from "./sources.ts";
import { type Chain, makeChain } from "./testing/chain.ts";

/** Writes a deno.lock whose npm packages have these integrities. */
function pin({ folder }: Chain, npm: Readonly<Record<string, string>>): void {
  const entries = Object.entries(npm)
    .map(([id, integrity]) => [id, { integrity }]);
  Deno.writeTextFileSync(
    join(folder, "deno.lock"),
    JSON.stringify({ version: "5", npm: Object.fromEntries(entries) }),
  );
}

const said = (findings: readonly { class: string; severity: string }[]) =>
  findings.map((finding) => `${finding.severity} ${finding.class}`);

Deno.test("packages that ran are held to deno.lock", () => {
  using chain = makeChain();
  const records = Object.values(chain.records);
  const check = (current: readonly ExecutionRecord[] = records) =>
    auditPackages(records, new Set(current), chain.folder);
  pin(chain, { "zod@4.6.7": "sha512-zod" });
  assert.deepEqual(check(), { packages: 1, findings: [] });
  // As deno.lock names a package that got its peers.
  pin(chain, { "zod@4.6.7_other@1.0.0": "sha512-zod" });
  assert.deepEqual(check().findings, []);
  pin(chain, { "zod@4.6.7": "sha512-zoe" });
  const [differs] = check().findings;
  assert(isDamage(differs!));
  assert.equal(differs!.subject, "package zod@4.6.7");
  assert.equal(
    differs!.message,
    'deno.lock has sha512-zoe, the records of "corpus" and 2 more have ' +
      "sha512-zod",
  );
  pin(chain, { "zod@4.6.8": "sha512-zod" });
  assert.deepEqual(said(check().findings), ["note package-gone"]);
  // Nobody misses what only executions of before have run.
  assert.deepEqual(check([]).findings, []);
  Deno.writeTextFileSync(join(chain.folder, "deno.lock"), "{");
  assert.deepEqual(said(check().findings), ["damage packages-unreadable"]);
});

Deno.test("files of the project are held to what was brought in", async () => {
  using chain = makeChain();
  const { store, folder } = chain;
  const at = (path: string) => join(folder, path);
  const bring = (path: string, form: "file" | "folder") => {
    const copy = at("copy");
    Deno.renameSync(at(path), copy);
    const stored = form === "file"
      ? store.putFile(copy)
      : store.putFolder(copy);
    store.materialize(stored.digest, form, at(path), { copy: true });
    return makeRecord({
      kind: `local:${form}`,
      params: { path },
      source: stored.digest,
    }, { outputs: { artifact: { ...stored, type: "any", form } } });
  };
  Deno.writeTextFileSync(at("words.txt"), "pear");
  Deno.mkdirSync(at("pages"));
  Deno.writeTextFileSync(at("pages/1.txt"), "plum");
  const current = new Set([
    bring("words.txt", "file"),
    bring("pages", "folder"),
  ]);
  const place = {
    store,
    root: folder,
    about: undefined,
    bad: new Set<never>(),
  };
  const check = () => auditSources(current, place);
  assert.deepEqual(await check(), { declared: 0, local: 2, findings: [] });
  Deno.writeTextFileSync(at("words.txt"), "peas");
  Deno.writeTextFileSync(at("pages/2.txt"), "fig");
  const { findings } = await check();
  assert.deepEqual(
    findings.map((one) => [one.severity, one.message.split(":")[0]]),
    [
      ["note", '"words.txt" holds something else now'],
      ["note", '"pages" holds something else now'],
    ],
  );
  Deno.removeSync(at("words.txt"));
  assert.match((await check()).findings[0]!.message, /cannot be read now/);
});

Deno.test("a source is held to what the project declares of it", async () => {
  using chain = makeChain();
  const { store, folder, records } = chain;
  const check = (verify: NonNullable<DataSource["verify"]>) =>
    auditSources(new Set(Object.values(records)), {
      store,
      root: folder,
      bad: new Set(),
      about: {
        name: "",
        description: "",
        license: "",
        sources: {
          corpus: {
            ...{ name: "", description: "", license: "", url: "" },
            creators: [],
            verify,
          },
        },
      },
    });
  const expect = (text: string) => async (outputs: Record<string, string>) =>
    await Deno.readTextFile(outputs.x!) === text ? null : "it is not that";
  assert.deepEqual(await check(expect('corpus {"seed":1}')), {
    declared: 1,
    local: 0,
    findings: [],
  });
  const { findings: [differs] } = await check(expect("corpus of 2"));
  assert(isDamage(differs!));
  assert.match(differs!.message, /^output "x" \(\w{8}\): it is not that$/);
  const { findings: [failed] } = await check(() => {
    throw new Error("it is no table");
  });
  assert.match(failed!.message, /cannot be compared .*: it is no table$/);
});

Deno.test("code that changed since it ran is a note", () => {
  using chain = makeChain();
  const { folder, records } = chain;
  const path = join(folder, "stages/model.ts");
  Deno.mkdirSync(join(folder, "stages"));
  const check = () => auditProjectCode(Object.values(records), folder);
  Deno.writeTextFileSync(path, "export const kind = 1;");
  assert.deepEqual(check(), []);
  Deno.writeTextFileSync(path, "export const kind = 2;");
  assert.deepEqual(
    check().map(({ severity, subject }) => `${severity} ${subject}`),
    ["note file stages/model.ts"],
  );
});
