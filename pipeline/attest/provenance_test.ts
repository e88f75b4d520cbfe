import assert from "node:assert/strict";
import { hashFile, sha256 } from "../identity/hash.ts";
import { tablesProject, targetOf } from "../export/testing/tables.ts";
import { checkOf } from "../export/testing/schema.ts";
import { makeRecord, makeTempStore } from "../testing/store.ts";
import { dirHash } from "./dir_hash.ts";
import { integrityDigests } from "./packages.ts";
import { artifactsOf } from "./artifacts.ts";
import { provenanceOf, traceOf } from "./provenance.ts";
import { statementsOfTarget } from "./result.ts";
import {
  at,
  descriptorsIn,
  readStatement,
  type Statement,
  statementText,
} from "./statement.ts";
import { provenanceSchema, traceSchema } from "./testing/schemas.ts";

const checkProvenance = checkOf(provenanceSchema);
const checkTrace = checkOf(traceSchema);

/** Holds a statement to what the standards require of it. */
function assertValid(statement: Statement): void {
  const isTrace = statement.predicateType.includes("runtime-trace");
  const fault = (isTrace ? checkTrace : checkProvenance)(statement);
  assert.equal(fault, "", JSON.stringify(statement, null, 2));
  const names = statement.subject.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, "subjects of one name");
  const definition = at(statement.predicate, "buildDefinition") ?? {};
  const outer = Object.keys(at(definition, "externalParameters") ?? {});
  const inner = Object.keys(at(definition, "internalParameters") ?? {});
  assert.deepEqual(outer.filter((name) => inner.includes(name)), []);
}

function dependencies({ predicate }: Statement): string[] {
  return descriptorsIn(
    at(predicate, "buildDefinition", "resolvedDependencies"),
  ).map(({ name, uri }) => name ?? uri ?? "");
}

Deno.test("statements about a run keep to Statement v1, SLSA Provenance v1 and runtime traces", async () => {
  using project = await tablesProject();
  const target = await targetOf(project);
  const texts = statementsOfTarget(target);
  assert.deepEqual(statementsOfTarget(await targetOf(project)), texts);
  const statements = texts.map((text) => readStatement(text)!);
  statements.forEach(assertValid);
  const [result, ...rest] = statements as [Statement, ...Statement[]];

  // What no stage reads stands for a profile that shows nothing.
  assert.deepEqual(result.subject.map(({ name }) => name), [
    "copy/ratio=0.5.a note",
    "copy/a:b,@+_=-.1.words",
    "copy/a:b,@+_=-.1.a note",
    "copy/again.words",
    "copy/again.a note",
    "count.lines",
  ]);
  const links = descriptorsIn(
    at(result.predicate, "buildDefinition", "resolvedDependencies"),
  );
  const said = new Set(texts.slice(1).map((text) => sha256(text)));
  assert.deepEqual(
    new Set(links.map(({ digest }) => digest?.sha256)),
    new Set(said),
  );
  const names = links.map(({ name }) => name);
  for (const { stage } of target.stages) {
    assert.ok(names.includes(`stage:${stage.name}`), stage.name);
  }

  const of = (stage: string) =>
    rest.find(({ predicate }) =>
      at(predicate, "buildDefinition", "externalParameters", "stage") === stage
    )!;
  const copy = of("copy/ratio=0.5");
  const { record, n } = target.stages.find(({ stage }) =>
    stage.name === "copy/ratio=0.5"
  )!;
  const definition = at(copy.predicate, "buildDefinition");
  assert.deepEqual(at(definition, "externalParameters", "params"), {
    name: "one",
  });
  for (
    const name of ["input:unread", "input:words", "code:stages/copy.ts"]
  ) assert.ok(dependencies(copy).includes(name), name);
  assert.ok(
    dependencies(copy).includes(
      `pkg:github/denoland/deno@v${Deno.version.deno}`,
    ),
  );
  const run = at(copy.predicate, "runDetails");
  assert.equal(at(run, "metadata", "invocationId"), `${record.key}/${n}`);
  const [file] = descriptorsIn(at(run, "byproducts"));
  const path = target.places.store.recordPath(record.key, n);
  assert.equal(file?.digest?.sha256, hashFile(path).digest);

  // A package is known by its address, and by the digest of its archive.
  const entries = of("entries");
  const zod = descriptorsIn(
    at(entries.predicate, "buildDefinition", "resolvedDependencies"),
  ).find(({ uri }) => uri === "pkg:npm/zod@4.6.7");
  assert.match(zod?.digest?.sha512 ?? "", /^[0-9a-f]{128}$/);

  // A program is run by another builder, and Deno does not see what it reads.
  const count = of("count");
  assert.ok(dependencies(count).includes("tool:wc"));
  assert.notEqual(
    at(count.predicate, "runDetails", "builder", "id"),
    at(run, "builder", "id"),
  );
  assert.ok(!names.includes("trace:count"));

  const trace = rest.find(({ predicate }) =>
    at(predicate, "monitoredProcess", "event") === `${record.key}/${n}`
  )!;
  const read = descriptorsIn(at(trace.predicate, "monitorLog", "fileAccess"));
  assert.deepEqual(read.map(({ name }) => name), ["input:words"]);
});

