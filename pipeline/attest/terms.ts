/**
 * The identifiers that statements use: those of the standards, and our own,
 * which docs/attestations.md explains. Ours are URNs, because a URI that looks
 * like an address should have a page behind it.
 *
 * @module
 */

import type { ExecutionRecord } from "../store/record.ts";

/** The media type of a statement, in an envelope and as a file. */
export const payloadType = "application/vnd.in-toto+json";

/** `_type` of in-toto Statement v1. */
export const statementType = "https://in-toto.io/Statement/v1";

/** The predicate of SLSA Provenance v1. */
export const provenanceType = "https://slsa.dev/provenance/v1";

/** The predicate of in-toto's runtime traces. */
export const traceType = "https://in-toto.io/attestation/runtime-trace/v0.1";

/** How a stage is executed: what its parameters and dependencies mean. */
export const stageBuildType = "urn:x-juice:build:stage:1";

/** How a profile's result comes about: from the executions of its stages. */
export const profileBuildType = "urn:x-juice:build:profile:1";

/** What writes down which declared inputs a stage reads: Deno's own log. */
export const readMonitor = "urn:x-juice:monitor:deno-permissions:1";

/** The builder of a profile's result. */
export const pipelineBuilder = "urn:x-juice:builder:pipeline:1";

/**
 * Who executed a stage. What kept the stage to its declared inputs is part of
 * the name: SLSA wants another builder wherever the guarantees are others.
 */
export function builderOf({ isolation }: ExecutionRecord): string {
  const kept = isolation === undefined
    ? "deno-permissions"
    : isolation === "none"
    ? "unisolated"
    : isolation;
  return `urn:x-juice:builder:${kept}:1`;
}
