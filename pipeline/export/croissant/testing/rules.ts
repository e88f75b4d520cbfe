/**
 * What Croissant 1.1 requires of a description, rule by rule.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { hashFile } from "../../../identity/hash.ts";
import { conformsTo } from "../context.ts";

/** A node of the description. */
// deno-lint-ignore no-explicit-any
type Node = any;

/** A rule: where it is from, and what breaks it. */
export interface Rule {
  readonly name: string;
  /** Says what is wrong; nothing where the rule is kept. */
  readonly faults: (description: Node, folder: string) => string[];
}

function missing(node: Node, fields: readonly string[], of: string): string[] {
  return fields.filter((field) => {
    const value = node[field];
    return value === undefined || value === "" ||
      (Array.isArray(value) && value.length === 0);
  }).map((field) => `${of} has no ${field}`);
}

function isReference(text: unknown): boolean {
  if (typeof text !== "string") return false;
  try {
    new URL(text, "https://example.org/here/");
    return !/[\s<>"{}|\\^`]/.test(text);
  } catch {
    return false;
  }
}

/** All nodes of a description, however deep. */
function* nodesOf(node: Node): Generator<Node> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield node;
  for (const [word, value] of Object.entries(node)) {
    if (word !== "@context") yield* nodesOf(value);
  }
}

/** All ids that are defined: those of nodes with more than an id. */
function definedIds(description: Node): string[] {
  return [...nodesOf(description)]
    .filter((node) => node["@id"] !== undefined && Object.keys(node).length > 1)
    .map((node) => node["@id"]);
}

/** The rules. */
export const rules: readonly Rule[] = [
  {
    name: "Dataset-level information, required properties",
    faults: (d) =>
      missing(d, [
        "@context",
        "@type",
        "conformsTo",
        "description",
        "license",
        "name",
        "url",
        "creator",
        "datePublished",
        "distribution",
      ], "the dataset"),
  },
  {
    name: "The type is schema.org's Dataset, the version is declared",
    faults: (d) => [
      ...(d["@type"] === "sc:Dataset" ? [] : ["the type"]),
      ...(d.conformsTo === conformsTo ? [] : ["conformsTo"]),
    ],
  },
  {
    name: "Licences, the page and the date are of their types",
    faults: (d) => [
      ...[d.license].flat().filter((one) => !isReference(one))
        .map((one) => `licence ${one}`),
      ...(isReference(d.url) ? [] : ["the url"]),
      ...(/^\d{4}-\d\d-\d\d(T|$)/.test(d.datePublished) ? [] : ["the date"]),
    ],
  },
  {
    name: "Creators are persons or organisations with names",
    faults: (d) =>
      [d.creator].flat().flatMap((one: Node) => [
        ...(["sc:Person", "sc:Organization"].includes(one?.["@type"])
          ? []
          : ["a creator's type"]),
        ...missing(one ?? {}, ["name"], "a creator"),
      ]),
  },
  {
    name: "Resources are FileObjects with address, format and checksum",
    faults: (d) =>
      d.distribution.flatMap((one: Node) => [
        ...(one["@type"] === "cr:FileObject" ? [] : ["a resource's type"]),
        ...missing(one, [
          "@id",
          "name",
          "contentUrl",
          "contentSize",
          "encodingFormat",
          "sha256",
        ], "a file"),
        ...(isReference(one.contentUrl) ? [] : ["a contentUrl"]),
        ...(/^[0-9a-f]{64}$/.test(one.sha256) ? [] : ["a sha256"]),
      ]),
  },
  {
    name: "Files have the bytes that their checksums promise",
    faults: (d, folder) =>
      d.distribution.flatMap((one: Node) => {
        if (/^ni:/.test(one.contentUrl)) return [];
        const path = join(folder, decodeURIComponent(one.contentUrl));
        if (!existsSync(path)) return [`${one.contentUrl} is not there`];
        const { digest, size } = hashFile(path);
        return digest === one.sha256 && one.contentSize === `${size} B`
          ? []
          : [`${one.contentUrl} has other bytes`];
      }),
  },
  {
    name: "Identifiers are unique and valid references",
    faults: (d) => {
      const ids = definedIds(d);
      return [
        ...ids.filter((id, i) => ids.indexOf(id) !== i)
          .map((id) => `${id} twice`),
        ...ids.filter((id) => !isReference(id)).map((id) => `id ${id}`),
      ];
    },
  },
  {
    name: "Record sets have fields, each with a source that is there",
    faults: (d) => {
      const files = new Set(d.distribution.map((one: Node) => one["@id"]));
      return d.recordSet.flatMap((set: Node) => [
        ...(set["@type"] === "cr:RecordSet" ? [] : ["a record set's type"]),
        ...missing(set, ["@id", "name", "field"], "a record set"),
        ...(set.field ?? []).flatMap((field: Node) => [
          ...(field["@type"] === "cr:Field" ? [] : ["a field's type"]),
          ...missing(field, ["@id", "name", "source"], "a field"),
          ...(files.has(field.source?.fileObject?.["@id"])
            ? []
            : [`${field["@id"]} has no file`]),
          ...missing(field.source?.extract ?? {}, ["column"], "a field"),
        ]),
      ]);
    },
  },
  {
    name: "Words without a prefix are in the context or schema.org's",
    faults: (d) => {
      const known = new Set([
        ...Object.keys(d["@context"] ?? {}),
        ..."name description license url creator citation datePublished"
          .split(" "),
        ..."distribution contentUrl contentSize encodingFormat sha256"
          .split(" "),
      ]);
      return [...nodesOf(d)].flatMap((node) => Object.keys(node))
        .filter((word) => !word.startsWith("@"))
        .filter((word) => !known.has(word.split(":", 1)[0]!))
        .map((word) => `the word ${word}`);
    },
  },
  {
    name: "What is referred to in the document is defined in it",
    faults: (d) => {
      const defined = new Set(definedIds(d));
      return [...nodesOf(d)].map((node) => node["@id"])
        .filter((id) => id !== undefined && !/^https?:/.test(id))
        .filter((id) => !defined.has(id)).map((id) => `no ${id}`);
    },
  },
];
