/**
 * The crate as a page for people, which RO-Crate puts beside the metadata, with
 * a copy of them (RO-Crate 1.1, section "RO-Crate Website"). It stands alone:
 * nothing is fetched, and nothing runs.
 *
 * @module
 */

import { sortedEntries } from "../../identity/order.ts";
import type { OutputEntry } from "../../store/record.ts";
import { usedSources } from "../sources.ts";
import type { ExportTarget } from "../target.ts";
import { profileText } from "../terms.ts";
import type { Artifacts } from "./artifacts.ts";
import type { Document, Graph } from "./graph.ts";
import { idOfPath } from "./ids.ts";
import { explorerFile } from "./names.ts";
import { licenseName } from "./people.ts";
import { placeOf, shownArtifact } from "./shown.ts";

/** What a page shows of text that others wrote. */
function text(value: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return value.replace(/[&<>"]/g, (one) => names[one]!);
}

/** The metadata as they stand in a page, which their text must not end. */
function data(document: Document): string {
  return JSON.stringify(document).replaceAll("<", "\\u003c");
}

/** How the crate is cited, as long as no archive has given it a name. */
function citation(target: ExportTarget, published: string): string {
  const { name, url, authors = [] } = target.about!;
  const names = authors.map((author) => author.name).join("; ");
  return names === "" ? "" : row(
    "Cite as",
    text(
      `${names} (${published.slice(0, 4)}). ${name}: profile ` +
        `${profileText(target)}. ` +
        "Provenance Run Crate." + (url === undefined ? "" : ` ${url}`),
    ),
  );
}

/** A link where there is something to go to that a page may lead to. */
function link(to: string | undefined, shown: string): string {
  return to === undefined || !/^(?:https?:|[^:]*$|[^:]*\/)/.test(to)
    ? text(shown)
    : `<a href="${text(to)}">${text(shown)}</a>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1c2127; --muted: #5b6570;
  --faint: #e3e6ea; --paper: #ffffff; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --muted: #9aa4af; --faint: #2b3138;
    --paper: #14171a; --accent: #7cb8f5; }
}
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 4rem;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere;
  font: 1rem/1.6 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
a { color: var(--accent); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
.muted, dt, th { color: var(--muted); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
dd { margin: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0;
  border-bottom: 1px solid var(--faint); overflow-wrap: normal; }
th { font-weight: 500; }
td:first-child { min-width: 11rem; }
.number { text-align: right; }
`;

/** What the page needs beside what is exported. */
export interface PreviewParts {
  readonly graph: Graph;
  readonly document: Document;
  readonly artifacts: Artifacts;
  /** The entity of the recipe's file. */
  readonly workflow: string;
  /** ISO 8601. */
  readonly published: string;
}

function row(term: string, shown: string): string {
  return `<dt>${term}</dt><dd>${shown}</dd>`;
}

/** Where the data come from, and works that are cited. */
function sources(target: ExportTarget): string {
  const data = usedSources(target).map(([, { name, url, license }]) =>
    row("Data", `${link(url, name)} (${link(license, licenseName(license))})`)
  );
  const works = (target.about?.citations ?? [])
    .map(({ name, url }) => row("Rests on", link(url, name)));
  return [...data, ...works].join("\n");
}

/** Writes it. */
export function previewText(
  target: ExportTarget,
  { graph, document, artifacts, workflow, published }: PreviewParts,
): string {
  const { doc, stages } = target;
  const { name, description, license, url, authors = [] } = target.about!;
  const shown = (entry: OutputEntry, label: string) =>
    link(placeOf(entry, graph, artifacts), label);
  const outputOf = (which: "results" | "report", term: string) => {
    const found = shownArtifact(target, which, graph, artifacts);
    return found === undefined ? "" : row(term, link(found.at, found.label));
  };
  const rows = stages.map(({ stage, record, n }) => {
    const outputs = sortedEntries(record.outputs)
      .map(([output, entry]) => shown(entry, output));
    const path = idOfPath(`records/${record.key}/${n}.json`);
    return `<tr><td>${text(stage.name).replaceAll("/", "/<wbr>")}</td><td>${
      text(stage.kind.name)
    }</td><td>${outputs.join(" ")}</td><td class="number">${
      record.seconds.toFixed(1)
    }` +
      `</td><td>${link(path, `${record.key.slice(0, 8)}/${n}`)}</td></tr>`;
  });
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(name)}: profile ${text(profileText(target))}</title>
<style>${style}</style>
<script type="application/ld+json">${data(document)}</script>
</head>
<body>
<h1>${text(name)}</h1>
<p>${text(description)}</p>
<p class="muted">${text(doc)}</p>
<dl>
${outputOf("report", "Report")}
${outputOf("results", "Results")}
${
    graph.has(explorerFile)
      ? row("Explorer", link(explorerFile, explorerFile))
      : ""
  }
${row("Profile", text(profileText(target)))}
${row("Licence", link(license, licenseName(license)))}
${
    authors.length === 0
      ? ""
      : row("Authors", authors.map((one) => link(one.url, one.name)).join(", "))
  }
${url === undefined ? "" : row("More", link(url, url))}
${sources(target)}
${citation(target, published)}
${row("Last execution", `${published.slice(0, 16).replace("T", " ")} UTC`)}
${row("Recipe", link(workflow, decodeURIComponent(workflow)))}
${row("For machines", link("ro-crate-metadata.json", "ro-crate-metadata.json"))}
</dl>
<h2>${stages.length} stages</h2>
<div class="wide">
<table>
<thead><tr><th>Stage</th><th>Kind</th><th>Outputs</th><th class="number">Seconds</th><th>Record</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</div>
</body>
</html>
`;
}
