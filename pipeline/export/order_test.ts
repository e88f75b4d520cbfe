/**
 * Whatever ran again after whatever: in no export an entity is used before it
 * is generated. Statements of in-toto are not among them: they name bytes, and
 * do not say of an input which execution made it.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { runProfile } from "../testing/project.ts";
import { removeIfThere } from "../store/files.ts";
import { describe } from "./croissant/document.ts";
import { tablesOf } from "./croissant/tables.ts";
import { eventsOf } from "./openlineage/events.ts";
import { documentOf } from "./prov/document.ts";
import { rocrate } from "./rocrate/export.ts";
import { Entities, readDocument, refs } from "./rocrate/testing/crate.ts";
import { brokenRules } from "./rocrate/testing/rules.ts";
import type { ExportTarget } from "./target.ts";
import { tablesProject, targetOf } from "./testing/tables.ts";

const project = await tablesProject();
const room = Deno.makeTempDirSync({ prefix: "juice-" });
Deno.test.afterAll(() => {
  project[Symbol.dispose]();
  removeIfThere(room);
});
// Tables that are made from others, and not their copies.
project.edit(
  "stages/copy.ts",
  "await Deno.copyFile(inputs.words, outputs.words);",
  `const { length } = await Deno.readFile(inputs.words);
    writeTable(outputs.words, [
      { name: params.name, data: [length], type: "DOUBLE" },
    ]);`,
);
await runProfile(await project.open(), "default");
const target = await targetOf(project);
const keys = [...new Set(target.stages.map(({ record }) => record.key))];

/** Which entity an execution used, and when; and which were generated. */
interface Told {
  readonly used: (readonly [entity: string, at: string])[];
  /** The first time of each. */
  readonly generated: Map<string, string>;
}

/** Times that can be compared as texts. */
function timeOf(text: unknown): string {
  return new Date(String(text)).toISOString();
}

function addGenerated({ generated }: Told, entity: string, at: string): void {
  const known = generated.get(entity);
  if (known === undefined || at < known) generated.set(entity, at);
}

function none(): Told {
  return { used: [], generated: new Map() };
}

async function crateTells(of: ExportTarget): Promise<Told> {
  const folder = Deno.makeTempDirSync({ dir: room });
  await rocrate(of, folder, { files: false });
  const told = none();
  const crate = readDocument(folder);
  assert.deepEqual(brokenRules(crate), new Map());
  for (const action of new Entities(crate).of("CreateAction")) {
    // The workflow's own action only sums up.
    if (action["resourceUsage"] === undefined) continue;
    for (const id of refs(action, "object")) {
      told.used.push([id, timeOf(action["startTime"])]);
    }
    for (const id of refs(action, "result")) {
      addGenerated(told, id, timeOf(action["endTime"]));
    }
  }
  removeIfThere(folder);
  return told;
}

async function eventsTell(of: ExportTarget): Promise<Told> {
  const told = none();
  for (
    const { eventType, eventTime, inputs, outputs } of await eventsOf(of)
  ) {
    const entities = (all: typeof inputs) =>
      all.flatMap(({ name, facets }) => {
        const version = facets["version"] as
          | { datasetVersion: string }
          | undefined;
        return version === undefined
          ? []
          : [`${name} ${version.datasetVersion}`];
      });
    if (eventType === "START") {
      for (const id of entities(inputs)) told.used.push([id, eventTime]);
    }
    for (const id of entities(outputs)) addGenerated(told, id, eventTime);
  }
  return told;
}

function provTells(of: ExportTarget): Told {
  const told = none();
  const document = documentOf(of);
  for (const one of Object.values(document.used)) {
    const activity = document.activity[String(one["prov:activity"])]!;
    told.used.push([
      String(one["prov:entity"]),
      timeOf(activity["prov:startTime"]),
    ]);
  }
  for (const one of Object.values(document.wasGeneratedBy)) {
    addGenerated(told, String(one["prov:entity"]), timeOf(one["prov:time"]));
  }
  return told;
}

interface FileObject {
  readonly "@id": string;
  readonly "prov:wasGeneratedBy": readonly Record<string, string>[];
  readonly "prov:wasDerivedFrom"?: readonly { readonly "@id": string }[];
}

async function croissantTells(of: ExportTarget): Promise<Told> {
  const { document } = await describe(of, tablesOf(of), { files: true });
  const told = none(), starts = new Map<string, string>();
  const ends = new Map<string, string>();
  const files = document["distribution"] as readonly FileObject[];
  for (const { "prov:wasGeneratedBy": activities } of files) {
    for (const one of activities) {
      if (one["prov:startedAtTime"] === undefined) continue;
      starts.set(one["@id"]!, timeOf(one["prov:startedAtTime"]));
      ends.set(one["@id"]!, timeOf(one["prov:endedAtTime"]));
    }
  }
  for (const file of files) {
    const ids = file["prov:wasGeneratedBy"].map((one) => one["@id"]!);
    for (const id of ids) addGenerated(told, file["@id"], ends.get(id)!);
    // The last of its executions is the one that may have used all of them.
    const last = ids.map((id) => starts.get(id)!).sort().at(-1)!;
    for (const { "@id": from } of file["prov:wasDerivedFrom"] ?? []) {
      told.used.push([from, last]);
    }
  }
  return told;
}

const forms: Readonly<
  Record<string, (of: ExportTarget) => Told | Promise<Told>>
> = {
  rocrate: crateTells,
  openlineage: eventsTell,
  prov: provTells,
  croissant: croissantTells,
};

/** The same profile, its executions at other times. */
function at(times: readonly (readonly [start: number, length: number])[]) {
  const stages = target.stages.map((one) => {
    const [start, length] = times[keys.indexOf(one.record.key)]!;
    const startedAt = new Date(1.7e12 + start * 1000).toISOString();
    return { ...one, record: { ...one.record, startedAt, seconds: length } };
  });
  return { ...target, stages };
}

for (const [name, tells] of Object.entries(forms)) {
  Deno.test(`${name}: nothing is used before it is generated, whatever ran again`, async () => {
    const moment = fc.tuple(fc.nat(20), fc.nat(5));
    await fc.assert(
      fc.asyncProperty(
        fc.array(moment, { minLength: keys.length, maxLength: keys.length }),
        async (times) => {
          const { used, generated } = await tells(at(times));
          for (const [entity, when] of used) {
            const made = generated.get(entity);
            assert.ok(
              made === undefined || made <= when,
              `${entity} is used at ${when}, and generated at ${made}`,
            );
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  Deno.test(`${name}: what was made before it was used is told as its maker's`, async () => {
    const { used, generated } = await tells(
      at(keys.map((_, i) => [10 * i, 5])),
    );
    assert.ok(used.some(([entity]) => generated.has(entity)));
  });
}
