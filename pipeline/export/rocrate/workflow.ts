/**
 * The recipe as the crate's main entity, and its run as a whole (Workflow
 * RO-Crate 1.0; Workflow Run Crate 0.5; Provenance Run Crate 0.5, tables
 * "ComputationalWorkflow" and "OrganizeAction").
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadGraph } from "../../identity/graph.ts";
import { compareCodePoints } from "../../identity/order.ts";
import { shownPath } from "../../identity/source.ts";
import { exists, withDisk } from "../../store/files.ts";
import { recordsOf } from "../executions.ts";
import { uuidOf } from "../terms.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import type { ExportTarget } from "../target.ts";
import type { Artifacts } from "./artifacts.ts";
import { addDeno, addLanguage, type CodeFiles } from "./code.ts";
import { type Graph, to, toAll } from "./graph.ts";
import { localId } from "./ids.ts";
import type { AddedStep } from "./steps.ts";
import { spanOf } from "./times.ts";
import { formalId } from "./values.ts";

/** What the workflow is put together from. */
export interface WorkflowParts {
  readonly target: ExportTarget;
  readonly graph: Graph;
  readonly code: CodeFiles;
  readonly artifacts: Artifacts;
  readonly steps: readonly AddedStep[];
  /** The entities of the stage kinds. */
  readonly kinds: readonly string[];
  readonly authors: readonly string[];
  readonly license: string;
  readonly sources: readonly string[];
}

/** Adds a file of the project as it lies there. */
function addProjectFile(code: CodeFiles, path: string, root: string): string {
  const bytes = withDisk(`read "${path}"`, () => Deno.readFileSync(path));
  return code.addBytes(shownPath(path, root), bytes);
}

/** The recipe's own modules: it is no part of any stage's key. */
async function addModules(
  { target, code }: WorkflowParts,
): Promise<string[]> {
  const { root, recipePath } = target.places;
  const { modules } = await loadGraph(pathToFileURL(recipePath).href, root);
  const paths = [...modules.keys()]
    .filter((specifier) => specifier.startsWith("file:"))
    .map((specifier) => fileURLToPath(specifier))
    .filter((path) => path !== recipePath && exists(path))
    // Files outside of project and engine have no path in a crate.
    .filter((path) => shownPath(path, root) !== path)
    .sort(compareCodePoints);
  return paths.map((path) => addProjectFile(code, path, root));
}

/** The version of the language that the newest execution had. */
function languageOf(records: readonly ExecutionRecord[]): string {
  const [newest] = [...records].sort((a, b) =>
    a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0
  );
  return newest!.runtime.typescript;
}

/** What the workflow takes: the profile, and what is set otherwise. */
function addInputs(
  graph: Graph,
  { profile, altered }: ExportTarget,
): { readonly formals: string[]; readonly values: string[] } {
  const add = (name: string, description: string, many: boolean) =>
    graph.add({
      "@id": localId("input", name),
      "@type": "FormalParameter",
      name,
      description,
      additionalType: "Text",
      valueRequired: !many,
      multipleValues: many ? true : undefined,
    });
  const formal = add("profile", "The profile of the recipe", false);
  const values = [graph.add({
    "@id": localId("profile"),
    "@type": "PropertyValue",
    name: "profile",
    value: profile,
    exampleOfWork: to(formal),
  })];
  if (altered.length === 0) return { formals: [formal], values };
  const set = add("set", "What is set otherwise than the profile has it", true);
  for (const [i, text] of altered.entries()) {
    values.push(graph.add({
      "@id": localId("set", String(i + 1)),
      "@type": "PropertyValue",
      name: "set",
      value: text,
      exampleOfWork: to(set),
    }));
  }
  return { formals: [formal, set], values };
}

