/**
 * The language model's head in chunks of rows: log-probabilities of tokens, and
 * their gradients, without all logits in memory at once. With a large
 * vocabulary, rows times vocabulary is more than everything else, and more than
 * a device binds in one piece.
 *
 * The backward pass computes each chunk's logits once more, writes their
 * gradient over them, and adds to the gradient of the weights chunk by chunk.
 *
 * @module
 */

import { alignment, type Location, type Step } from "../device/device.ts";
import {
  tokenLogProbability,
  tokenLogProbabilityGradInPlace,
} from "../kernels/classify.ts";
import { type Kernel, read, size, write } from "../kernels/kernel.ts";
import { matmulNN, matmulNT, matmulTN } from "../kernels/matmul.ts";
import { matmulTNAdd } from "../kernels/matmul_fused.ts";
import type { Composite } from "./composite.ts";
import { columnsOf, count, rowsOf, type Tensor } from "./graph.ts";

const hidden = size("rows", "width");
const weight = size("vocabulary", "width");
const rows = size("rows");
const chunk = write("logits", size("chunk", "vocabulary"));
const dims = ["rows", "width", "vocabulary", "chunk"] as const;

type Named = Readonly<Record<string, number>>;

/** A step of a kernel whose dimensions are given in its order. */
function step(
  { name }: Kernel,
  operands: readonly Location[],
  ...dims: number[]
): Step {
  return { kernel: name, operands, dims, constants: [] };
}

/** What a chunk works on. */
interface Chunk {
  readonly first: boolean;
  readonly rows: number;
  /** The chunk's part of an operand with so many elements a row. */
  part(operand: Location, columns?: number): Location;
}

function chunks({ rows, chunk }: Named): Chunk[] {
  const list: Chunk[] = [];
  for (let from = 0; from < rows!; from += chunk!) {
    const count = Math.min(chunk!, rows! - from);
    list.push({
      first: from === 0,
      rows: count,
      part: ({ allocation, offset }, columns = 1) => ({
        allocation,
        offset: offset + from * columns,
        length: count * columns,
      }),
    });
  }
  return list;
}

/** The first rows of the chunk's logits: the last chunk may have fewer. */
const begin = (logits: Location, rows: number, vocabulary: number) => ({
  ...logits,
  length: rows * vocabulary,
});

const forward: Composite = {
  name: "head_log_probability",
  operands: [
    read("hidden", hidden),
    read("weight", weight),
    read("target", rows, "u32"),
    write("y", rows),
    write("lse", rows),
    chunk,
  ],
  dims,
  expand([hidden, weight, target, y, lse, all], dims) {
    const { width, vocabulary } = dims as { width: number; vocabulary: number };
    return chunks(dims).flatMap(({ rows, part }) => {
      const logits = begin(all!, rows, vocabulary);
      return [
        step(
          matmulNT,
          [part(hidden!, width), weight!, logits],
          rows,
          vocabulary,
          width,
        ),
        step(
          tokenLogProbability,
          [logits, part(target!), part(y!), part(lse!)],
          rows,
          vocabulary,
        ),
      ];
    });
  },
};

const backward: Composite = {
  name: "head_log_probability_grad",
  operands: [
    read("hidden", hidden),
    read("weight", weight),
    read("target", rows, "u32"),
    read("lse", rows),
    read("dy", rows),
    write("dhidden", hidden),
    write("dweight", weight),
    chunk,
  ],
  dims,
  expand([hidden, weight, target, lse, dy, dhidden, dweight, all], dims) {
    const { width, vocabulary } = dims as { width: number; vocabulary: number };
    return chunks(dims).flatMap(({ first, rows, part }) => {
      const logits = begin(all!, rows, vocabulary);
      const inside = part(hidden!, width);
      return [
        step(matmulNT, [inside, weight!, logits], rows, vocabulary, width),
        step(
          tokenLogProbabilityGradInPlace,
          [logits, part(target!), part(lse!), part(dy!)],
          rows,
          vocabulary,
        ),
        step(
          matmulNN,
          [logits, weight!, part(dhidden!, width)],
          rows,
          width,
          vocabulary,
        ),
        step(
          first ? matmulTN : matmulTNAdd,
          [logits, inside, dweight!],
          vocabulary,
          width,
          rows,
        ),
      ];
    });
  },
};

/**
 * The log-probability, in nats, of each target under softmax of its row of
 * hidden weight^T, in chunks of rows.
 *
 * @param hidden Shape [rows, width].
 * @param weight Shape [vocabulary, width].
 * @param target Token ids, as many as rows.
 * @param chunk Rows of a chunk: a multiple of 64, so that chunks are aligned.
 * @returns A tensor of the targets' shape.
 */
export function headLogProbability(
  hidden: Tensor,
  weight: Tensor,
  target: Tensor,
  chunk: number,
): Tensor {
  if (!(chunk > 0) || chunk % alignment !== 0) {
    throw new RangeError(
      `Cannot cut rows into chunks of "${chunk}": it is no multiple of ` +
        `${alignment}`,
    );
  }
  const { graph } = hidden;
  const dims = {
    rows: rowsOf(hidden),
    width: columnsOf(hidden),
    vocabulary: rowsOf(weight),
    chunk: Math.min(chunk, rowsOf(hidden)),
  };
  const logits = [dims.chunk, dims.vocabulary];
  const [y, lse] = graph.record(
    forward,
    [hidden, weight, target],
    [target.shape, [count(target)], logits],
    dims,
    [],
    ([dy]) => {
      if (!dy) return [undefined, undefined, undefined];
      const [dhidden, dweight] = graph.record(
        backward,
        [hidden, weight, target, lse!, dy],
        [hidden.shape, weight.shape, logits],
        dims,
      );
      return [dhidden, dweight, undefined];
    },
  );
  return y!;
}

/**
 * Rows of a chunk, so that its logits have at most so many elements; null where
 * all rows together have no more.
 *
 * @throws {RangeError} Where a chunk of the least size has more.
 */
export function rowsOfChunk(
  rows: number,
  vocabulary: number,
  most: number,
): number | null {
  if (rows * vocabulary <= most) return null;
  const largest = Math.floor(most / vocabulary / alignment) * alignment;
  if (largest === 0) {
    throw new RangeError(
      `Cannot compute logits of ${vocabulary} tokens: ${alignment} rows of ` +
        `them have more than the ${most} elements that fit in one piece`,
    );
  }
  // Equal chunks, as far as alignment allows.
  const chunks = Math.ceil(rows / largest);
  return Math.ceil(rows / chunks / alignment) * alignment;
}
