/**
 * Comparing checkpoints tensor by tensor.
 *
 * @module
 */

import { readSafetensors, type Tensor } from "../formats/safetensors.ts";
import {
  hasSameBytes,
  isReadable,
  readValues,
} from "../formats/tensor_values.ts";
import { compareCodePoints } from "../identity/order.ts";

/** How a tensor's values differ. */
export interface ValueChange {
  /** The largest absolute difference. */
  readonly maximum: number;
  /** The root of the mean squared difference. */
  readonly rms: number;
  /** That of the earlier values, to compare with. */
  readonly rmsBefore: number;
}

/** A tensor that is not the same in two checkpoints. */
export interface TensorChange {
  readonly name: string;
  readonly change: "changed" | "added" | "removed";
  /** Type and shape, such as `F32[64,128]`; null where it is not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** Null for another type or shape, and for values that are not read. */
  readonly values: ValueChange | null;
}

/** How two checkpoints compare. */
export interface TensorsDiff {
  readonly type: "tensors";
  readonly changes: readonly TensorChange[];
  /** Tensors that are the same. */
  readonly same: number;
  /** Of all tensors that can be compared together; null without any. */
  readonly overall: ValueChange | null;
}

function shapeOf({ dtype, shape }: Tensor): string {
  return `${dtype}[${shape.join(",")}]`;
}

/** Sums of which the differences' sizes are made. */
class Sums {
  count = 0;
  maximum = 0;
  squares = 0;
  squaresBefore = 0;

  add(before: number, after: number): void {
    const difference = Math.abs(after - before);
    this.count++;
    // Not Math.max alone, which a value that is no number would not get out of.
    if (difference > this.maximum || Number.isNaN(difference)) {
      this.maximum = difference;
    }
    this.squares += difference * difference;
    this.squaresBefore += before * before;
  }

  change(): ValueChange {
    const { maximum, squares, squaresBefore, count } = this;
    return {
      maximum,
      rms: Math.sqrt(squares / count),
      rmsBefore: Math.sqrt(squaresBefore / count),
    };
  }
}

/** Compares the values of two tensors of one type and shape. */
function compareValues(
  a: readonly [string, Tensor],
  b: readonly [string, Tensor],
  overall: Sums,
): ValueChange {
  const sums = new Sums();
  const others = readValues(...b);
  for (const values of readValues(...a)) {
    const { value: after } = others.next() as { value: Float64Array };
    for (let i = 0; i < values.length; i++) {
      const x = values[i]!, y = after[i]!;
      sums.add(x, y);
      overall.add(x, y);
    }
  }
  return sums.change();
}

/**
 * Compares two safetensors files.
 *
 * @throws FormatError for one that is none, or damaged.
 */
export function diffTensors(a: string, b: string): TensorsDiff {
  const byName = (path: string) =>
    new Map(readSafetensors(path).tensors.map((one) => [one.name, one]));
  const x = byName(a), y = byName(b);
  const changes: TensorChange[] = [];
  const overall = new Sums();
  let same = 0;
  const names = [...new Set([...x.keys(), ...y.keys()])];
  for (const name of names.sort(compareCodePoints)) {
    const from = x.get(name), to = y.get(name);
    const before = from === undefined ? null : shapeOf(from);
    const after = to === undefined ? null : shapeOf(to);
    const change = from === undefined
      ? "added"
      : to === undefined
      ? "removed"
      : "changed";
    let values: ValueChange | null = null;
    if (from !== undefined && to !== undefined && before === after) {
      const pair = [[a, from], [b, to]] as const;
      if (isReadable(from)) values = compareValues(...pair, overall);
      // What values are compared as does not tell all of them apart.
      if (hasSameBytes(...pair)) {
        same++;
        continue;
      }
    }
    changes.push({ name, change, before, after, values });
  }
  return {
    type: "tensors",
    changes,
    same,
    overall: overall.count === 0 ? null : overall.change(),
  };
}
