/**
 * What a page that stands alone carries, in the form in which it carries it:
 * what many stages share is in it once. A compressor does not see it, since
 * they are far from each other.
 *
 * @module
 */

import type { CodeFile, Embedded, RecordDetail, StageDetail } from "./api.ts";

/** A record whose code stands in a list by this number. */
interface PackedRecord extends Omit<RecordDetail, "code"> {
  readonly code: number;
}

interface PackedDetail extends Omit<StageDetail, "record"> {
  readonly record: PackedRecord | null;
}

/** The data of a page. */
export interface Packed extends Omit<Embedded, "version" | "details"> {
  readonly version: 2;
  readonly code: readonly (readonly CodeFile[])[];
  readonly details: readonly (readonly [string, PackedDetail])[];
}

/** Packs what a page carries. */
export function pack({ details, ...rest }: Embedded): Packed {
  const numbers = new Map<string, number>();
  const code: (readonly CodeFile[])[] = [];
  const numberOf = (files: readonly CodeFile[]): number => {
    const text = JSON.stringify(files);
    let number = numbers.get(text);
    if (number === undefined) {
      numbers.set(text, number = code.length);
      code.push(files);
    }
    return number;
  };
  const packed = Object.entries(details).map(
    ([name, detail]): [string, PackedDetail] => [name, {
      ...detail,
      record: detail.record === null
        ? null
        : { ...detail.record, code: numberOf(detail.record.code) },
    }],
  );
  return { ...rest, version: 2, code, details: packed };
}

/** The inverse of {@linkcode pack}. */
export function unpack({ code, details, ...rest }: Packed): Embedded {
  const unpacked = details.map(([name, detail]): [string, StageDetail] => [
    name,
    {
      ...detail,
      record: detail.record === null
        ? null
        : { ...detail.record, code: code[detail.record.code]! },
    },
  ]);
  return { ...rest, version: 1, details: Object.fromEntries(unpacked) };
}
