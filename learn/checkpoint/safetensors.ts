/**
 * The safetensors format: eight bytes with the header's length, a JSON header,
 * and the tensors' bytes. Written so that equal tensors give equal bytes: names
 * in code-point order, no gaps, header padded with spaces to eight bytes.
 *
 * Only float32 is written. Float32, float16 and bfloat16 are read, all into
 * float32.
 *
 * @module
 */

/** A named tensor's shape and values. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A file that is not valid safetensors. */
export class SafetensorsError extends Error {
  override name = "SafetensorsError";
  /** @param reason What is wrong, for messages that name the file. */
  constructor(readonly reason: string) {
    super(`Cannot read safetensors: ${reason}`);
  }
}

/** The largest header that is believed, as in the reference implementation. */
const maxHeader = 100_000_000;

/** Encodes tensors. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, NamedTensor>,
): Uint8Array {
  const names = [...tensors.keys()].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
  const header: Record<string, unknown> = {
    __metadata__: { format: "pt" },
  };
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    header[name] = {
      dtype: "F32",
      shape,
      data_offsets: [offset, offset + data.byteLength],
    };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const name of names) {
    const { data } = tensors.get(name)!;
    // Every platform that Deno runs on is little-endian, as the format is.
    bytes.set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      at,
    );
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Decodes tensors.
 *
 * @param wanted Which ones, by name. The others may be of any type: models on
 *   the Hub hold masks and tables beside their parameters.
 * @throws {SafetensorsError} Naming what is wrong.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  wanted: (name: string) => boolean = () => true,
): Map<string, NamedTensor> {
  const fail = (what: string): never => {
    throw new SafetensorsError(what);
  };
  if (bytes.length < 8) fail(`the file has ${bytes.length} bytes, 8 at least`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > maxHeader || 8 + length > bytes.length) {
    fail(`its header claims ${length} of the file's ${bytes.length} bytes`);
  }
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true })
      .decode(bytes.subarray(8, 8 + length));
    header = JSON.parse(text);
  } catch {
    fail("its header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    fail("its header is not an object");
  }
  const body = bytes.subarray(8 + length);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, entry] of Object.entries(header as object)) {
    if (name === "__metadata__" || !wanted(name)) continue;
    const { dtype, shape, from, to } = readEntry(entry) ??
      fail(`the entry of tensor "${name}" is malformed`);
    const width = widths[dtype] ??
      fail(`tensor "${name}" has the unsupported type "${dtype}"`);
    const count = shape.reduce((n, size) => n * size, 1);
    if (to - from !== count * width || to > body.length) {
      fail(
        `tensor "${name}" of shape [${shape}] takes ${count * width} bytes, ` +
          `but its range is ${from} to ${to} of ${body.length}`,
      );
    }
    tensors.set(name, {
      shape,
      data: toFloat32(dtype, body.slice(from, to)),
    });
  }
  return tensors;
}

const widths: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

function readEntry(entry: unknown) {
  if (typeof entry !== "object" || entry === null) return null;
  const { dtype, shape, data_offsets } = entry as Record<string, unknown>;
  const natural = (x: unknown): x is number =>
    Number.isSafeInteger(x) && (x as number) >= 0;
  if (typeof dtype !== "string" || !Array.isArray(shape)) return null;
  if (!shape.every(natural) || !Array.isArray(data_offsets)) return null;
  const [from, to, ...rest] = data_offsets as unknown[];
  if (!natural(from) || !natural(to) || rest.length > 0 || to < from) {
    return null;
  }
  return { dtype, shape: shape as number[], from, to };
}

function toFloat32(dtype: string, bytes: Uint8Array): Float32Array {
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  if (dtype === "F16") {
    return Float32Array.from(new Float16Array(halves.buffer));
  }
  // A bfloat16 is the upper half of a float32.
  const words = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(words.buffer);
}
