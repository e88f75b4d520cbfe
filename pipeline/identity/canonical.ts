/**
 * The canonical encoding of JSON data: one value has one encoding, and two
 * different values never share one. Everything whose digest matters goes
 * through it. See docs/hashing.md for the grammar and its reasons.
 *
 * @module
 */

import { EncodingError } from "../errors.ts";
import { compareCodePoints } from "./order.ts";
import type { Json } from "./preimage.ts";

/** What is encoded, and the version of its shape, such as `key/1`. */
type Tag = `${string}/${number}`;

const encoder = new TextEncoder();

/** Deeper than any sane value; met only by an object that holds itself. */
const maxDepth = 512;

/** A piece of an encoding that carries text: its kind, byte length and text. */
function text(kind: "d" | "s", value: string): string {
  // Most strings are ASCII, where characters and bytes are the same number.
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    if (value.charCodeAt(i) > 0x7f) {
      bytes = encoder.encode(value).length;
      break;
    }
  }
  return `${kind}${bytes}:${value}`;
}

/** Most objects that are encoded have been sorted when they were made. */
function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) {
    if (compareCodePoints(keys[i - 1]!, keys[i]!) > 0) return false;
  }
  return true;
}

function refuse(where: string, what: string): never {
  throw new EncodingError(
    `Cannot encode the value at "${where || "the top"}": ${what}`,
  );
}

function write(
  value: unknown,
  out: string[],
  where: string,
  depth: number,
): void {
  if (depth > maxDepth) refuse(where, "it is nested too deeply or in itself");
  if (value === null) out.push("n");
  else if (value === true) out.push("t");
  else if (value === false) out.push("f");
  else if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse(where, `${value} is not a JSON number`);
    // ECMAScript's shortest round-trip text is what RFC 8785 prescribes, and
    // it already writes negative zero as "0".
    out.push(text("d", String(value)));
  } else if (typeof value === "string") {
    if (!value.isWellFormed()) refuse(where, "it holds a lone surrogate");
    out.push(text("s", value));
  } else if (Array.isArray(value)) {
    out.push(`l${value.length}:`);
    for (let i = 0; i < value.length; i++) {
      write(value[i], out, `${where}[${i}]`, depth + 1);
    }
  } else if (typeof value === "object") {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      refuse(where, "only plain objects are data");
    }
    const object = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(object);
    if (!isSorted(keys)) keys.sort(compareCodePoints);
    out.push(`o${keys.length}:`);
    for (const key of keys) {
      if (!key.isWellFormed()) refuse(where, "a key holds a lone surrogate");
      out.push(text("s", key));
      write(
        object[key],
        out,
        where === "" ? key : `${where}.${key}`,
        depth + 1,
      );
    }
  } else refuse(where, `a ${typeof value} is not data`);
}

/**
 * Encodes JSON data under a tag.
 *
 * @throws EncodingError for anything that is not JSON data: NaN, infinities,
 * undefined, functions, class instances, lone surrogates, cycles.
 */
export function encode(value: unknown, tag: Tag): Uint8Array<ArrayBuffer> {
  const out = [`juice ${tag}\n`];
  write(value, out, "", 0);
  return encoder.encode(out.join(""));
}

/** Whether bytes begin as the encoding of something under this tag. */
function hasTag(bytes: Uint8Array, tag: Tag): boolean {
  const header = encoder.encode(`juice ${tag}\n`);
  return header.every((byte, i) => bytes[i] === byte);
}

/**
 * The inverse of {@linkcode encode}.
 *
 * @throws EncodingError for bytes that are not exactly one canonical encoding.
 */
export function decode(bytes: Uint8Array, tag: Tag): Json {
  const fail = (at: number): never => {
    throw new EncodingError(
      `Cannot decode a "${tag}": byte ${at} is not as encoded`,
    );
  };
  if (!hasTag(bytes, tag)) fail(0);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = `juice ${tag}\n`.length;

  function count(): number {
    const start = at;
    while (bytes[at] !== 0x3a) {
      const digit = bytes[at++];
      if (digit === undefined || digit < 0x30 || digit > 0x39) fail(start);
    }
    const digits = decoder.decode(bytes.subarray(start, at++));
    const number = Number(digits);
    if (String(number) !== digits || number > bytes.length) fail(start);
    return number;
  }
  function chars(): string {
    const length = count(), start = at;
    at += length;
    if (at > bytes.length) fail(start);
    try {
      return decoder.decode(bytes.subarray(start, at));
    } catch {
      return fail(start);
    }
  }
  function read(): Json {
    const start = at;
    switch (bytes[at++]) {
      case 0x6e:
        return null;
      case 0x74:
        return true;
      case 0x66:
        return false;
      case 0x64: {
        const digits = chars(), number = Number(digits);
        return String(number) === digits ? number : fail(start);
      }
      case 0x73:
        return chars();
      case 0x6c: {
        const length = count(), list: Json[] = [];
        for (let i = 0; i < length; i++) list.push(read());
        return list;
      }
      case 0x6f: {
        const length = count();
        const entries: [string, Json][] = [];
        for (let i = 0; i < length; i++) {
          if (bytes[at++] !== 0x73) fail(at - 1);
          const key = chars(), last = entries.at(-1);
          if (last && compareCodePoints(last[0], key) >= 0) fail(start);
          entries.push([key, read()]);
        }
        return Object.fromEntries(entries);
      }
      default:
        return fail(start);
    }
  }
  const value = read();
  if (at !== bytes.length) fail(at);
  return value;
}