Deno.test("a folder is named by its dirHash, our own digest and each of its files", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const folder = `${temp.folder}/out`;
  Deno.mkdirSync(`${folder}/b`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/b/1.txt`, "one");
  Deno.writeTextFileSync(`${folder}/a.txt`, "two");
  const { digest, size } = store.putFolder(folder);
  const record = makeRecord({ inputs: { again: digest } }, {
    outputs: { out: { digest, size, type: "folder", form: "folder" } },
    observed: { read: ["again"], unread: [] },
  });
  const execution = { record, n: 1 };
  const artifacts = artifactsOf(store, [execution]);
  const made = provenanceOf(execution, artifacts, sha256("file"));
  const lines = `${sha256("two")}  a.txt\n${sha256("one")}  b/1.txt\n`;
  const set = { dirHash: sha256(lines), juiceTree: digest };
  assert.deepEqual(made.subject, [
    { name: "out", digest: set },
    { name: "out/a.txt", digest: { sha256: sha256("two") } },
    { name: "out/b/1.txt", digest: { sha256: sha256("one") } },
  ]);
  assertValid(made);
  const trace = traceOf(execution, artifacts)!;
  assertValid(trace);
  const read = descriptorsIn(at(trace.predicate, "monitorLog", "fileAccess"));
  assert.deepEqual(read, [{ name: "input:again", digest: set }]);
});

Deno.test("dirHash is that of in-toto's own example", () => {
  const name = "github.com/marklodato/go-hello-world@v0.0.1/";
  const files = [
    [
      "main.go",
      "ddc4da627d9a9f45fb29641a1b185d6f53287ecfd921aacbf4fe54b7a86fe8d1",
    ],
    [
      "go.mod",
      "28e7c942a036902d981759d0bf5704d2bfc7cb500caf68b84711b234af01c6a5",
    ],
    [
      "README.md",
      "3a137eef6458bfb76bb2c63fc29ffc7166604d2d2e09ed9d8250a534122a8364",
    ],
  ].map(([path, digest]) => ({
    path: name + path,
    digest: digest as ReturnType<typeof sha256>,
    size: 0,
  }));
  assert.equal(
    dirHash(files),
    "2a1bb6127fb481c60f67692e22285fb306f3c6ffe62075e0ccf674d7c3adcb8f",
  );
  const odd = files.map((file) => ({ ...file, path: "two\nlines" }));
  assert.equal(dirHash(odd), null);
});

Deno.test("an integrity is read in the algorithms that there are, and no other", () => {
  const sha1 = "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
  assert.deepEqual(integrityDigests(sha1), {
    sha1: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  });
  assert.deepEqual(Object.keys(integrityDigests(`md5-abcd ${sha1}`)), ["sha1"]);
  for (const bad of ["", "sha512", "sha512-", "sha512-abcd", "sha1-????"]) {
    assert.deepEqual(integrityDigests(bad), {}, bad);
  }
});

Deno.test("a statement has one text, whatever the order of its fields", () => {
  const one = provenanceOf(
    { record: makeRecord({ params: { b: 1, a: { d: null, c: [2] } } }), n: 1 },
    { formOf: () => "file", filesOf: () => null },
    sha256("file"),
  );
  const turned = JSON.parse(
    statementText(one),
    (_name, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
  );
  assert.notEqual(JSON.stringify(turned), statementText(one));
  assert.equal(statementText(turned), statementText(one));
  assert.deepEqual(readStatement(statementText(one)), turned);
});

Deno.test("what is no statement is none", () => {
  const whole = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "a", digest: { sha256: "b" } }],
    predicateType: "a:b",
    predicate: {},
  };
  assert.deepEqual(readStatement(JSON.stringify(whole)), whole);
  for (
    const bad of [
      { ...whole, _type: "https://in-toto.io/Statement/v0.1" },
      { ...whole, subject: [{ name: "a" }] },
      { ...whole, subject: {} },
      { ...whole, predicateType: 1 },
      [],
      null,
    ]
  ) assert.equal(readStatement(JSON.stringify(bad)), null);
  assert.equal(readStatement("{"), null);
});
