/**
 * Vectors of four float32 lanes: partial loads and stores for ragged ends, and
 * sums over the lanes in one fixed order.
 */

/** Loads `count` (1 to 3) floats; the other lanes are `fill`. */
export function loadPart(at: usize, count: usize, fill: f32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(fill), 0, load<f32>(at));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(at, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(at, 8));
  return v;
}

/** Stores the first `count` (1 to 3) lanes. */
export function storePart(at: usize, v: v128, count: usize): void {
  store<f32>(at, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(at, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(at, f32x4.extract_lane(v, 2), 8);
}

// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2)) +
    (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
export function maxLanes(v: v128): f32 {
  const a = f32x4.extract_lane(v, 0), b = f32x4.extract_lane(v, 1);
  const c = f32x4.extract_lane(v, 2), d = f32x4.extract_lane(v, 3);
  const ab = a < b ? b : a, cd = c < d ? d : c;
  return ab < cd ? cd : ab;
}

/** Lane 0 in all four lanes. */
// @ts-ignore: decorator
@inline
export function lane0(v: v128): v128 {
  return i32x4.shuffle(v, v, 0, 0, 0, 0);
}

// @ts-ignore: decorator
@inline
export function lane1(v: v128): v128 {
  return i32x4.shuffle(v, v, 1, 1, 1, 1);
}

// @ts-ignore: decorator
@inline
export function lane2(v: v128): v128 {
  return i32x4.shuffle(v, v, 2, 2, 2, 2);
}

// @ts-ignore: decorator
@inline
export function lane3(v: v128): v128 {
  return i32x4.shuffle(v, v, 3, 3, 3, 3);
}

/** a b + c, rounded twice: the fused form differs between machines. */
// @ts-ignore: decorator
@inline
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * a with the first lane of b.
 *
 * Two neighbouring vectors that exchange their first lanes when they are loaded,
 * and back before they are stored, are what V8's revectoriser can begin and end
 * with when it makes operations on eight lanes out of pairs on four
 * (learn/wasm/tile_source.ts says why; lanes do not mix, so no bit changes). It
 * also needs a sum of both as integers that it takes for useful.
 */
// @ts-ignore: decorator
@inline
export function exchanged(a: v128, b: v128): v128 {
  return f32x4.replace_lane(a, 0, f32x4.extract_lane(b, 0));
}

/** The sum of `count` floats. */
export function sum(at: usize, count: usize): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  const end = at + (count << 2), blocks = at + ((count & ~15) << 2);
  for (; at < blocks; at += 64) {
    s0 = f32x4.add(s0, v128.load(at));
    s1 = f32x4.add(s1, v128.load(at, 16));
    s2 = f32x4.add(s2, v128.load(at, 32));
    s3 = f32x4.add(s3, v128.load(at, 48));
  }
  for (; at + 16 <= end; at += 16) s0 = f32x4.add(s0, v128.load(at));
  if (at < end) s1 = f32x4.add(s1, loadPart(at, (end - at) >> 2, 0));
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/** The sum of `count` products. */
export function dot(a: usize, b: usize, count: usize): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  const end = a + (count << 2), blocks = a + ((count & ~15) << 2);
  for (; a < blocks; a += 64, b += 64) {
    s0 = mulAdd(v128.load(a), v128.load(b), s0);
    s1 = mulAdd(v128.load(a, 16), v128.load(b, 16), s1);
    s2 = mulAdd(v128.load(a, 32), v128.load(b, 32), s2);
    s3 = mulAdd(v128.load(a, 48), v128.load(b, 48), s3);
  }
  for (; a + 16 <= end; a += 16, b += 16) {
    s0 = mulAdd(v128.load(a), v128.load(b), s0);
  }
  if (a < end) {
    const rest = (end - a) >> 2;
    s1 = mulAdd(loadPart(a, rest, 0), loadPart(b, rest, 0), s1);
  }
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/**
 * The largest of `count` floats; -Infinity for none. A NaN may be passed over:
 * what is computed from the same floats afterwards is NaN anyway.
 */
export function largest(at: usize, count: usize): f32 {
  let t0 = f32x4.splat(-Infinity), t1 = t0;
  const end = at + (count << 2);
  for (; at + 32 <= end; at += 32) {
    t0 = f32x4.pmax(t0, v128.load(at));
    t1 = f32x4.pmax(t1, v128.load(at, 16));
  }
  if (at + 16 <= end) {
    t0 = f32x4.pmax(t0, v128.load(at));
    at += 16;
  }
  if (at < end) {
    t1 = f32x4.pmax(t1, loadPart(at, (end - at) >> 2, -Infinity));
  }
  return maxLanes(f32x4.pmax(t0, t1));
}

/**
 * Transposes four rows of four floats, `stride` bytes apart, to rows that are
 * `across` bytes apart.
 */
// @ts-ignore: decorator
@inline
export function transpose4(
  from: usize,
  stride: usize,
  to: usize,
  across: usize,
): void {
  const b = from + stride, c = from + 2 * stride, d = from + 3 * stride;
  transposeRows(from, b, c, d, to, across);
}

/** Transposes four rows of four floats to rows that are `across` bytes apart. */
// @ts-ignore: decorator
@inline
export function transposeRows(
  row0: usize,
  row1: usize,
  row2: usize,
  row3: usize,
  to: usize,
  across: usize,
): void {
  const a = v128.load(row0), b = v128.load(row1);
  const c = v128.load(row2), d = v128.load(row3);
  const ab = lower(a, b), cd = lower(c, d);
  v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(to + across, i64x2.shuffle(ab, cd, 1, 3));
  const ab2 = upper(a, b), cd2 = upper(c, d);
  v128.store(to + 2 * across, i64x2.shuffle(ab2, cd2, 0, 2));
  v128.store(to + 3 * across, i64x2.shuffle(ab2, cd2, 1, 3));
}

/** The largest lane of each of four vectors. */
// @ts-ignore: decorator
@inline
export function largestOf4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.pmax(lower(a, b), upper(a, b));
  const cd = f32x4.pmax(lower(c, d), upper(c, d));
  return f32x4.pmax(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** The sum of the lanes of each of four vectors. */
// @ts-ignore: decorator
@inline
export function sumOf4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(lower(a, b), upper(a, b));
  const cd = f32x4.add(lower(c, d), upper(c, d));
  return f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** The lower halves, interleaved. */
// @ts-ignore: decorator
@inline
function lower(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 0, 4, 1, 5);
}

/** The upper halves, interleaved. */
// @ts-ignore: decorator
@inline
function upper(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 2, 6, 3, 7);
}
