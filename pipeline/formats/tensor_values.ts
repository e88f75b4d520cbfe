/**
 * The values of tensors piece by piece, so that a checkpoint of any size takes
 * little memory.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { FormatError } from "./error.ts";
import { readAt, withFile } from "./file.ts";
import { type Tensor, widthOf } from "./safetensors.ts";

/** Elements of a piece. */
const pieceLength = 1 << 18;

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
 * A tensor's bytes in their order, piece by piece.
 *
 * @throws FormatError for a file that has become shorter.
 */
function* readPieces(
  path: string,
  { name, dtype, offset, size }: Tensor,
): Generator<Uint8Array<ArrayBuffer>> {
  const step = pieceLength * widthOf(dtype);
  for (let at = 0; at < size; at += step) {
    const length = Math.min(step, size - at);
    const bytes = withFile(path, (file) => readAt(file, offset + at, length));
    if (bytes.length < length) {
      throw new FormatError(
        `Cannot read the values of "${name}" in "${path}": the file ends ` +
          "before they do",
      );
    }
    yield bytes;
  }
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
  const { name, dtype } = tensor;
  const decode = decoders[dtype];
  if (decode === undefined) {
    throw new FormatError(
      `Cannot read the values of "${name}" in "${path}": they are of the type ` +
        dtype,
    );
  }
  for (const bytes of readPieces(path, tensor)) {
    yield Float64Array.from(decode(bytes.buffer));
  }
}

/**
 * Whether two tensors of one type and shape are the same to the bit, each by
 * the path of its file.
 *
 * @throws FormatError for a file that has become shorter.
 */
export function hasSameBytes(
  a: readonly [path: string, tensor: Tensor],
  b: readonly [path: string, tensor: Tensor],
): boolean {
  const others = readPieces(...b);
  for (const bytes of readPieces(...a)) {
    const { value } = others.next() as { value: Uint8Array };
    if (Buffer.compare(bytes, value) !== 0) return false;
  }
  return true;
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
