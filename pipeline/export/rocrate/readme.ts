/**
 * The crate's README: what a person finds in it, and what to do with it.
 *
 * @module
 */

import { usedSources } from "../sources.ts";
import type { ExportTarget } from "../target.ts";
import type { Artifacts } from "./artifacts.ts";
import type { Graph } from "./graph.ts";
import { explorerFile } from "./names.ts";
import { licenseName } from "./people.ts";
import { shownArtifact } from "./shown.ts";

/** A link, whose address may have brackets. */
function link(to: string | undefined, shown: string): string {
  return to === undefined ? shown : `[${shown}](<${to}>)`;
}

/** What is to be known of the crate at a glance, a line each. */
function facts(
  target: ExportTarget,
  graph: Graph,
  artifacts: Artifacts,
): string[] {
  const { about, profile, altered, stages } = target;
  const { license, url, authors = [] } = about!;
  const outputOf = (which: "report" | "results", term: string) => {
    const found = shownArtifact(target, which, graph, artifacts);
    return found === undefined
      ? []
      : [`${term}: ${link(found.at, found.label)}`];
  };
  const set = altered.map((one) => `\`${one}\``).join(", ");
  return [
    ...outputOf("report", "Report"),
    ...outputOf("results", "Results"),
    ...graph.has(explorerFile)
      ? [
        `Explorer: ${link(explorerFile, explorerFile)}, every stage and ` +
        "where it came from, for a browser",
      ]
      : [],
    `Profile: \`${profile}\`` + (set === "" ? "" : `, with ${set}`),
    `Stages: ${stages.length}`,
    `Licence: ${link(license, licenseName(license))}`,
    ...usedSources(target).map(([, source]) =>
      `Data: ${link(source.url, source.name)}, licence ` +
      link(source.license, licenseName(source.license))
    ),
    ...authors.length === 0
      ? []
      : [`Authors: ${authors.map((agent) => agent.name).join(", ")}`],
    ...url === undefined ? [] : [`More: <${url}>`],
  ];
}

/**
 * Writes it.
 *
 * @param files False for references by digest.
 */
export function readmeText(
  target: ExportTarget,
  files: boolean,
  graph: Graph,
  artifacts: Artifacts,
): string {
  const { about, doc } = target;
  return `# ${about!.name}

${about!.description}

${doc}

${facts(target, graph, artifacts).map((one) => `- ${one}`).join("\n")}

This folder is an RO-Crate of the profile Provenance Run Crate 0.5. What is in
it, and how each file was made, is described in \`ro-crate-preview.html\` for
people, which any browser opens, and in \`ro-crate-metadata.json\` for machines.
There every file has its SHA-256.

    ${
    files
      ? "artifacts/<stage>/   what each stage put out"
      : "(artifacts/)         left out: artifacts are named by their SHA-256"
  }
    code/                the recipe, and the code that the stages ran
    records/<key>/       one record an execution, as the engine wrote it
    logs/                what stages printed, where they did

${
    files
      ? "In a checkout of the project, \`deno task import FOLDER\` brings it back\n" +
        "into a store, where \`deno task reproduce\` finds everything in its place."
      : "Without the artifacts it can be read, but not imported."
  }
`;
}
