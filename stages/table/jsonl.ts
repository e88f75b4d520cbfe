/**
 * JSONL files: an object a line. They are read as they stream past, so a file
 * may be larger than memory and a line may be damaged without harm to others.
 *
 * @module
 */

import { type FileRow, longest } from "./rows.ts";

/** A line may hold two texts, each of whose bytes JSON may write as six. */
const longestLine = 12 * longest + 1024;

const newline = 0x0a;

/** The rows of a file. Blank lines are none, but are counted. */
export async function* readJsonl(path: string): AsyncGenerator<FileRow> {
  let row = 0;
  for await (const line of lines(path)) {
    row++;
    if (line === undefined) {
      yield { row, fault: "too long" };
      continue;
    }
    const found = parse(row, line);
    if (found !== undefined) yield found;
  }
}

function parse(row: number, line: Uint8Array): FileRow | undefined {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(line);
  } catch {
    return { row, fault: "not UTF-8" };
  }
  if (text.trim() === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { row, fault: "not JSON" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { row, fault: "not an object" };
  }
  const { prompt, response, ...others } = value as {
    prompt?: unknown;
    response?: unknown;
  };
  return { row, prompt, response, others: Object.keys(others) };
}

/** The lines of a file without their ends; undefined for one too long. */
async function* lines(path: string): AsyncGenerator<Uint8Array | undefined> {
  const file = await Deno.open(path);
  let held: Uint8Array[] = [];
  let length = 0;
  const take = (): Uint8Array | undefined => {
    const line = length > longestLine ? undefined : concatenate(held, length);
    held = [];
    length = 0;
    return line;
  };
  const hold = (bytes: Uint8Array) => {
    length += bytes.length;
    if (length <= longestLine) held.push(bytes);
    else held = [];
  };
  for await (const chunk of file.readable) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(newline, from);
      if (end < 0) break;
      hold(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    hold(chunk.subarray(from));
  }
  if (length > 0) yield take();
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
