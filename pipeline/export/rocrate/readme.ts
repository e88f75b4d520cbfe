/**
 * The crate's README: what a person finds in it, and what to do with it.
 *
 * @module
 */

import type { Agent } from "../../recipe.ts";
import type { ExportTarget } from "../target.ts";

/** Writes it. */
export function readmeText(
  { about, doc, profile, altered, stages }: ExportTarget,
  files: boolean,
): string {
  const { name, description, license, url, authors = [] } = about!;
  const names = authors.map((agent: Agent) => agent.name).join(", ");
  return `# ${name}

${description}

${doc}

- Profile: \`${profile}\`${
    altered.length === 0
      ? ""
      : `, with ${altered.map((one) => `\`${one}\``).join(", ")}`
  }
- Stages: ${stages.length}
- Licence: <${license}>
${names === "" ? "" : `- Authors: ${names}\n`}${
    url === undefined ? "" : `- More: <${url}>\n`
  }
This folder is an RO-Crate of the profile Provenance Run Crate 0.5. What is in
it, and how each file was made, is described in \`ro-crate-metadata.json\` for
machines and in \`ro-crate-preview.html\` for people.

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
      ? "In a checkout of the project, `deno task import FOLDER` brings it back\n" +
        "into a store, where `deno task reproduce` finds everything in its place."
      : "Without the artifacts it can be read, but not imported."
  }
`;
}
