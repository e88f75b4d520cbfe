/**
 * Top-k and top-p without sorting. Logits become integers of the same order,
 * and the lowest one to keep is found bit by bit: 32 passes over the row.
 */

/** Integers that order as the floats do. Zeros of both signs are equal. */
// @ts-ignore: decorator
@inline
function keysOf(x: v128): v128 {
  // -0 + 0 is 0.
  const bits = f32x4.add(x, f32x4.splat(0));
  const sign = i32x4.shr_s(bits, 31);
  return v128.xor(bits, v128.or(sign, i32x4.splat(0x80000000)));
}

/** How many keys are at least `key`. */
function countFrom(keys: usize, bytes: usize, key: u32): f64 {
  const least = i32x4.splat(key);
  let count = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    count = i32x4.sub(count, i32x4.ge_u(v128.load(keys + i), least));
  }
  return <f64>(
    i32x4.extract_lane(count, 0) + i32x4.extract_lane(count, 1) +
    i32x4.extract_lane(count, 2) + i32x4.extract_lane(count, 3)
  );
}

/** The sum of the weights whose keys are at least `key`. */
function sumFrom(keys: usize, weights: usize, bytes: usize, key: u32): f64 {
  const least = i32x4.splat(key);
  let low = f64x2.splat(0), high = low;
  for (let i: usize = 0; i < bytes; i += 16) {
    const w = v128.and(
      v128.load(weights + i),
      i32x4.ge_u(v128.load(keys + i), least),
    );
    low = f64x2.add(low, f64x2.promote_low_f32x4(w));
    high = f64x2.add(
      high,
      f64x2.promote_low_f32x4(i64x2.shuffle(w, w, 1, 1)),
    );
  }
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/**
 * Keeps the best until they measure `goal`, each counting 1 or its weight, and
 * sets the keys and weights of the others to 0. Of equal keys the lowest ids
 * are kept.
 */
function keepBest(
  keys: usize,
  weights: usize,
  bytes: usize,
  weighted: bool,
  goal: f64,
): void {
  let key: u32 = 0;
  for (let bit: u32 = 0x80000000; bit != 0; bit >>= 1) {
    const measured = weighted
      ? sumFrom(keys, weights, bytes, key | bit)
      : countFrom(keys, bytes, key | bit);
    if (measured >= goal) key |= bit;
  }
  // No float has the greatest key, so one more than it exists.
  let sum = weighted
    ? sumFrom(keys, weights, bytes, key + 1)
    : countFrom(keys, bytes, key + 1);
  for (let i: usize = 0; i < bytes; i += 4) {
    const own = load<u32>(keys + i);
    if (own > key) continue;
    if (own == key && sum < goal) {
      sum += weighted ? <f64>load<f32>(weights + i) : 1;
    } else {
      store<u32>(keys + i, 0);
      store<f32>(weights + i, 0);
    }
  }
}

/** Sets the weights of all but the tokens that top-k and top-p keep to 0. */
export function truncate(
  row: usize,
  weights: usize,
  keys: usize,
  vocabulary: usize,
  pad: u32,
  topK: usize,
  topP: f32,
): void {
  const bytes = ((vocabulary + 3) & ~3) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(keys + i, keysOf(v128.load(row + i)));
  }
  // 0 is below every float's key, that of -Infinity too.
  for (let v = vocabulary; v & 3; v++) store<u32>(keys + (v << 2), 0);
  let candidates = vocabulary;
  if (<usize>pad < vocabulary) {
    store<u32>(keys + (<usize>pad << 2), 0);
    candidates--;
  }
  if (topK < candidates) keepBest(keys, weights, bytes, false, <f64>topK);
  if (topP < 1) {
    const goal = <f64>topP * sumFrom(keys, weights, bytes, 0);
    keepBest(keys, weights, bytes, true, goal);
  }
}
