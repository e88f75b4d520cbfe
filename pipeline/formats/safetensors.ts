/**
 * Reading safetensors files: which tensors there are, and their values piece by
 * piece, so that a checkpoint of any size takes little memory.
 *
 * The format: eight bytes with the header's length (little-endian), the header
 * as JSON, then the tensors' bytes without gaps. Everything in the header is
 * checked against the file, which may come from anywhere.
 *
 * @module
 */

import { isDiskError, storeError } from "../store/files.ts";
import { messageOf } from "../errors.ts";
import { FormatError } from "./error.ts";

/** A tensor of a file. */
export interface Tensor {
  readonly name: string;
  /** Such as `F32`, as the file names it. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its bytes begin in the file. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

/** What a file's header says. */
export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: readonly Tensor[];
  /** Texts that whoever wrote it put beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of an element by its type. */
const widths: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
};

/** The longest header that the format permits. */
const longestHeader = 100_000_000;

/** Elements of a piece. */
const pieceLength = 1 << 18;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

/** Reads bytes at a place of a file; fewer where it ends. */
function readAt(
  file: Deno.FsFile,
  at: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

/** Runs something on an open file, and tells the disk's faults as such. */
function withFile<T>(path: string, run: (file: Deno.FsFile) => T): T {
  try {
    using file = Deno.openSync(path, { read: true });
    return run(file);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const isGone = error instanceof Deno.errors.NotFound;
    if (!isGone && !isDiskError(error)) throw error;
    throw storeError(`read the tensors of "${path}"`, error);
  }
}

/**
 * Reads a file's header.
 *
 * @throws FormatError for a file that is no safetensors file or a damaged one.
 */
export function readSafetensors(path: string): SafetensorsHeader {
  return withFile(path, (file) => {
    const { size } = file.statSync();
    const refuse = (what: string): never => {
      throw new FormatError(
        `Cannot read the tensors of "${path}": ${what}; it is no safetensors ` +
          "file, or a damaged one",
      );
    };
    if (size < 8) return refuse(`it has ${size} bytes, fewer than a header`);
    const first = readAt(file, 0, 8);
    const length = new DataView(first.buffer).getBigUint64(0, true);
    if (length > longestHeader || 8n + length > size) {
      return refuse(`its header would be ${length} bytes long`);
    }
    const text = new TextDecoder().decode(readAt(file, 8, Number(length)));
    let header: unknown;
    try {
      header = JSON.parse(text);
    } catch (error) {
      return refuse(`its header is not JSON (${messageOf(error)})`);
    }
    if (!isObject(header)) return refuse("its header is no object");
    const { __metadata__: own = {}, ...entries } = header;
    const metadata = isObject(own)
      ? Object.entries(own).filter(([, value]) => typeof value === "string")
      : [];
    const start = 8 + Number(length);
    const tensors = Object.entries(entries)
      .map(([name, entry]) => tensorOf(name, entry, start, size, refuse))
      .sort((a, b) => a.offset - b.offset || a.size - b.size);
    let end = start;
    for (const { name, offset, size } of tensors) {
      if (offset !== end) refuse(`"${name}" does not begin where bytes are`);
      end += size;
    }
    if (end !== size) refuse(`its tensors end at byte ${end} of ${size}`);
    return {
      tensors,
      metadata: Object.fromEntries(metadata) as Record<string, string>,
    };
  });
}

/** Checks a tensor's entry. */
function tensorOf(
  name: string,
  entry: unknown,
  start: number,
  end: number,
  refuse: (what: string) => never,
): Tensor {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== "string") return refuse(`"${name}" has no type`);
  if (!Object.hasOwn(widths, dtype)) {
    return refuse(`"${name}" is of the unknown type "${dtype}"`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    return refuse(`"${name}" has no shape`);
  }
  const isRange = Array.isArray(offsets) && offsets.length === 2 &&
    offsets.every(isCount);
  const [from, to] = isRange ? offsets as number[] : [];
  if (from === undefined || to === undefined || start + to > end) {
    return refuse(`"${name}" is not within the file`);
  }
  const size = shape.reduce((product, n) => product * n, widths[dtype]!);
  if (to - from !== size) {
    return refuse(`"${name}" has ${to - from} bytes where ${size} belong`);
  }
  return { name, dtype, shape, offset: start + from, size };
}

/** How many values a tensor has. */
export function countOf({ dtype, size }: Tensor): number {
  return size / widths[dtype]!;
}

/**
 * The values of types that are read, from a buffer that holds nothing else. All
 * systems that Deno runs on are little-endian, as the format is.
 */
const decoders: Readonly<
  Record<string, (bytes: ArrayBuffer) => ArrayLike<number>>
> = {
  F32: (bytes) => new Float32Array(bytes),
  F64: (bytes) => new Float64Array(bytes),
  F16: (bytes) => new Float16Array(bytes),
  // The upper half of an F32.
  BF16: (bytes) =>
    new Float32Array(
      Uint32Array.from(new Uint16Array(bytes), (half) => half << 16).buffer,
    ),
  BOOL: (bytes) => new Uint8Array(bytes),
  U8: (bytes) => new Uint8Array(bytes),
  I8: (bytes) => new Int8Array(bytes),
  U16: (bytes) => new Uint16Array(bytes),
  I16: (bytes) => new Int16Array(bytes),
  U32: (bytes) => new Uint32Array(bytes),
  I32: (bytes) => new Int32Array(bytes),
  U64: (bytes) => Array.from(new BigUint64Array(bytes), Number),
  I64: (bytes) => Array.from(new BigInt64Array(bytes), Number),
};

/** Whether the values of a tensor's type can be read. */
export function isReadable({ dtype }: Tensor): boolean {
  return Object.hasOwn(decoders, dtype);
}

/**
 * A tensor's values in their order, piece by piece. Whole numbers of 64 bits
 * come as the nearest double.
 *
 * @throws FormatError for a type whose values are not read, and for a file that
 * has become shorter.
 */
export function* readValues(
  path: string,
  tensor: Tensor,
): Generator<Float64Array> {
  const { name, dtype, offset, size } = tensor;
  const step = pieceLength * widths[dtype]!;
  for (let at = 0; at < size; at += step) {
    const length = Math.min(step, size - at);
    const bytes = withFile(path, (file) => readAt(file, offset + at, length));
    const decode = bytes.length < length ? undefined : decoders[dtype];
    if (decode === undefined) {
      throw new FormatError(
        `Cannot read the values of "${name}" in "${path}": ` +
          (bytes.length < length
            ? "the file ends before they do"
            : `they are of the type ${dtype}`),
      );
    }
    yield Float64Array.from(decode(bytes.buffer));
  }
}

/** What there is to say of a tensor's values. */
export interface TensorStatistics {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly least: number;
  readonly greatest: number;
}

/**
 * Mean, standard deviation (of the values as a whole population) and range of a
 * tensor's values; null for one without values, of a type that is not read, or
 * with a value that is not finite.
 */
export function tensorStatistics(
  path: string,
  tensor: Tensor,
): TensorStatistics | null {
  if (!isReadable(tensor)) return null;
  let count = 0, mean = 0, squares = 0, least = Infinity, greatest = -Infinity;
  for (const values of readValues(path, tensor)) {
    for (const value of values) {
      // Welford's update: no difference of large sums.
      count++;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  if (count === 0 || !Number.isFinite(squares)) return null;
  const standardDeviation = Math.sqrt(squares / count);
  return { mean, standardDeviation, least, greatest };
}
