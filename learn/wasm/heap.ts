/**
 * The heap inside the wasm device's memory: first fit, with a list of free
 * pieces sorted by address in which neighbours are always joined.
 *
 * @module
 */

/** Pieces begin at multiples of this many bytes, and are as long. */
export const heapAlignment = 256;

interface Piece {
  at: number;
  bytes: number;
}

/** First-fit allocation of a range of addresses that can grow. */
export class Heap {
  readonly #free: Piece[] = [];
  readonly #live = new Map<number, number>();
  readonly #grow: (end: number) => number;
  #end: number;
  #liveBytes = 0;

  /**
   * @param begin The heap's first address, a multiple of 256.
   * @param grow Makes addresses below `end` usable and gives the heap's new
   * end, a multiple of 256 that is not below it, or throws.
   */
  constructor(begin: number, grow: (end: number) => number) {
    this.#end = begin;
    this.#grow = grow;
  }

  /** The number of pieces in use. */
  get live(): number {
    return this.#live.size;
  }

  /** Their bytes. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /**
   * The bytes of the piece in use at an address.
   *
   * @throws {Error} Where nothing is allocated there: a bug of the caller.
   */
  bytesAt(at: number): number {
    const bytes = this.#live.get(at);
    if (bytes === undefined) {
      throw new Error(`Cannot free memory at "${at}": nothing is there`);
    }
    return bytes;
  }

  /** Gives the address of `bytes` unused bytes, at least 256. */
  allocate(bytes: number): number {
    const size = Math.max(1, Math.ceil(bytes / heapAlignment)) * heapAlignment;
    let i = this.#free.findIndex((piece) => piece.bytes >= size);
    if (i < 0) {
      const last = this.#free.at(-1);
      const reaches = last !== undefined && last.at + last.bytes === this.#end;
      const begin = reaches ? last.at : this.#end;
      const end = this.#grow(begin + size);
      this.#release(this.#end, end - this.#end);
      this.#end = end;
      i = this.#free.length - 1;
    }
    const piece = this.#free[i]!, at = piece.at;
    piece.at += size;
    piece.bytes -= size;
    if (piece.bytes === 0) this.#free.splice(i, 1);
    this.#live.set(at, size);
    this.#liveBytes += size;
    return at;
  }

  /**
   * Takes back what {@linkcode allocate} gave.
   *
   * @throws {Error} Where nothing is allocated there: a bug of the caller.
   */
  free(at: number): void {
    const bytes = this.bytesAt(at);
    this.#live.delete(at);
    this.#liveBytes -= bytes;
    this.#release(at, bytes);
  }

  /** Puts a piece into the list and joins it with its neighbours. */
  #release(at: number, bytes: number) {
    let low = 0, high = this.#free.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#free[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    const before = this.#free[low - 1], after = this.#free[low];
    const joinsBefore = before && before.at + before.bytes === at;
    const joinsAfter = after && at + bytes === after.at;
    if (joinsBefore && joinsAfter) {
      before.bytes += bytes + after.bytes;
      this.#free.splice(low, 1);
    } else if (joinsBefore) {
      before.bytes += bytes;
    } else if (joinsAfter) {
      after.at = at;
      after.bytes += bytes;
    } else {
      this.#free.splice(low, 0, { at, bytes });
    }
  }
}
