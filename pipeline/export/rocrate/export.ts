/**
 * The format `rocrate`: a folder with everything that a run was made of and
 * came to, described as a Provenance Run Crate 0.5. docs/crate.md says what is
 * where.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import { compareCodePoints } from "../../identity/order.ts";
import type { StageKind } from "../../stage.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { recordsOf } from "../executions.ts";
import { jsonText } from "../files.ts";
import { usedSources } from "../sources.ts";
import type {
  Exported,
  Exporter,
  ExportOptions,
  ExportTarget,
} from "../target.ts";
import { type AddedSource, Artifacts } from "./artifacts.ts";
import { CodeFiles } from "./code.ts";
import { CrateFolder } from "./folder.ts";
import { profileText } from "../terms.ts";
import { addExplorer } from "./explorer.ts";
import { Graph, to, toAll } from "./graph.ts";
import { leftOut } from "./left_out.ts";
import { explorerFile, metadataFile, previewFile } from "./names.ts";
import { addAgent, addCitations, addLicense, addSource } from "./people.ts";
import { previewText } from "./preview.ts";
import { addProfiles, roCrate, workflowRoCrate } from "./profiles.ts";
import { readmeText } from "./readme.ts";
import { Steps } from "./steps.ts";
import { spanOf } from "./times.ts";
import { addWorkflow } from "./workflow.ts";

/** The kinds of the stages, each with the records of what it ran. */
function kindsOf(
  { stages }: ExportTarget,
): [StageKind, ExecutionRecord[]][] {
  const kinds = new Map<StageKind, ExecutionRecord[]>();
  for (const { stage, record } of stages) {
    const records = kinds.get(stage.kind) ?? [];
    records.push(record);
    kinds.set(stage.kind, records);
  }
  return [...kinds]
    .sort(([a], [b]) => compareCodePoints(a.name, b.name));
}

/** The sources of kinds that the profile has stages of, by the kind's name. */
function addSources(
  graph: Graph,
  target: ExportTarget,
): Map<string, AddedSource> {
  return new Map(
    usedSources(target).map((
      [kind, source],
    ) => [kind, { id: addSource(graph, source), source }]),
  );
}

/** Writes a crate. */
export const rocrate: Exporter = async (
  target: ExportTarget,
  folder: string,
  { files }: ExportOptions,
): Promise<Exported> => {
  const { about, places, stages } = target;
  if (about === undefined) {
    throw new JuiceError(
      'Cannot export as "rocrate": RO-Crate requires a name, a description ' +
        "and a licence, and the recipe states none\nAdd them to it: " +
        "about: { name, description, license }",
      { code: "unstated" },
    );
  }
  const graph = new Graph();
  const out = new CrateFolder(folder, graph);
  for (const own of [metadataFile, previewFile, explorerFile]) out.place(own);
  const license = addLicense(graph, about.license);
  const authors = (about.authors ?? []).map((agent) => addAgent(graph, agent));
  const sources = addSources(graph, target);
  const code = new CodeFiles(out, places);
  const kinds = kindsOf(target).map(([kind, records]) =>
    code.addKind(kind, records)
  );
  const artifacts = new Artifacts(out, places.store, files);
  const steps = new Steps(out, places.store, artifacts, target);
  const added = stages.map((one, i) =>
    steps.add(one, i + 1, sources.get(one.stage.kind.name))
  );
  const { workflow, actions } = await addWorkflow({
    target,
    graph,
    code,
    artifacts,
    steps: added,
    kinds,
    authors,
    license,
    sources: [...sources.values()].map(({ id }) => id),
  });
  artifacts.settle();
  // Its previews are copies of what artifacts hold.
  const explorer = files ? await addExplorer(target, out, artifacts) : [];
  const published = spanOf(recordsOf(stages)).endTime;
  const readme = out.write(
    out.place("README.md"),
    readmeText(target, files, graph, artifacts),
    { about: to("./") },
  );
  graph.add({
    "@id": metadataFile,
    "@type": "CreativeWork",
    about: to("./"),
    conformsTo: [to(roCrate), to(workflowRoCrate.id)],
  });
  graph.add({
    "@id": roCrate,
    "@type": "CreativeWork",
    name: "RO-Crate",
    version: "1.1",
  });
  graph.add({
    "@id": "./",
    "@type": "Dataset",
    name: `${about.name}: profile ${profileText(target)}`,
    description: about.description,
    datePublished: published,
    license: to(license),
    url: about.url,
    author: toAll(authors),
    citation: toAll(addCitations(graph, about)),
    conformsTo: toAll(addProfiles(graph)),
    mainEntity: to(workflow),
    hasPart: toAll([
      readme,
      ...explorer,
      ...code.parts,
      ...artifacts.parts,
      ...steps.traces,
    ]),
    mentions: toAll([
      ...actions,
      ...added.map(({ action }) => action),
    ]),
  });
  const document = graph.document();
  out.writePlain(metadataFile, jsonText(document));
  out.writePlain(
    previewFile,
    previewText(target, { graph, document, artifacts, workflow, published }),
  );
  return out.exported(metadataFile, leftOut(target, code.missing));
};
