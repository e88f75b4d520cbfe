/**
 * Seeded numbers for tests: the same on every machine and in every run.
 *
 * @module
 */

/** Draws numbers by Marsaglia's xorshift with 32 bits of state. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // A state of zero would stay zero, and small seeds would begin alike.
    this.#state = (Math.imul(seed + 1, 0x9e3779b9) ^ 0x85ebca6b) >>> 0 || 1;
    for (let i = 0; i < 8; i++) this.bits();
  }

  /** 32 random bits. */
  bits(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return this.#state = x >>> 0;
  }

  /** A number in [low, high) that float32 holds exactly. */
  uniform(low = -1, high = 1): number {
    return Math.fround(low + (high - low) * (this.bits() >>> 8) / 0x1000000);
  }

  /** An integer in [low, high). */
  integer(low: number, high: number): number {
    return low + this.bits() % (high - low);
  }

  /** `length` numbers in [low, high). */
  uniforms(length: number, low = -1, high = 1): Float64Array {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = this.uniform(low, high);
    return values;
  }

  /** `length` integers in [low, high), as ids. */
  ids(length: number, low: number, high: number): Uint32Array {
    const values = new Uint32Array(length);
    for (let i = 0; i < length; i++) values[i] = this.integer(low, high);
    return values;
  }
}
