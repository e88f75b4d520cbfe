import assert from "node:assert/strict";
import { join } from "node:path";
import { removeIfThere } from "../../../store/files.ts";
import { rocrate } from "../export.ts";
import type { Entity } from "../graph.ts";
import { metadataFile } from "../names.ts";
import { readDocument } from "./crate.ts";
import { wordsProject, wordsTarget } from "./project.ts";
import { brokenRules, rules } from "./rules.ts";

const folder = Deno.makeTempDirSync({ prefix: "juice-" });
Deno.test.afterAll(() => removeIfThere(folder));
{
  using project = await wordsProject();
  await rocrate(await wordsTarget(project), folder, { files: true });
}

type Open = Record<string, unknown> & { "@id": string };

/** A crate that is to be broken. */
class Broken {
  readonly crate = structuredClone(readDocument(folder));
  readonly graph = this.crate.document["@graph"] as unknown as Open[];

  get(id: string): Open {
    return this.graph.find((one) => one["@id"] === id)!;
  }
  first(type: string, holds: (one: Open) => boolean = () => true): Open {
    return this.graph.find((one) =>
      [one["@type"]].flat().includes(type) && holds(one)
    )!;
  }
  get root(): Open {
    return this.get("./");
  }
  get workflow(): Open {
    return this.get("code/stages/recipe.ts");
  }
  get descriptor(): Open {
    return this.get(metadataFile);
  }
  without(one: Open, name: string, id: string): void {
    one[name] = [one[name]].flat()
      .filter((ref) => (ref as Open)["@id"] !== id);
  }
}

const withStep = (one: Open) =>
  String((one["instrument"] as Open)["@id"]).startsWith("#kind/");

