/**
 * What OpenLineage 2-0-2 and the facets that we write require of an event,
 * stated anew as a JSON Schema. Where the published schemas let anything pass,
 * as in names of facets, this one knows ours alone and is stricter.
 *
 * @module
 */

const uri = { type: "string", format: "uri" };
const text = { type: "string" };
const time = { type: "string", format: "date-time" };

/** A facet: who says it, by which schema, and what. */
function facet(
  name: string,
  fields: Readonly<Record<string, unknown>>,
  required: readonly string[],
): Record<string, unknown> {
  return {
    type: "object",
    properties: {
      _producer: uri,
      _schemaURL: {
        ...uri,
        pattern: "^https://openlineage\\.io/spec/facets/\\d+-\\d+-\\d+/" +
          `${name}\\.json#/\\$defs/${name}$`,
      },
      ...fields,
    },
    required: ["_producer", "_schemaURL", ...required],
    additionalProperties: false,
  };
}

function tags(name: string): Record<string, unknown> {
  return facet(name, {
    tags: {
      type: "array",
      items: {
        type: "object",
        properties: { key: text, value: text, source: text },
        required: ["key", "value"],
        additionalProperties: false,
      },
    },
  }, ["tags"]);
}

function facets(
  known: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { type: "object", properties: known, additionalProperties: false };
}

const dataset = {
  type: "object",
  properties: {
    namespace: text,
    name: text,
    facets: facets({
      version: facet("DatasetVersionDatasetFacet", { datasetVersion: text }, [
        "datasetVersion",
      ]),
      tags: tags("TagsDatasetFacet"),
      schema: facet("SchemaDatasetFacet", {
        fields: {
          type: "array",
          items: {
            type: "object",
            properties: { name: text, type: text },
            required: ["name"],
            additionalProperties: false,
          },
        },
      }, ["fields"]),
    }),
    outputFacets: facets({
      outputStatistics: facet("OutputStatisticsOutputDatasetFacet", {
        rowCount: { type: "integer" },
        size: { type: "integer" },
      }, ["rowCount"]),
    }),
  },
  required: ["namespace", "name"],
  additionalProperties: false,
};

/** A run event. */
export const runEventSchema = {
  type: "object",
  properties: {
    eventType: { enum: ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL"] },
    eventTime: time,
    producer: uri,
    schemaURL: {
      ...uri,
      const: "https://openlineage.io/spec/2-0-2/OpenLineage.json" +
        "#/$defs/RunEvent",
    },
    run: {
      type: "object",
      properties: {
        runId: { type: "string", format: "uuid" },
        facets: facets({
          processing_engine: facet("ProcessingEngineRunFacet", {
            name: text,
            version: text,
          }, ["version"]),
          jobRunParameters: facet("JobRunParametersFacet", {
            parameters: {
              type: "array",
              items: {
                type: "object",
                properties: { key: text, value: {} },
                required: ["key"],
                additionalProperties: false,
              },
            },
          }, ["parameters"]),
          tags: tags("TagsRunFacet"),
        }),
      },
      required: ["runId"],
      additionalProperties: false,
    },
    job: {
      type: "object",
      properties: {
        namespace: text,
        name: text,
        facets: facets({
          documentation: facet("DocumentationJobFacet", { description: text }, [
            "description",
          ]),
          jobType: facet("JobTypeJobFacet", {
            processingType: { enum: ["BATCH", "STREAMING", "SERVICE"] },
            integration: text,
            jobType: text,
          }, ["processingType", "integration"]),
        }),
      },
      required: ["namespace", "name"],
      additionalProperties: false,
    },
    inputs: { type: "array", items: dataset },
    outputs: { type: "array", items: dataset },
  },
  required: ["eventTime", "producer", "schemaURL", "run", "job"],
  additionalProperties: false,
};
