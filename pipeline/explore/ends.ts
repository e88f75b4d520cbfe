/**
 * The ends of files: of a log, what was said last.
 *
 * @module
 */

/** The end of a file, as text of at most so many bytes. */
export function readEnd(path: string, length: number): string {
  using file = Deno.openSync(path, { read: true });
  const at = Math.max(0, file.statSync().size - length);
  file.seekSync(at, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  const read = file.readSync(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, read));
}

/** Characters of a log's line that are shown. */
const longest = 200;

/** The last line of a log that says something; null for none. */
export function lastLine(log: string | null): string | null {
  if (log === null) return null;
  let lines: string[];
  try {
    lines = readEnd(log, 4096).split("\n");
  } catch {
    return null;
  }
  const last = lines.findLast((line) => line.trim() !== "");
  if (last === undefined) return null;
  return last.trim().slice(0, longest).toWellFormed();
}
