/**
 * Croissant 1.1: the tables of a profile as one dataset. Each file is one
 * `FileObject`, each output of a stage one `RecordSet` over the file with its
 * bytes, with the execution that made it.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import type { About, Agent, DataSource } from "../../recipe.ts";
import { type ParquetShape, parquetType, shapeOf } from "../columns.ts";
import type { ExportOptions, ExportTarget } from "../target.ts";
import { endOf, newestEnd } from "../terms.ts";
import { conformsTo, context } from "./context.ts";
import { contentUrl, dataTypes, type Table } from "./tables.ts";

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
  const sources = Object.values(about.sources ?? {});
  const shapes = new Map<string, ParquetShape>();
  for (const { entry } of tables) {
    if (shapes.has(entry.digest)) continue;
    shapes.set(entry.digest, await shapeOf(target.places.store, entry.digest));
  }
  const unknown = new Set<string>();
  const recordSet = tables.map((table) =>
    recordSetOf(table, shapes.get(table.entry.digest)!, unknown)
  );
  return {
    leftOut: [
      "version: nobody has given the data one; each file has its SHA-256",
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
      name: `${about.name}, profile ${target.profile}`,
      description: about.description,
      license: licences(about, sources),
      url: about.url ?? "./",
      creator: creators.map(agent),
      datePublished: newestEnd(tables.map(({ of }) => of.record)).slice(0, 10),
      isLiveDataset: false,
      ...cited(sources),
      ...(sources.length === 0 ? {} : {
        "prov:wasDerivedFrom": sources.map(({ url }) => ({ "@id": url })),
      }),
      distribution: distributionOf(target, tables, files),
      recordSet,
    },
  };
}

function aboutOf({ about, places }: ExportTarget): {
  readonly about: About;
  readonly creators: readonly Agent[];
} {
  const sources = Object.values(about?.sources ?? {});
  const creators = about?.authors ??
    sources.flatMap((source) => source.creators);
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

function cited(sources: readonly DataSource[]): { citeAs?: string } {
  const citations = sources.flatMap(({ citation }) => citation ?? []);
  return citations.length === 0 ? {} : { citeAs: citations.join("\n") };
}

function distributionOf(
  target: ExportTarget,
  tables: readonly Table[],
  files: boolean,
): Record<string, unknown>[] {
  const paths = new Map<string, string>(
    tables.map(({ entry, path }) => [entry.digest, path]),
  );
  return [...Map.groupBy(tables, ({ path }) => path)].map(([path, same]) => {
    const first = same[0]!;
    const from = new Set<string>();
    for (const { of } of same) {
      const { preimage, observed } = of.record;
      for (const input of observed.read) {
        const made = paths.get(preimage.inputs[input] ?? "");
        if (made !== undefined && made !== path) from.add(made);
      }
      const source = target.about?.sources?.[of.stage.kind.name];
      if (source !== undefined) from.add(source.url);
    }
    return {
      "@type": "cr:FileObject",
      "@id": path,
      name: path.slice(path.lastIndexOf("/") + 1),
      contentUrl: contentUrl(first, files),
      contentSize: `${first.entry.size} B`,
      encodingFormat: parquetType,
      sha256: first.entry.digest,
      "prov:wasGeneratedBy": same.map(({ of }) => ({
        "@type": "prov:Activity",
        "@id": `urn:x-juice:execution:${of.record.key}.${of.n}`,
        "prov:label": of.stage.name,
        "prov:startedAtTime": of.record.startedAt,
        "prov:endedAtTime": endOf(of.record),
      })),
      ...(from.size === 0
        ? {}
        : { "prov:wasDerivedFrom": [...from].map((id) => ({ "@id": id })) }),
    };
  });
}

/** A name as a relative reference. */
function idOf(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

function recordSetOf(
  { of, output, path }: Table,
  { columns }: ParquetShape,
  unknown: Set<string>,
): Record<string, unknown> {
  const name = `${of.stage.name}.${output}`;
  const id = `tables/${idOf(name)}`;
  return {
    "@type": "cr:RecordSet",
    "@id": id,
    name,
    description: of.stage.kind.doc,
    field: columns.map((column) => {
      const dataType = dataTypes[column.type];
      if (dataType === undefined) unknown.add(column.type);
      return {
        "@type": "cr:Field",
        "@id": `${id}/${idOf(column.name)}`,
        name: column.name,
        ...(dataType === undefined ? {} : { dataType }),
        source: {
          fileObject: { "@id": path },
          extract: { column: column.name },
        },
      };
    }),
  };
}
