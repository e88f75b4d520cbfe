/**
 * Croissant 1.1: the tables of a profile as one dataset. Each file is one
 * `FileObject`, each output of a stage one `RecordSet` over the file with its
 * bytes, with the execution that made it.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import type { About, Agent, DataSource } from "../../recipe.ts";
import { parquetType } from "../../media_types.ts";
import { shapeOf, type TableShape } from "../columns.ts";
import { usedSources } from "../sources.ts";
import type { ExportOptions, ExportTarget } from "../target.ts";
import { newestEnd, profileText } from "../terms.ts";
import { conformsTo, context } from "./context.ts";
import { Origins } from "./origins.ts";
import { contentUrl, fieldType, idOf, type Table } from "./tables.ts";

/** A document, and what Croissant wants of which nothing is known. */
export interface Described {
  readonly document: Readonly<Record<string, unknown>>;
  readonly leftOut: readonly string[];
}

/**
 * Describes tables.
 *
 * @throws JuiceError where the recipe does not say what Croissant requires.
 */
export async function describe(
  target: ExportTarget,
  tables: readonly Table[],
  { files }: ExportOptions,
): Promise<Described> {
  const { about, creators } = aboutOf(target);
  const sources = usedSources(target).map(([, source]) => source);
  const shapes = new Map<string, TableShape>();
  for (const { entry, name } of tables) {
    if (shapes.has(entry.digest)) continue;
    const shape = await shapeOf(target.places.store, entry, name);
    shapes.set(entry.digest, shape);
  }
  const unknown = new Set<string>();
  const recordSet = tables.map((table) =>
    recordSetOf(table, shapes.get(table.entry.digest)!, unknown)
  );
  return {
    leftOut: [
      "version: nobody has given the data one; each file has its SHA-256",
      "datePublished: nobody has published it; it is the day on which the " +
      "last table was made",
      "citeAs: nobody has said how to cite the tables",
      ...(about.url === undefined
        ? ["url: nobody has named a page; it is the folder of this file"]
        : []),
      ...[...unknown].sort()
        .map((type) => `dataType: Croissant has none for ${type}`),
    ],
    document: {
      "@context": context,
      "@type": "sc:Dataset",
      conformsTo,
      name: `${about.name}, profile ${profileText(target)}`,
      description: about.description,
      license: licences(about, sources),
      url: about.url ?? "./",
      creator: creators.map(agent),
      datePublished: newestEnd(tables.map(({ of }) => of.record)).slice(0, 10),
      isLiveDataset: false,
      ...cited(about, sources),
      ...(sources.length === 0 ? {} : {
        "prov:wasDerivedFrom": sources.map(({ url }) => ({ "@id": url })),
      }),
      distribution: distributionOf(tables, new Origins(target, tables), files),
      recordSet,
    },
  };
}

function aboutOf({ about, places }: ExportTarget): {
  readonly about: About;
  readonly creators: readonly Agent[];
} {
  // Who made the sources has not made what was computed from them.
  const creators = about?.authors ?? [];
  if (about !== undefined && creators.length > 0) return { about, creators };
  throw new JuiceError(
    `Cannot describe the tables as Croissant: "${places.recipePath}" does ` +
      "not say what they are, under which licence, and who made them\n" +
      'Give the recipe an "about" with name, description, license and authors',
  );
}

function licences(
  about: About,
  sources: readonly DataSource[],
): readonly string[] {
  const all = [about.license, ...sources.map(({ license }) => license)];
  return [...new Set(all)];
}

function agent({ kind, name, url }: Agent): Record<string, unknown> {
  return {
    "@type": kind === "person" ? "sc:Person" : "sc:Organization",
    name,
    ...(url === undefined ? {} : { url }),
  };
}

/**
 * The works that the tables rest on. Croissant's `citeAs` is another thing: how
 * the tables themselves are cited.
 */
function cited(
  { citations = [] }: About,
  sources: readonly DataSource[],
): { readonly citation?: readonly unknown[] } {
  const citation = [
    ...sources.flatMap((source) => source.citation ?? []),
    ...citations.map(({ name, url }) => ({
      "@type": "sc:CreativeWork",
      name,
      url,
    })),
  ];
  return citation.length === 0 ? {} : { citation };
}

function distributionOf(
  tables: readonly Table[],
  origins: Origins,
  files: boolean,
): Record<string, unknown>[] {
  const byPath = Map.groupBy(tables, ({ path }) => path);
  return [...byPath].map(([path, same]) => ({
    "@type": "cr:FileObject",
    "@id": idOf(path),
    name: path.slice(path.lastIndexOf("/") + 1),
    contentUrl: contentUrl(same[0]!, files),
    contentSize: `${same[0]!.entry.size} B`,
    encodingFormat: parquetType,
    sha256: same[0]!.entry.digest,
    ...origins.of(path, same),
  }));
}

function recordSetOf(
  { of, name, path }: Table,
  { columns }: TableShape,
  unknown: Set<string>,
): Record<string, unknown> {
  const id = idOf(`tables/${name}`);
  return {
    "@type": "cr:RecordSet",
    "@id": id,
    name,
    description: of.stage.kind.doc,
    field: columns.map((column) => {
      const { dataType, isArray } = fieldType(column.type);
      if (dataType === undefined) unknown.add(column.type);
      return {
        "@type": "cr:Field",
        "@id": `${id}/${idOf(column.name)}`,
        name: column.name,
        ...(dataType === undefined ? {} : { dataType }),
        ...(isArray ? { isArray } : {}),
        source: {
          fileObject: { "@id": idOf(path) },
          extract: { column: column.name },
        },
      };
    }),
  };
}
