/**
 * Files that hold the state of a computation, so that it can be continued: what
 * it is, as JSON, and arrays of float32. A file is either whole or refused.
 *
 * Eight bytes with the header's length, the header as JSON padded with spaces
 * to eight bytes, the arrays' bytes, and the SHA-256 of all that.
 *
 * @module
 */

import { dirname } from "node:path";

/** An array of a state, which is read when it is its turn to be written. */
export interface StateArray {
  readonly name: string;
  /** In elements. */
  readonly length: number;
  read(): Promise<Float32Array> | Float32Array;
}

/** A state that was read. */
export interface State {
  /** What was given to {@linkcode writeStateFile}, after a trip through JSON. */
  readonly about: unknown;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

/** A file that does not hold a whole state. */
export class StateFileError extends Error {
  override name = "StateFileError";
}

/** A state that holds an infinity or a NaN, which nothing can go on from. */
export class NotFiniteError extends Error {
  override name = "NotFiniteError";
}

interface Header {
  readonly version: 1;
  readonly about: unknown;
  /** Names and lengths, in the order of the file. */
  readonly arrays: readonly (readonly [string, number])[];
}

const digestBytes = 32;

/** Loaded when it is needed: most stages are too short for a checkpoint. */
async function sha256() {
  return (await import("node:crypto")).createHash("sha256");
}

function encodeHeader(header: Header): Uint8Array {
  // JSON would turn a NaN into null, and give another state back.
  const text = JSON.stringify(header, (name, value) => {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    throw new NotFiniteError(`The state's "${name}" is ${value}`);
  });
  const json = new TextEncoder().encode(text);
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}

function checkFinite(name: string, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new NotFiniteError(`The state's "${name}" holds ${values[i]}`);
  }
}

/** Makes sure that a rename has reached the disk. */
function syncFolder(path: string): void {
  // Windows does not open folders; there a rename is durable by itself.
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path, { read: true });
  folder.syncSync();
}

/**
 * Writes a state so that a crash at any moment leaves the file as it was before
 * or as it is after.
 *
 * @param about What the state is: JSON without infinities.
 * @throws {NotFiniteError} Where a number is not finite; no file is written.
 */
export async function writeStateFile(
  path: string,
  about: unknown,
  arrays: readonly StateArray[],
): Promise<void> {
  const header = encodeHeader({
    version: 1,
    about,
    arrays: arrays.map(({ name, length }) => [name, length]),
  });
  const temporary = `${path}.tmp`;
  try {
    using file = Deno.openSync(temporary, {
      write: true,
      create: true,
      truncate: true,
    });
    const hash = await sha256();
    const write = (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length;) {
        at += file.writeSync(bytes.subarray(at));
      }
    };
    const add = (bytes: Uint8Array) => {
      hash.update(bytes);
      write(bytes);
    };
    add(header);
    for (const { name, length, read } of arrays) {
      const values = await read();
      if (values.length !== length) {
        throw new RangeError(
          `Array "${name}" has ${values.length} elements, not ${length}`,
        );
      }
      checkFinite(name, values);
      // Every platform that Deno runs on is little-endian, as the format is.
      add(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
    }
    write(hash.digest());
    file.syncSync();
  } catch (error) {
    try {
      Deno.removeSync(temporary);
    } catch {
      // What went wrong first says more.
    }
    throw error;
  }
  Deno.renameSync(temporary, path);
  syncFolder(dirname(path));
}

function readBytes(path: string): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new StateFileError(`it cannot be read: ${error.message}`);
  }
}

/**
 * Reads a state.
 *
 * @throws {StateFileError} Where the file cannot be read, is cut short or
 * changed.
 */
export async function readStateFile(path: string): Promise<State> {
  const bytes = readBytes(path);
  const end = bytes.length - digestBytes;
  if (end < 8) {
    throw new StateFileError(`it has only ${bytes.length} bytes`);
  }
  const hash = await sha256();
  const digest = hash.update(bytes.subarray(0, end)).digest();
  if (!digest.equals(bytes.subarray(end))) {
    throw new StateFileError("its checksum does not match its bytes");
  }
  // From here on the bytes are those that were written.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  const header = JSON.parse(text) as Header;
  if (header.version !== 1) {
    throw new StateFileError(`its version is ${header.version}, not 1`);
  }
  const arrays = new Map<string, Float32Array>();
  let at = 8 + length;
  for (const [name, count] of header.arrays) {
    arrays.set(name, new Float32Array(bytes.buffer, at, count));
    at += 4 * count;
  }
  return { about: header.about, arrays };
}
