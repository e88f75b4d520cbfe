/**
 * The tables among the outputs of a profile, and Croissant's words for their
 * columns.
 *
 * @module
 */

import { sortedEntries } from "../../identity/order.ts";
import type { OutputEntry } from "../../store/record.ts";
import { parquetType } from "../columns.ts";
import type { ExportedStage, ExportTarget } from "../target.ts";

/** A table among the outputs. */
export interface Table {
  readonly of: ExportedStage;
  readonly output: string;
  readonly entry: OutputEntry;
  /** Where its file stands, from the folder; one for the same bytes. */
  readonly path: string;
}

/** The tables of what is exported, in the recipe's order. */
export function tablesOf({ stages }: ExportTarget): Table[] {
  const paths = new Map<string, string>();
  return stages.flatMap((of) =>
    sortedEntries(of.record.outputs).flatMap(([output, entry]): Table[] => {
      const type = of.stage.kind.outputs[output];
      if (type?.mediaType !== parquetType || entry.form !== "file") return [];
      const path = paths.get(entry.digest) ??
        `data/${output}-${entry.digest.slice(0, 16)}${type.extension}`;
      paths.set(entry.digest, path);
      return [{ of, output, entry, path }];
    })
  );
}

/** Croissant's data types of Parquet's. */
export const dataTypes: Readonly<Record<string, string>> = {
  STRING: "sc:Text",
  UTF8: "sc:Text",
  BOOLEAN: "sc:Boolean",
  DOUBLE: "sc:Float",
  FLOAT: "sc:Float",
  INT32: "sc:Integer",
  INT64: "sc:Integer",
  INTEGER: "sc:Integer",
  DATE: "sc:Date",
  TIMESTAMP: "sc:DateTime",
};

/** Base64 as addresses have it, without padding (RFC 4648, section 5). */
function base64url(hex: string): string {
  const bytes = hex.match(/../g)!.map((two) => parseInt(two, 16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Where a table's bytes are, or only their name (RFC 6920). */
export function contentUrl({ entry, path }: Table, files: boolean): string {
  return files ? path : `ni:///sha-256;${base64url(entry.digest)}`;
}