/** What the workflow gives: what the recipe shows when all of it is there. */
function addOutputs(
  { target, graph, artifacts }: WorkflowParts,
): { formals: string[]; connections: string[]; results: string[] } {
  const formals: string[] = [], connections: string[] = [];
  const results: string[] = [];
  for (const name of ["results", "report"] as const) {
    const ref = target[name];
    const from = target.stages.find(({ stage }) => stage.name === ref?.stage);
    if (ref === undefined || from === undefined) continue;
    const { digest, form } = from.record.outputs[ref.output]!;
    const artifact = artifacts.idOf(digest, form)!;
    const formal = graph.add({
      "@id": localId("output", name),
      "@type": "FormalParameter",
      name,
      additionalType: form === "folder" ? "Dataset" : "File",
      encodingFormat: form === "file" ? ref.type.mediaType : undefined,
    });
    artifacts.exemplify(artifact, formal);
    formals.push(formal);
    results.push(artifact);
    connections.push(graph.add({
      "@id": localId("connection", "output", name),
      "@type": "ParameterConnection",
      sourceParameter: to(
        formalId(from.stage.kind.name, "output", ref.output),
      ),
      targetParameter: to(formal),
    }));
  }
  return { formals, connections, results };
}

/** Adds the engine, the workflow and its run; returns what the root names. */
export async function addWorkflow(parts: WorkflowParts): Promise<{
  readonly workflow: string;
  readonly actions: string[];
}> {
  const { target, graph, code, steps } = parts;
  const { about, places, stages } = target;
  const { root, recipePath } = places;
  const records = recordsOf(stages);
  const id = addProjectFile(code, recipePath, root);
  const modules = await addModules(parts);
  const settings = ["deno.json", "deno.lock"].map((name) => join(root, name))
    .filter(exists).map((path) => addProjectFile(code, path, root));
  if (target.lock !== null) addProjectFile(code, places.lockPath, root);
  const inputs = addInputs(graph, target);
  const outputs = addOutputs(parts);
  graph.extend(id, {
    "@type": [
      "File",
      "SoftwareSourceCode",
      "ComputationalWorkflow",
      "HowTo",
    ],
    name: about?.name ?? shownPath(recipePath, root),
    description: target.doc,
    license: to(parts.license),
    url: about?.url,
    creator: toAll(parts.authors),
    programmingLanguage: to(addLanguage(graph, languageOf(records))),
    input: toAll(inputs.formals),
    output: toAll(outputs.formals),
    hasPart: toAll(parts.kinds),
    step: toAll(steps.map(({ step }) => step)),
    connection: toAll(outputs.connections),
    softwareRequirements: toAll(modules),
    buildInstructions: toAll(settings),
  });
  const run = records.map(({ key }) => key).sort(compareCodePoints).join();
  const span = spanOf(records);
  const description =
    `${records.length} executions, from the first start to the last end; ` +
    "what was in the store already was not executed again, so they can be " +
    "of several commands";
  const workflowAction = graph.add({
    "@id": `urn:uuid:${uuidOf(`workflow ${target.profile} ${run}`)}`,
    "@type": "CreateAction",
    name: `Run of the profile "${target.profile}"`,
    description,
    instrument: to(id),
    object: toAll([...parts.sources, ...inputs.values]),
    result: toAll(outputs.results),
    ...span,
    actionStatus: "http://schema.org/CompletedActionStatus",
  });
  const engine = graph.add({
    "@id": localId("engine"),
    "@type": "SoftwareApplication",
    name: "Juice pipeline",
    description: "The engine: it runs each stage in a process of its own " +
      "with what it declared, and keeps what it puts out by digest",
    softwareRequirements: toAll(
      [...new Set(records.map(({ runtime }) => runtime.deno))].sort()
        .map((version) => addDeno(graph, version)),
    ),
  });
  const organize = graph.add({
    "@id": `urn:uuid:${uuidOf(`engine ${target.profile} ${run}`)}`,
    "@type": "OrganizeAction",
    name: "Work of the engine",
    description,
    instrument: to(engine),
    object: toAll(steps.map(({ control }) => control)),
    result: to(workflowAction),
    ...span,
    actionStatus: "http://schema.org/CompletedActionStatus",
  });
  return { workflow: id, actions: [workflowAction, organize] };
}
