/**
 * Reading safetensors files: which tensors there are.
 *
 * The format: eight bytes with the header's length (little-endian), the header
 * as JSON, then the tensors' bytes without gaps. Everything in the header is
 * checked against the file, which may come from anywhere.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { isObject } from "../is_object.ts";
import { FormatError } from "./error.ts";
import { readAt, withFile } from "./file.ts";

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

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

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

/** Bytes of an element of a type that a tensor has. */
export function widthOf(dtype: string): number {
  return widths[dtype]!;
}

/** How many values a tensor has. */
export function countOf({ dtype, size }: Tensor): number {
  return size / widthOf(dtype);
}
