/**
 * Facets: what is said of a run, a job or a dataset, each by a schema that
 * OpenLineage publishes.
 *
 * @module
 */

import { producer } from "../terms.ts";

/** The published schema of a facet. */
function schemaOf(facet: string, version: string): string {
  return `https://openlineage.io/spec/facets/${version}/${facet}.json` +
    `#/$defs/${facet}`;
}

/** A facet: what it says, who says it, and by which schema. */
export function facet(
  name: string,
  version: string,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    _producer: producer,
    _schemaURL: schemaOf(name, version),
    ...fields,
  };
}

/** What no published facet has a field for. */
export function tags(
  facetName: "TagsRunFacet" | "TagsDatasetFacet",
  values: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return facet(facetName, "1-0-0", {
    tags: Object.entries(values)
      .map(([key, value]) => ({ key, value, source: "JUICE" })),
  });
}
