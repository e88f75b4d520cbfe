/**
 * The JSON-LD context of a Croissant document: which of its words are whose
 * (Croissant 1.1, appendix 1), with PROV-O beside it for provenance.
 *
 * @module
 */

/** Croissant's own words, which are used without a prefix. */
const words = [
  "annotation",
  "arrayShape",
  "citeAs",
  "column",
  "containedIn",
  "equivalentProperty",
  "excludes",
  "extract",
  "field",
  "fileObject",
  "fileProperty",
  "fileSet",
  "format",
  "includes",
  "isArray",
  "isLiveDataset",
  "jsonPath",
  "key",
  "md5",
  "parentField",
  "readLines",
  "recordSet",
  "references",
  "regex",
  "sdVersion",
  "separator",
  "source",
  "subField",
  "transform",
  "unArchive",
  "value",
] as const;

/** The version that documents conform to. */
export const conformsTo = "http://mlcommons.org/croissant/1.1";

/** The context. */
export const context: Readonly<Record<string, unknown>> = {
  "@language": "en",
  "@vocab": "http://schema.org/",
  sc: "http://schema.org/",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  dct: "http://purl.org/dc/terms/",
  prov: "http://www.w3.org/ns/prov#",
  conformsTo: "dct:conformsTo",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  examples: { "@id": "cr:examples", "@type": "@json" },
  ...Object.fromEntries(words.map((word) => [word, `cr:${word}`])),
};