/** For each rule, by what it begins with, what breaks it. */
const breaks: Readonly<Record<string, (broken: Broken) => void>> = {
  "The metadata are a JSON-LD document": ({ crate }) => {
    (crate.document["@context"] as string[]).shift();
  },
  "Every property and type": ({ root }) => root["inventedTerm"] = "x",
  "The JSON-LD is flat": ({ root }) =>
    root["author"] = { "@type": "Person", name: "nested" },
  "What an entity refers to": ({ root }) =>
    root["author"] = { "@id": "#nobody" },
  "The descriptor is a CreativeWork": ({ descriptor }) =>
    delete descriptor["conformsTo"],
  "The root is a Dataset": ({ root }) => root["@type"] = "CreativeWork",
  "The root has a name": ({ root }) => delete root["name"],
  "The root has a description": ({ root }) => delete root["description"],
  "The root has one datePublished": ({ root }) =>
    root["datePublished"] = "last week",
  "The root has a licence": ({ root }) => delete root["license"],
  "What the root has as its parts": ({ root }) =>
    (root["hasPart"] as object[]).push({ "@id": "#engine" }),
  "Every data entity is a part": (broken) =>
    broken.without(broken.root, "hasPart", "README.md"),
  "Every data entity is in the crate": (broken) => {
    broken.get("README.md")["@id"] = "READ.md";
    broken.without(broken.root, "hasPart", "README.md");
    (broken.root["hasPart"] as object[]).push({ "@id": "READ.md" });
  },
  "Every file has the SHA-256": (broken) =>
    broken.get("README.md")["sha256"] = "0".repeat(64),
  "The page for people": ({ root }) => root["name"] = "Another name",
  "A list of one value": ({ root }) => root["citation"] = [root["citation"]],
  "A script is a file": (broken) =>
    delete broken.get("code/stages/words.ts")["name"],
  "A language has a name": (broken) =>
    delete broken.first("ComputerLanguage")["version"],
  "Entities have a name": (broken) => delete broken.get("#engine")["name"],
  "The descriptor conforms to Workflow": ({ descriptor }) =>
    descriptor["conformsTo"] = { "@id": "https://w3id.org/ro/crate/1.1" },
  "The main entity is a File": ({ workflow }) =>
    workflow["@type"] = ["File", "SoftwareSourceCode", "HowTo"],
  "The workflow's programmingLanguage": ({ workflow }) =>
    delete workflow["programmingLanguage"],
  "A README.md": (broken) =>
    broken.get("README.md")["encodingFormat"] = "text/plain",
  "Every action of a tool": (broken) =>
    delete broken.first("CreateAction")["instrument"],
  "Every action is in the mentions": ({ root }) => delete root["mentions"],
  "Every action has a name": (broken) =>
    broken.first("CreateAction")["endTime"] = "noon",
  "An action that did not fail": (broken) =>
    broken.first("CreateAction")["error"] = "none",
  "What an action takes and makes": (broken) =>
    broken.first("CreateAction")["result"] = { "@id": "#engine" },
  "Software has one version": (broken) =>
    broken.first("SoftwareApplication", (one) => "softwareVersion" in one)[
      "version"
    ] = "1",
  "An action is of the main workflow": (broken) =>
    broken.first("CreateAction", (one) => !withStep(one))["instrument"] = {
      "@id": "#engine",
    },
  "What a tool or workflow takes": ({ workflow }) =>
    workflow["input"] = { "@id": "#engine" },
  "A FormalParameter has an additionalType": (broken) =>
    delete broken.first("FormalParameter")["additionalType"],
  "What is an example of a work": (broken) =>
    broken.first("PropertyValue")["exampleOfWork"] = { "@id": "#engine" },
  "What the workflow's action takes": (broken) =>
    broken.get("#profile")["exampleOfWork"] = { "@id": "#output/results" },
  "The workflow has its tools": ({ workflow }) => delete workflow["hasPart"],
  "Every tool that an action ran": (broken) =>
    broken.without(broken.workflow, "hasPart", "#kind/words"),
  "A workflow with steps is a HowTo": ({ workflow }) =>
    workflow["@type"] = ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
  "The workflow refers to every step": (broken) =>
    broken.without(broken.workflow, "step", "#step/pages"),
  "Every step has its tool": (broken) =>
    delete broken.get("#step/pages")["workExample"],
  "A step that needs what another": (broken) =>
    broken.get("#step/pages")["position"] = 1,
  "Every ControlAction has a step": (broken) =>
    delete broken.get("#control/pages")["instrument"],
  "Every ControlAction has the tool's action": (broken) =>
    delete broken.get("#control/pages")["object"],
  "The engine's work has the engine": (broken) =>
    delete broken.first("OrganizeAction")["instrument"],
  "The engine's work has every ControlAction": (broken) =>
    broken.without(broken.first("OrganizeAction"), "object", "#control/pages"),
  "The engine's work has the action": (broken) =>
    delete broken.first("OrganizeAction")["result"],
  "A connection is between": (broken) =>
    delete broken.first("ParameterConnection")["sourceParameter"],
  "Connections to what the workflow gives": ({ workflow }) =>
    delete workflow["connection"],
  "What is said of resources": (broken) =>
    delete broken.first(
      "PropertyValue",
      (one) => String(one["@id"]).startsWith("#usage/"),
    )["propertyID"],
  ...Object.fromEntries(
    [
      "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
      "https://w3id.org/ro/wfrun/process/0.5",
      "https://w3id.org/ro/wfrun/workflow/0.5",
      "https://w3id.org/ro/wfrun/provenance/0.5",
    ].map((id) => [
      `The root conforms to ${id}`,
      (broken: Broken) => broken.without(broken.root, "conformsTo", id),
    ]),
  ),
  "Every @id is a URI": (broken) => {
    const entity = broken.first("Person") as Entity & Open;
    broken.graph.push({ ...entity, "@id": "#some body" });
  },
};

for (const { says, from } of rules) {
  Deno.test(`a crate that breaks it is found: ${says}`, () => {
    const [, breakIt] = Object.entries(breaks)
      .findLast(([start]) => says.startsWith(start)) ?? [];
    assert.ok(breakIt !== undefined, "nothing breaks this rule");
    const broken = new Broken();
    breakIt(broken);
    const found = brokenRules(broken.crate);
    assert.ok(found.has(says), `${from}: ${[...found.keys()].join("; ")}`);
  });
}

Deno.test("a crate without one of its files is found", () => {
  const path = join(folder, "README.md");
  const text = Deno.readTextFileSync(path);
  Deno.removeSync(path);
  try {
    const found = brokenRules(readDocument(folder));
    assert.deepEqual([...found.values()], [["README.md"], ["README.md"]]);
  } finally {
    Deno.writeTextFileSync(path, text);
  }
});
