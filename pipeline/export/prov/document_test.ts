import assert from "node:assert/strict";
import { checkOf } from "../testing/schema.ts";
import { tablesProject, targetOf } from "../testing/tables.ts";
import { runProfile } from "../../testing/project.ts";
import { documentOf } from "./document.ts";
import type { Attributes, ProvDocument } from "./statements.ts";
import { provSchema } from "./testing/schema.ts";

const faultOf = checkOf(provSchema);

const project = await tablesProject();
Deno.test.afterAll(() => project[Symbol.dispose]());
const target = await targetOf(project);
const document = documentOf(target);

/** The attribute of a relation that names an element, as a text. */
function named(attributes: Attributes, field: string): string {
  const value = attributes[field];
  assert.equal(typeof value, "string", field);
  return value as string;
}

/** What PROV-CONSTRAINTS forbids and what is referred to and not there. */
function faultsOf(doc: ProvDocument): string[] {
  const faults: string[] = [];
  const elements = { ...doc.entity, ...doc.activity, ...doc.agent };
  const prefixes = new Set([...Object.keys(doc.prefix), "prov", "xsd", "_"]);
  const generated = new Map<string, string>();
  for (const id of Object.keys(elements)) {
    if (!prefixes.has(id.split(":")[0]!)) faults.push(`prefix of ${id}`);
  }
  for (const [sort, relations] of Object.entries(doc)) {
    if (["prefix", "entity", "activity", "agent"].includes(sort)) continue;
    for (const relation of Object.values(relations) as Attributes[]) {
      for (const [field, value] of Object.entries(relation)) {
        if (!/^prov:(?!type|time|role)/.test(field)) continue;
        if (elements[value as string] === undefined) {
          faults.push(`${sort}: no ${String(value)}`);
        }
      }
    }
  }
  for (const relation of Object.values(doc.wasGeneratedBy)) {
    const entity = named(relation, "prov:entity");
    if (generated.has(entity)) faults.push(`${entity} is generated twice`);
    generated.set(entity, named(relation, "prov:time"));
  }
  for (
    const { "prov:startTime": start, "prov:endTime": end } of Object.values(
      doc.activity,
    )
  ) if (start! > end!) faults.push("an activity ends before it starts");
  for (const relation of Object.values(doc.wasDerivedFrom)) {
    const made = generated.get(named(relation, "prov:generatedEntity"));
    const used = generated.get(named(relation, "prov:usedEntity"));
    if (made !== undefined && used !== undefined && used > made) {
      faults.push(`${relation["prov:usedEntity"]} came after what it became`);
    }
  }
  for (const relation of Object.values(doc.used)) {
    const activity = doc.activity[named(relation, "prov:activity")]!;
    const made = generated.get(named(relation, "prov:entity"));
    if (made !== undefined && made > (activity["prov:endTime"] as string)) {
      faults.push(`${relation["prov:entity"]} is used before it is generated`);
    }
  }
  return faults;
}

function usesOf(doc: ProvDocument, stage: string): Attributes[] {
  const id = Object.entries(doc.activity)
    .find(([, activity]) => activity["prov:label"] === stage)![0];
  return Object.values(doc.used).filter((one) => one["prov:activity"] === id);
}

Deno.test("the document is PROV-JSON and keeps PROV's constraints", () => {
  assert.equal(faultOf(document), "");
  assert.deepEqual(faultsOf(document), []);
  // Two stages share an execution.
  const { activity } = document;
  assert.equal(Object.keys(activity).length, target.stages.length - 1);
  const also = Object.values(activity).flatMap((one) => one["juice:also"]);
  assert.deepEqual(also.filter(Boolean), ["copy/again"]);
});

Deno.test("the checks find what is wrong with a document", () => {
  const first = <T>(sort: Record<string, T>): T => Object.values(sort)[0]!;
  const broken: [
    RegExp,
    (doc: Record<string, Record<string, never>>) => void,
  ][] = [
    [/startTime/, (doc) => {
      first(doc.activity!)["prov:startTime"] = "noon" as never;
    }],
    [/prov:entity/, (doc) => delete first(doc.wasGeneratedBy!)["prov:entity"]],
    [/generated twice/, (doc) => {
      doc.wasGeneratedBy!["_:again"] = first(doc.wasGeneratedBy!);
    }],
    [/used: no bytes:0/, (doc) => {
      first(doc.used!)["prov:entity"] = "bytes:0" as never;
    }],
    [/ends before/, (doc) => {
      first(doc.activity!)["prov:endTime"] = "1999-01-01T00:00:00Z" as never;
    }],
    [/before it is generated/, (doc) => {
      for (const one of Object.values(doc.wasGeneratedBy!)) {
        one["prov:time"] = "2999-01-01T00:00:00Z" as never;
      }
    }],
    [/came after what it became/, (doc) => {
      first(doc.wasGeneratedBy!)["prov:time"] = "2999-01-01T00:00:00Z" as never;
    }],
    [/prefix of other:thing/, (doc) => {
      doc.entity!["other:thing"] = {} as never;
    }],
    [/property name must be valid/, (doc) => {
      doc.entity!["no name"] = {} as never;
    }],
  ];
  for (const [said, breakIt] of broken) {
    const doc = structuredClone(document) as unknown as Record<
      string,
      Record<string, never>
    >;
    breakIt(doc);
    const faults = faultOf(doc) ||
      faultsOf(doc as unknown as ProvDocument).join("\n");
    assert.match(faults, said, String(breakIt));
  }
});

Deno.test("an input that was not read was not used, and what nobody observed is marked", () => {
  const [copied, ...others] = usesOf(document, "copy/ratio=0.5");
  assert.equal(copied!["prov:role"], "words");
  assert.deepEqual(others, []);
  const [counted] = usesOf(document, "count");
  assert.equal(counted!["juice:observed"], false);
});

Deno.test("the data come from their declared source, made by its creators", () => {
  const source = document.entity["source:entries"]!;
  assert.equal(source["prov:label"], "A list of words");
  const [attributed] = Object.values(document.wasAttributedTo);
  const agent = document.agent[named(attributed!, "prov:agent")]!;
  assert.equal(agent["prov:label"], "A. Writer");
  const primary = Object.values(document.wasDerivedFrom)
    .filter((one) => one["prov:usedEntity"] === "source:entries");
  assert.equal(primary.length, 1);
});

Deno.test("bytes that were made anew after they were read were not used as what is newer", async () => {
  // Another comment: the source runs again, and its bytes are the same.
  project.edit("stages/entries.ts", "writeTable(", "/* anew */ writeTable(");
  await runProfile(await project.open(), "default");
  const later = documentOf(await targetOf(project));
  assert.deepEqual(faultsOf(later), []);
  const [used] = usesOf(later, "copy/ratio=0.5");
  assert.match(named(used!, "prov:entity"), /^bytes:/);
});
