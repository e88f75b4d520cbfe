/**
 * What the PROV-JSON submission requires of the elements and relations that we
 * write, stated anew as a JSON Schema.
 *
 * @module
 */

const local = "(?:[A-Za-z0-9_-]|%[0-9A-F]{2})";
// A dot stands within a name, and not at its end.
const name = `[A-Za-z_][A-Za-z0-9_-]*:${local}(?:\\.?${local})*`;
const identifier = { type: "string", pattern: `^(_:[A-Za-z0-9]+|${name})$` };
const reference = { type: "string", pattern: `^${name}$` };
const time = { type: "string", format: "date-time" };

const typed = {
  type: "object",
  properties: { $: { type: "string" }, type: { type: "string", pattern: ":" } },
  required: ["$", "type"],
  additionalProperties: false,
};
const value = {
  anyOf: [
    { type: "string" },
    { type: "number" },
    { type: "boolean" },
    typed,
    { type: "array", items: { anyOf: [typed, { type: "string" }] } },
  ],
};

/** Elements or relations: of PROV's own attributes only those given. */
function sort(
  own: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): Record<string, unknown> {
  return {
    type: "object",
    propertyNames: identifier,
    additionalProperties: {
      type: "object",
      properties: { "prov:type": value, ...own },
      required,
      patternProperties: { [`^juice:${local}+$`]: value },
      additionalProperties: false,
    },
  };
}

const label = { "prov:label": { type: "string" } };
const role = { "prov:role": { type: "string" } };

/** A document. */
export const provSchema = {
  type: "object",
  properties: {
    prefix: {
      type: "object",
      propertyNames: { pattern: "^[A-Za-z0-9_-]+$" },
      additionalProperties: { type: "string", format: "uri" },
    },
    entity: sort({ ...label, "prov:location": value }),
    activity: sort({
      ...label,
      "prov:startTime": time,
      "prov:endTime": time,
    }),
    agent: sort(label, ["prov:type"]),
    wasGeneratedBy: sort({
      ...role,
      "prov:entity": reference,
      "prov:activity": reference,
      "prov:time": time,
    }, ["prov:entity"]),
    used: sort({
      ...role,
      "prov:activity": reference,
      "prov:entity": reference,
      "prov:time": time,
    }, ["prov:activity"]),
    wasDerivedFrom: sort({
      "prov:generatedEntity": reference,
      "prov:usedEntity": reference,
      "prov:activity": reference,
    }, ["prov:generatedEntity", "prov:usedEntity"]),
    wasAssociatedWith: sort({
      "prov:activity": reference,
      "prov:agent": reference,
      "prov:plan": reference,
    }, ["prov:activity"]),
    wasAttributedTo: sort({
      "prov:entity": reference,
      "prov:agent": reference,
    }, ["prov:entity", "prov:agent"]),
    specializationOf: sort({
      "prov:specificEntity": reference,
      "prov:generalEntity": reference,
    }, ["prov:specificEntity", "prov:generalEntity"]),
    hadMember: sort({
      "prov:collection": reference,
      "prov:entity": reference,
    }, ["prov:collection", "prov:entity"]),
  },
  additionalProperties: false,
};
