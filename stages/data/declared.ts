/**
 * Checks that a source is what `data/` declares it to be.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { entriesColumns } from "./columns.ts";
import { DataError } from "./error.ts";
import type { Row } from "./parquet.ts";

/** One entry of a pronouncing dictionary. */
export type Entry = Row<typeof entriesColumns>;

/** What a file of `data/` says about a source's entries. */
export interface Declared {
  readonly name: string;
  readonly package: { readonly name: string; readonly version: string };
  readonly entries: { readonly count: number; readonly sha256: string };
}

/**
 * The SHA-256 of entries in the encoding that `data/` names: a line each of
 * word, tab, pronunciation.
 */
export function entriesDigest(entries: readonly Entry[]): string {
  const hash = createHash("sha256");
  for (const { word, pronunciation } of entries) {
    hash.update(`${word}\t${pronunciation}\n`);
  }
  return hash.digest("hex");
}

/** @throws {DataError} If the entries are not the declared ones. */
export function checkDeclared(
  declared: Declared,
  entries: readonly Entry[],
): void {
  const sha256 = entriesDigest(entries);
  if (sha256 === declared.entries.sha256) return;
  const { name, package: { name: npm, version } } = declared;
  throw new DataError(
    `Cannot use source "${name}": npm package "${npm}" holds ` +
      `${entries.length} entries with SHA-256 "${sha256}" where ` +
      `"data/${name}.json" declares ${declared.entries.count} with ` +
      `"${declared.entries.sha256}"; install version "${version}", or change ` +
      `the declaration if the new entries are meant`,
  );
}
