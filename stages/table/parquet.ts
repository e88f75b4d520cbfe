/**
 * Parquet files of whoever made them, one row group at a time.
 *
 * `data/parquet.ts` reads what a stage wrote and refuses everything else; here
 * other columns are passed over, and a cell may be anything.
 *
 * @module
 */

import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { AsyncBuffer, FileMetaData } from "hyparquet";
import { DataError } from "../data/error.ts";
import { type FileRow, notUtf8 } from "./rows.ts";

const wanted = ["prompt", "response"];

/**
 * The rows of a file.
 *
 * @throws {DataError} Where it is damaged, lacks a column, or is compressed in
 * a way that is not known here.
 */
export async function* readParquet(path: string): AsyncGenerator<FileRow> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } =
    await import("hyparquet");
  using handle = await Deno.open(path);
  const file = bufferOf(handle, (await handle.stat()).size);
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file);
  } catch (error) {
    throw unreadable(error);
  }
  const names = parquetSchema(metadata).children.map((column) =>
    column.element.name
  );
  for (const name of wanted) {
    if (!names.includes(name)) {
      throw new DataError(
        `Cannot use the data: the Parquet file has no column "${name}"; it ` +
          `has ${names.map((name) => `"${name}"`).join(", ")}; rename one`,
      );
    }
  }
  const others = names.filter((name) => !wanted.includes(name));
  let start = 0;
  for (const { num_rows } of metadata.row_groups) {
    const end = start + Number(num_rows);
    let rows;
    try {
      rows = await parquetReadObjects({
        file,
        metadata,
        columns: wanted,
        rowStart: start,
        rowEnd: end,
        compressors: {
          GZIP: (bytes) => new Uint8Array(gunzipSync(bytes)),
          ZSTD: (bytes) => new Uint8Array(zstdDecompressSync(bytes)),
        },
        parsers: { stringFromBytes },
      });
    } catch (error) {
      throw unreadable(error);
    }
    if (rows.length !== end - start) {
      throw unreadable(`${rows.length} of ${end - start} rows are there`);
    }
    for (const [i, { prompt, response }] of rows.entries()) {
      yield { row: start + i + 1, prompt, response, others };
    }
    start = end;
  }
}

function stringFromBytes(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes);
  } catch {
    return notUtf8;
  }
}

/** Reads the parts of a file that are asked for. */
function bufferOf(file: Deno.FsFile, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(Math.max(0, end - start));
      await file.seek(start, Deno.SeekMode.Start);
      let filled = 0;
      while (filled < bytes.length) {
        const read = await file.read(bytes.subarray(filled));
        if (read === null) break;
        filled += read;
      }
      return bytes.buffer;
    },
  };
}

function unreadable(error: unknown): DataError {
  const why = error instanceof Error ? error.message : String(error);
  return new DataError(
    `Cannot use the data: the Parquet file cannot be read (${why}); write it ` +
      `again, without compression or with "snappy", "gzip" or "zstd"`,
  );
}
