import assert from "node:assert/strict";
import { join } from "node:path";
import { experimentOf, keyOf } from "../identity/key.ts";
import type { Digest } from "../identity/digest.ts";
import type { Lock } from "../lock.ts";
import { type RecordSketch, sketch } from "../lineage/testing/records.ts";
import { openStore, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { audit } from "./audit.ts";
import { type Finding, isDamage } from "./finding.ts";

/** Calls back with an empty store that is removed afterwards. */
async function withStore(run: (store: Store) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    run(openStore(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Adds a record whose outputs are texts that are put into the store. */
function add(
  store: Store,
  of: RecordSketch,
  texts: Readonly<Record<string, string>>,
  change: Partial<ExecutionRecord> = {},
): ExecutionRecord {
  const bare = sketch(of);
  const outputs = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const stored = store.putBytes(new TextEncoder().encode(text));
      return [name, { ...stored, type: "json", form: "file" as const }];
    }),
  );
  const key = keyOf(bare.preimage);
  const record = { ...bare, key, outputs, ...change };
  store.writeRecord(record);
  return record;
}

/** Replaces an object's bytes, as a failing disk would. */
function damage(store: Store, digest: Digest): void {
  const path = store.pathOf(digest);
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "other bytes");
}

function texts(findings: readonly Finding[], severity: Finding["severity"]) {
  return findings.filter((f) => f.severity === severity)
    .map(({ subject, message }) => `${subject}: ${message}`);
}

Deno.test("a store that nothing happened to is clean", () =>
  withStore((store) => {
    const record = add(store, { stage: "a" }, { x: "x", y: "yy" });
    const lock: Lock = {
      version: 1,
      profiles: {
        smoke: {
          a: {
            key: record.key,
            experiment: experimentOf(record.preimage),
            kind: "a",
            determinism: "bitwise",
            outputs: {
              x: record.outputs.x!.digest,
              y: record.outputs.y!.digest,
            },
            metrics: {},
          },
        },
      },
    };
    const { checked, findings } = audit(store, lock);
    assert.deepEqual(findings.filter(isDamage), []);
    assert.deepEqual(checked, {
      objects: 2,
      bytes: 3,
      records: 1,
      codeFiles: 1,
      withCode: 0,
      logs: 0,
      inputs: 0,
      observed: 1,
      keys: 1,
      repeatedKeys: 0,
      lockEntries: 1,
      lockEntriesWithoutRecord: 0,
      pins: 0,
    });
  }));

Deno.test("each damaged thing is named", () =>
  withStore((store) => {
    const a = add(store, { stage: "a" }, { x: "x" });
    const b = add(store, { stage: "b" }, { x: "gone" });
    const c = add(store, { stage: "c" }, { x: "kept" });
    damage(store, a.outputs.x!.digest);
    Deno.removeSync(store.pathOf(b.outputs.x!.digest));
    const path = store.recordPath(c.key, 1);
    const text = Deno.readTextFileSync(path).replace(
      '"seconds": 1',
      '"seconds": 2',
    );
    Deno.removeSync(path);
    Deno.writeTextFileSync(path, text);

    const found = texts(audit(store, null).findings, "damage");
    assert.equal(found.length, 3);
    assert.match(
      found[0]!,
      new RegExp(`object ${a.outputs.x!.digest.slice(0, 8)}`),
    );
    assert.match(found[1]!, new RegExp(`record ${c.key.slice(0, 8)}.*damaged`));
    assert.match(found[2]!, /output "x" of "b" .* is missing/);
  }));

Deno.test("a folder without one of its files is damaged", () =>
  withStore((store) => {
    const folder = join(store.root, "f");
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(join(folder, "a.txt"), "a");
    Deno.writeTextFileSync(join(folder, "b.txt"), "b");
    const stored = store.putFolder(folder);
    const { digest } = stored;
    add(store, { stage: "a" }, {}, {
      outputs: { f: { ...stored, type: "folder", form: "folder" } },
    });
    const file = store.readTree(digest)[0]!;
    Deno.removeSync(store.pathOf(file.digest));
    const [only, ...rest] = texts(audit(store, null).findings, "damage");
    assert.match(only!, /its file "a.txt" .* is missing/);
    assert.deepEqual(rest, []);
  }));

Deno.test("a file that begins as a folder's object does is a file", () =>
  withStore((store) => {
    add(store, { stage: "a" }, { x: "juice tree/1\nand no more of it" });
    assert.deepEqual(audit(store, null).findings.filter(isDamage), []);
  }));

Deno.test("two runs of a bitwise key with other bytes break its claim", () =>
  withStore((store) => {
    const first = add(store, { stage: "a", at: 0 }, { x: "1" });
    add(store, { stage: "a", at: 9 }, { x: "2" }, { key: first.key });
    const found = texts(audit(store, null).findings, "damage");
    assert.equal(found.length, 1);
    assert.match(found[0]!, /stage a: .*different bytes of "x"/);
  }));

Deno.test("a stage that claims nothing may give other bytes", () =>
  withStore((store) => {
    const none = { determinism: "none" } as const;
    add(store, { stage: "a", at: 0 }, { x: "1" }, none);
    add(store, { stage: "a", at: 9 }, { x: "2" }, none);
    assert.deepEqual(audit(store, null).findings.filter(isDamage), []);
  }));

Deno.test("a lock that says other bytes than the record is named", () =>
  withStore((store) => {
    const record = add(store, { stage: "a" }, { x: "x" });
    const entry = {
      key: record.key,
      experiment: experimentOf(record.preimage),
      kind: "a",
      determinism: "bitwise",
      outputs: { x: record.key as string as Digest },
      metrics: {},
    } as const;
    const lock: Lock = { version: 1, profiles: { smoke: { a: entry } } };
    const found = texts(audit(store, lock).findings, "damage");
    assert.equal(found.length, 1);
    assert.match(found[0]!, /^lock smoke a: output "x"/);
  }));

Deno.test("a declared input that was not read is a note", () =>
  withStore((store) => {
    add(store, { stage: "a", inputs: { words: "words" } }, { x: "x" }, {
      observed: { read: [], unread: ["words"] },
    });
    const { findings } = audit(store, null);
    assert.deepEqual(texts(findings, "damage"), []);
    assert(
      texts(findings, "note").some((text) =>
        /^stage a: .*did not read: "words"/.test(text)
      ),
    );
  }));
