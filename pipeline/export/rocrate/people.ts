/**
 * Who made what, under which licence, and where data come from: what the
 * recipe says of itself, as entities (RO-Crate 1.1, section "Contextual
 * Entities").
 *
 * @module
 */

import type { About, Agent, DataSource } from "../../recipe.ts";
import type { Graph } from "./graph.ts";
import { to, toAll } from "./graph.ts";
import { localId } from "./ids.ts";

/** Adds a person or an organisation. */
export function addAgent(graph: Graph, { kind, name, url }: Agent): string {
  return graph.add({
    "@id": url ?? localId("agent", name),
    "@type": kind === "person" ? "Person" : "Organization",
    name,
    url,
  });
}

/** SPDX's identifier of a licence, with which the addresses of its pages end. */
function spdxOf(page: string): string | undefined {
  return /^https?:\/\/spdx\.org\/licenses\/([^/]+?)(?:\.html)?$/.exec(page)
    ?.[1];
}

/** What a licence is called. */
export function licenseName(page: string): string {
  return spdxOf(page) ?? page;
}

/** Adds a licence by its page. */
export function addLicense(graph: Graph, page: string): string {
  const spdx = spdxOf(page);
  return graph.add({
    "@id": page,
    "@type": "CreativeWork",
    name: licenseName(page),
    description: spdx === undefined
      ? "The licence at this address"
      : `The licence that SPDX knows as ${spdx}`,
    identifier: spdx,
    url: page,
  });
}

/** Adds a source of data. It is no part of the crate: its data are. */
export function addSource(graph: Graph, source: DataSource): string {
  return graph.add({
    "@id": source.url,
    "@type": "CreativeWork",
    name: source.name,
    description: source.description,
    url: source.url,
    license: to(addLicense(graph, source.license)),
    creator: toAll(source.creators.map((agent) => addAgent(graph, agent))),
    datePublished: source.published,
    citation: source.citation,
  });
}

/** Adds the works that a recipe rests on. */
export function addCitations(
  graph: Graph,
  { citations = [] }: About,
): string[] {
  return citations.map(({ name, url }) =>
    graph.add({ "@id": url, "@type": "CreativeWork", name, url })
  );
}
