/**
 * Two tables of three rows, one of which never ends.
 *
 * @module
 */

import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";

/** Writes both into a folder, and gives their paths. */
export function writeEndless(
  folder: string,
): { whole: string; endless: string } {
  const whole = join(folder, "table.parquet");
  const bytes = new Uint8Array(parquetWriteBuffer({
    columnData: [{ name: "n", data: [1, 2, 3], type: "INT32" }],
  }));
  Deno.writeFileSync(whole, bytes);
  // The number of values in the first page's header goes on and on.
  const endless = join(folder, "endless.parquet");
  bytes[12]! ^= 0x80;
  Deno.writeFileSync(endless, bytes);
  return { whole, endless };
}
