/**
 * Tables, by the page.
 *
 * @module
 */

import type { Preview, PreviewRequest } from "../../../web/explorer/api.ts";
import { parquetType } from "../../media_types.ts";
import type { Content } from "./content.ts";
import type { ReadPage } from "./table_pages.ts";

/** Characters of a cell that are sent. */
const longestCell = 10_000;

const parquetTypes: ReadonlySet<string> = new Set([
  parquetType,
  "application/x-parquet",
]);

/** Whether a file is a Parquet file, by what is said of it. */
export function isTable({ mediaType, fileName }: Content): boolean {
  return parquetTypes.has(mediaType) || fileName.endsWith(".parquet");
}

/**
 * A page of a table.
 *
 * @throws TableError for a file that is no table, and for what cannot be asked.
 */
export async function tablePreview(
  { path }: Content,
  { offset, limit, orderBy, descending, filter }: PreviewRequest,
  read: ReadPage,
): Promise<Preview> {
  const page = await read(path, {
    offset,
    limit,
    orderBy,
    descending,
    filter,
  });
  const rows = page.rows.map((row) =>
    row.map((cell) =>
      typeof cell === "string" && cell.length > longestCell
        ? `${cell.slice(0, longestCell).toWellFormed()}…`
        : cell
    )
  );
  return { type: "table", ...page, rows };
}
