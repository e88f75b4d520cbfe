/**
 * The rules of in-toto Statement v1, SLSA Provenance v1 and in-toto's runtime
 * traces v0.1 as JSON Schema, from what their specifications require. Stricter
 * than they are in one thing: a field that none of them knows is refused, so
 * that a name that is mistyped is found.
 *
 * @module
 */

const uri = { type: "string", format: "uri", pattern: "^[a-z][a-z0-9+.-]*:" };
const hex = (digits: number) => ({
  type: "string",
  pattern: `^[0-9a-f]{${digits}}$`,
});

const digestSet = {
  type: "object",
  minProperties: 1,
  properties: {
    sha256: hex(64),
    sha1: hex(40),
    sha384: hex(96),
    sha512: hex(128),
    dirHash: hex(64),
    juiceTree: hex(64),
  },
  additionalProperties: false,
};

const descriptorFields = {
  name: { type: "string" },
  uri,
  digest: digestSet,
  content: { type: "string", contentEncoding: "base64" },
  downloadLocation: uri,
  mediaType: { type: "string", pattern: "^[a-z]+/[a-z0-9.+-]+$" },
  annotations: { type: "object" },
};

/** A resource descriptor has at least one of `uri`, `digest` and `content`. */
const descriptor = {
  type: "object",
  properties: descriptorFields,
  anyOf: ["uri", "digest", "content"].map((name) => ({
    properties: { [name]: true },
    required: [name],
  })),
  additionalProperties: false,
};

const descriptors = { type: "array", items: descriptor };

/** RFC 3339, in UTC. */
const timestamp = { type: "string", format: "date-time", pattern: "Z$" };

function statement(predicateType: string, predicate: unknown) {
  return {
    type: "object",
    required: ["_type", "subject", "predicateType"],
    properties: {
      _type: { const: "https://in-toto.io/Statement/v1" },
      subject: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          // Each subject must have a digest.
          required: ["digest"],
          properties: descriptorFields,
          additionalProperties: false,
        },
      },
      predicateType: { const: predicateType },
      predicate,
    },
    additionalProperties: false,
  };
}

/** A statement with SLSA Provenance v1. */
export const provenanceSchema = statement("https://slsa.dev/provenance/v1", {
  type: "object",
  required: ["buildDefinition", "runDetails"],
  properties: {
    buildDefinition: {
      type: "object",
      required: ["buildType", "externalParameters"],
      properties: {
        buildType: uri,
        externalParameters: { type: "object" },
        internalParameters: { type: "object" },
        resolvedDependencies: descriptors,
      },
      additionalProperties: false,
    },
    runDetails: {
      type: "object",
      required: ["builder"],
      properties: {
        builder: {
          type: "object",
          required: ["id"],
          properties: {
            id: uri,
            builderDependencies: descriptors,
            version: {
              type: "object",
              additionalProperties: { type: "string" },
            },
          },
          additionalProperties: false,
        },
        metadata: {
          type: "object",
          properties: {
            invocationId: { type: "string" },
            startedOn: timestamp,
            finishedOn: timestamp,
          },
          additionalProperties: false,
        },
        byproducts: descriptors,
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
});

/** A statement with a runtime trace, v0.1. */
export const traceSchema = statement(
  "https://in-toto.io/attestation/runtime-trace/v0.1",
  {
    type: "object",
    required: ["monitor", "monitoredProcess", "monitorLog"],
    properties: {
      monitor: {
        type: "object",
        required: ["type"],
        properties: {
          type: uri,
          configSource: descriptor,
          tracePolicy: { type: "object" },
        },
        additionalProperties: false,
      },
      monitoredProcess: {
        type: "object",
        required: ["hostID", "type", "event"],
        properties: { hostID: uri, type: uri, event: { type: "string" } },
        additionalProperties: false,
      },
      // At least one kind of event.
      monitorLog: {
        type: "object",
        minProperties: 1,
        properties: {
          process: { type: "array", items: { type: "object" } },
          network: { type: "array", items: { type: "object" } },
          fileAccess: descriptors,
        },
        additionalProperties: false,
      },
      metadata: {
        type: "object",
        properties: { buildStartedOn: timestamp, buildFinishedOn: timestamp },
        additionalProperties: false,
      },
    },
    additionalProperties: false,
  },
);
