/**
 * How a step lies in memory, as 32-bit words (learn/wasm/encode.ts writes it):
 *
 *   0       the kernel's number
 *   1, 2    the tasks of its two phases (0 where it has no such phase)
 *   3       scratch that all threads share
 *   4, 5    scratch of thread 0, and the distance to the next thread's
 *   8..15   addresses of the operands
 *   16..23  dimensions
 *   24..31  constants, each a float64
 */

/** This thread's number; each thread has its own instance of the module. */
export let thread: u32 = 0;

export function setThread(number: u32): void {
  thread = number;
}

// @ts-ignore: decorator
@inline
export function operand(step: usize, i: usize): usize {
  return <usize>load<u32>(step + 32 + (i << 2));
}

// @ts-ignore: decorator
@inline
export function dim(step: usize, i: usize): usize {
  return <usize>load<u32>(step + 64 + (i << 2));
}

// @ts-ignore: decorator
@inline
export function constant(step: usize, i: usize): f64 {
  return load<f64>(step + 96 + (i << 3));
}

/** Scratch that all tasks of the step see. */
// @ts-ignore: decorator
@inline
export function sharedScratch(step: usize): usize {
  return <usize>load<u32>(step, 12);
}

/** Scratch that this thread alone uses. */
// @ts-ignore: decorator
@inline
export function privateScratch(step: usize): usize {
  return <usize>(load<u32>(step, 16) + thread * load<u32>(step, 20));
}

/**
 * Where this thread may store what nobody reads: see `exchanged` in vector.ts.
 * No other thread writes to that cache line, unless there are very many.
 */
// @ts-ignore: decorator
@inline
export function sink(): usize {
  return 2048 + (<usize>(thread & 31) << 6);
}

/**
 * The bytes of `rows` rows of `columns` four-byte elements; the greatest number
 * where they are too many for an address, so that no device can allocate them.
 */
export function bytesOf(rows: usize, columns: usize): u32 {
  const bytes = (<u64>rows * <u64>columns) << 2;
  return bytes > <u64>u32.MAX_VALUE ? u32.MAX_VALUE : <u32>bytes;
}

/** How many tasks of `grain` units, the last one shorter, make up `units`. */
// @ts-ignore: decorator
@inline
export function pieces(units: usize, grain: usize): u32 {
  return <u32>((units + grain - 1) / grain);
}

/** Rows for one task, so that it touches about `elements` elements. */
// @ts-ignore: decorator
@inline
export function rowGrain(columns: usize, elements: usize): usize {
  return max<usize>(1, elements / max<usize>(1, columns));
}

/** One past the last unit of a task. */
// @ts-ignore: decorator
@inline
export function taskEnd(task: usize, grain: usize, units: usize): usize {
  return min<usize>((task + 1) * grain, units);
}
