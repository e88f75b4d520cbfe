/**
 * What a data file is, by its first bytes; its name does not matter.
 *
 * @module
 */

import { DataError } from "../data/error.ts";

/** What a file of rows can be. */
export type Format = "parquet" | "jsonl";

/** What begins a file that must be turned into another first. */
const refused: readonly {
  readonly bytes: readonly number[];
  readonly is: string;
  readonly remedy: string;
}[] = [
  { bytes: [0x1f, 0x8b], is: "compressed by gzip", remedy: "decompress it" },
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    is: "compressed by zstd",
    remedy: "decompress it",
  },
  { bytes: [0x50, 0x4b, 3, 4], is: "a ZIP archive", remedy: "unpack it" },
  { bytes: [0xff, 0xfe], is: "text in UTF-16", remedy: "write it in UTF-8" },
  { bytes: [0xfe, 0xff], is: "text in UTF-16", remedy: "write it in UTF-8" },
];

const parquet = [..."PAR1"].map((character) => character.charCodeAt(0));

/**
 * The format of a file; JSONL has no mark of its own, so it is what is left.
 *
 * @throws {DataError} For a file whose every row would be unreadable.
 */
export async function formatOf(path: string): Promise<Format> {
  using file = await Deno.open(path);
  const start = new Uint8Array(4);
  const length = await file.read(start) ?? 0;
  const begins = (bytes: readonly number[]) =>
    bytes.length <= length && bytes.every((byte, i) => start[i] === byte);
  const found = refused.find(({ bytes }) => begins(bytes));
  if (found !== undefined) {
    throw new DataError(
      `Cannot use the data: the file is ${found.is}; ${found.remedy} first`,
    );
  }
  return begins(parquet) ? "parquet" : "jsonl";
}
