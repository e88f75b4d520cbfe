/**
 * Writes the micro-kernel of all matrix products: `build.ts` gives it to the
 * compiler as `matmul_tile.ts`, beside the files of `assembly/`. It is written
 * by a program because it is straight-line code over many registers.
 *
 * A tile is 8 by 8 elements of C, each row of it two vectors. It is arranged so
 * that V8's revectoriser (`--experimental-wasm-revectorize`) makes one operation
 * of 256 bits out of the two of 128 for each row's halves, which halves the
 * instructions and changes no bit. The revectoriser pairs operations from the
 * last backwards, and gives up where anything with an effect lies between the
 * two of a pair. The check of an address is such an effect, and two loads or
 * stores that follow each other have one between them. Hence:
 *
 * - The halves of B's row exchange their first lanes. That takes two operations
 *   without an effect, which come after both loads and which it can pair. The
 *   columns of the tile are exchanged likewise, and back before C is written.
 * - Its only other beginnings of a chain of pairs are sums of integer vectors.
 *   So the rows' bits are summed as integers into `sink`, which nobody reads.
 * - A is read four terms at a time, and each term spread over a vector. That
 *   needs one check where four loads would need four, and it knows to load and
 *   spread a term in one operation of 256 bits.
 *
 * Without the flag the tile is 8 % slower than one made for 128 bits.
 *
 * @module
 */

const rows = 8;
const unrolled = 4;

/** Text for i = 0 to count - 1. */
const each = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

/** A term of B's row, `bytes` behind `b`. */
const loadB = (bytes: number) =>
  `    low = v128.load(b, ${bytes});
    high = v128.load(b, ${bytes + 16});
    b0 = swapped(low, high);
    b1 = swapped(high, low);`;

/** Adds row i's products, with its element of A in all lanes of `x`. */
const addRow = (i: number) =>
  `    c${i}0 = mulAdd(x, b0, c${i}0);
    c${i}1 = mulAdd(x, b1, c${i}1);`;

/** The module's source. */
export function tileSource(): string {
  return `import { mulAdd } from "./vector";

export const tileRows: usize = ${rows};
export const tileColumns: usize = 8;

/** a with the first lane of b. */
// @ts-ignore: decorator
@inline
function swapped(a: v128, b: v128): v128 {
  return f32x4.replace_lane(a, 0, f32x4.extract_lane(b, 0));
}

// @ts-ignore: decorator
@inline
function put(c: usize, x: v128, y: v128, first: bool): void {
  let low = swapped(x, y), high = swapped(y, x);
  if (!first) {
    low = f32x4.add(v128.load(c), low);
    high = f32x4.add(v128.load(c, 16), high);
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}

/**
 * One tile: \`terms\` terms of rows of A that are \`lda\` bytes apart, with a
 * panel of B. Rows past \`last\` repeat it.
 */
export function tile(
  a: usize,
  lda: usize,
  last: usize,
  b: usize,
  c: usize,
  ldc: usize,
  terms: usize,
  first: bool,
  sink: usize,
): void {
${each(rows, (i) => `  let a${i} = a + lda * min<usize>(${i}, last);`)}
  let x = f32x4.splat(0), low = x, high = x, b0 = x, b1 = x;
${each(rows, (i) => `  let c${i}0 = f32x4.splat(0), c${i}1 = c${i}0;`)}
  const whole = a + ((terms & ~${unrolled - 1}) << 2), end = a + (terms << 2);
  while (a0 < whole) {
${each(rows, (i) => `    const v${i} = v128.load(a${i});`)}
${
    each(unrolled, (q) =>
      `${loadB(32 * q)}
${
        each(rows, (i) =>
          `    x = i32x4.shuffle(v${i}, v${i}, ${q}, ${q}, ${q}, ${q});
${addRow(i)}`)
      }`)
  }
${each(rows, (i) => `    a${i} += ${4 * unrolled};`)}
    b += ${32 * unrolled};
  }
  while (a0 < end) {
${loadB(0)}
${
    each(rows, (i) =>
      `    x = v128.load_splat<f32>(a${i});
${addRow(i)}
    a${i} += 4;`)
  }
    b += 32;
  }
  let bits = i32x4.add(c00, c01);
${
    each(rows - 1, (i) =>
      `  bits = v128.xor(bits, i32x4.add(c${i + 1}0, c${i + 1}1));`)
  }
  v128.store(sink, bits);
${each(rows, (i) => `  put(c + ${i} * ldc, c${i}0, c${i}1, first);`)}
}
`;
}
