/**
 * The tables among the outputs of a profile, and Croissant's words for their
 * columns.
 *
 * @module
 */

import { sortedEntries } from "../../identity/order.ts";
import type { OutputEntry } from "../../store/record.ts";
import { isTable } from "../columns.ts";
import { portablePath } from "../../portable.ts";
import type { ExportedStage, ExportTarget } from "../target.ts";
import { nameOfDigest } from "../terms.ts";

/** A table among the outputs. */
export interface Table {
  readonly of: ExportedStage;
  /** The stage and the output. */
  readonly name: string;
  readonly entry: OutputEntry;
  /** Where its file stands, from the folder; one for the same bytes. */
  readonly path: string;
}

/** The tables of what is exported, in the recipe's order. */
export function tablesOf({ stages }: ExportTarget): Table[] {
  const paths = new Map<string, string>();
  return stages.flatMap((of) =>
    sortedEntries(of.record.outputs).flatMap(([output, entry]): Table[] => {
      if (!isTable(of, output, entry)) return [];
      const { extension } = of.stage.kind.outputs[output]!;
      const path = paths.get(entry.digest) ??
        portablePath(
          `data/${output}-${entry.digest.slice(0, 16)}${extension}`,
        );
      paths.set(entry.digest, path);
      return [{ of, name: `${of.stage.name}.${output}`, entry, path }];
    })
  );
}

/** Croissant's data types by DuckDB's. */
const dataTypes: Readonly<Record<string, string>> = {
  VARCHAR: "sc:Text",
  JSON: "sc:Text",
  UUID: "sc:Text",
  BOOLEAN: "sc:Boolean",
  DOUBLE: "sc:Float",
  FLOAT: "sc:Float",
  TINYINT: "sc:Integer",
  SMALLINT: "sc:Integer",
  INTEGER: "sc:Integer",
  BIGINT: "sc:Integer",
  UTINYINT: "sc:Integer",
  USMALLINT: "sc:Integer",
  UINTEGER: "sc:Integer",
  UBIGINT: "sc:Integer",
  DATE: "sc:Date",
  TIMESTAMP: "sc:DateTime",
};

/** What Croissant says of a column's type, as far as it has words for it. */
export function fieldType(
  type: string,
): { readonly dataType: string | undefined; readonly isArray: boolean } {
  const isArray = type.endsWith("[]");
  const dataType = dataTypes[isArray ? type.slice(0, -2) : type];
  return { dataType, isArray: isArray && dataType !== undefined };
}

/** A name or a path as a relative reference. */
export function idOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Where a table's bytes are, or only their name. */
export function contentUrl({ entry, path }: Table, files: boolean): string {
  return files ? idOf(path) : nameOfDigest(entry.digest);
}
