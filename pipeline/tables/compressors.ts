/**
 * What unpacks the compressed pages of Parquet files, whatever they claim.
 *
 * @module
 */

// Only types: the library is loaded where a file is opened.
import type { Compressors } from "hyparquet";

/** The most that the pages of one reading take unpacked: bytes. */
const mostUnpacked = 2e9;

/**
 * What unpacks compressed pages. Their bytes are outside of the heap, which has
 * a limit of its own, so they are counted.
 */
export async function compressors(): Promise<Compressors> {
  const zlib = await import("node:zlib");
  const { snappyUncompress } = await import("hyparquet");
  let left = mostUnpacked;
  const counted =
    (unpack: (bytes: Uint8Array, length: number) => Uint8Array) =>
    (bytes: Uint8Array, length: number) => {
      left -= length;
      if (left < 0) throw new Error("its pages are too large unpacked");
      return unpack(bytes, length);
    };
  // A page says how long it is unpacked: one that is longer is damaged.
  return {
    SNAPPY: counted((bytes, length) => {
      // No element gives more than 64 bytes, and each takes a byte or more.
      if (length > bytes.length * 64) throw new Error("a page is cut off");
      const page = new Uint8Array(length);
      snappyUncompress(bytes, page);
      return page;
    }),
    GZIP: counted((bytes, maxOutputLength) =>
      new Uint8Array(zlib.gunzipSync(bytes, { maxOutputLength }))
    ),
    BROTLI: counted((bytes, maxOutputLength) =>
      new Uint8Array(zlib.brotliDecompressSync(bytes, { maxOutputLength }))
    ),
  };
}
