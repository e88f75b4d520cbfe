/**
 * Counter-based randomness: Philox4x32-10 (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011). A draw is a pure function of seed,
 * stream and position, so adding a draw in one place moves none elsewhere.
 *
 * @module
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** The high 32 bits of an unsigned 32 x 32 bit product. */
function mulHigh(a: number, b: number): number {
  const al = a & 0xffff, ah = a >>> 16, bl = b & 0xffff, bh = b >>> 16;
  const low = al * bl;
  const mid = ah * bl + (low >>> 16);
  const mid2 = al * bh + (mid & 0xffff);
  return (ah * bh + Math.floor(mid / 0x10000) + (mid2 >>> 16) +
    (mid2 >= 0x100000000 ? 0x10000 : 0)) >>> 0;
}

/** One Philox4x32-10 block: four 32-bit words from a counter and a key. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const h0 = mulHigh(M0, c0), l0 = Math.imul(M0, c0) >>> 0;
    const h1 = mulHigh(M1, c2), l1 = Math.imul(M1, c2) >>> 0;
    c0 = (h1 ^ c1 ^ k0) >>> 0;
    c1 = l1;
    c2 = (h0 ^ c3 ^ k1) >>> 0;
    c3 = l0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** FNV-1a over UTF-16 code units: names a stream by a 32-bit number. */
function streamOf(label: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) {
    hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** A stream of random numbers that is determined by a seed and a label. */
export class Rng {
  readonly #key: readonly [number, number];
  #position = 0;
  #block: [number, number, number, number] = [0, 0, 0, 0];

  /** @param seed A non-negative integer below 2^53. */
  constructor(readonly seed: number, readonly label: string = "") {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`Seed must be a non-negative integer: ${seed}`);
    }
    this.#key = [
      (seed >>> 0) ^ streamOf(label),
      Math.floor(seed / 0x100000000) >>> 0,
    ];
  }

  /** A stream of its own, untouched by draws from this one. */
  stream(label: string): Rng {
    return new Rng(
      this.seed,
      this.label === "" ? label : `${this.label}/${label}`,
    );
  }

  /** The next 32 random bits. */
  bits(): number {
    const lane = this.#position & 3;
    if (lane === 0) {
      const block = this.#position / 4;
      this.#block = philox([
        block >>> 0,
        Math.floor(block / 0x100000000) >>> 0,
        0,
        0,
      ], this.#key);
    }
    this.#position++;
    return this.#block[lane]!;
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.bits() >>> 5, low = this.bits() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** An integer in [0, bound), without modulo bias. */
  below(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000) {
      throw new RangeError(`Bound must be an integer in [1, 2^32]: ${bound}`);
    }
    const limit = 0x100000000 - (0x100000000 % bound);
    for (;;) {
      const bits = this.bits();
      if (bits < limit) return bits % bound;
    }
  }

  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }

  /** The integers 0 to n - 1 in random order. */
  permutation(n: number): number[] {
    return this.shuffle(Array.from({ length: n }, (_, i) => i));
  }
}
