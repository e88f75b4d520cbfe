/**
 * The profiles that a crate keeps to, by the permanent addresses of the
 * versions that are kept to.
 *
 * @module
 */

import type { Graph } from "./graph.ts";

/** A version of a profile. */
interface Profile {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

/** The specification itself. */
export const roCrate = "https://w3id.org/ro/crate/1.1";

/** The profile of crates about a workflow. */
export const workflowRoCrate: Profile = {
  id: "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
  name: "Workflow RO-Crate",
  version: "1.0",
};

/** The profile of crates about the steps of a workflow's run. */
export const provenanceRunCrate: Profile = {
  id: "https://w3id.org/ro/wfrun/provenance/0.5",
  name: "Provenance Run Crate",
  version: "0.5",
};

/** All that a crate keeps to, the widest first. */
export const profiles: readonly Profile[] = [
  {
    id: "https://w3id.org/ro/wfrun/process/0.5",
    name: "Process Run Crate",
    version: "0.5",
  },
  {
    id: "https://w3id.org/ro/wfrun/workflow/0.5",
    name: "Workflow Run Crate",
    version: "0.5",
  },
  provenanceRunCrate,
  workflowRoCrate,
];

/** Adds the profiles as entities, and returns their names. */
export function addProfiles(graph: Graph): string[] {
  return profiles.map(({ id, name, version }) =>
    graph.add({ "@id": id, "@type": "CreativeWork", name, version })
  );
}
