/**
 * Top-k and top-p in WGSL, without sorting: logits become integers of the same
 * order, and the lowest one to keep is found bit by bit. 32 passes over the row
 * measure what lies above a border, each token counting 1 or its weight.
 *
 * @module
 */

/**
 * Declares
 *
 * - `keeps(v, x, limit)`: whether token v with logit x is a candidate that is
 *   above a border, (its key, the last id of those with that key);
 * - `limit_of(start, top, local)`: the border that top-k and top-p draw in the
 *   row that begins at `start`. Every invocation of the workgroup has to call
 *   it.
 *
 * The sampler declares `weight`, `parts`, `ids` and `none`.
 */
export const truncation = (width: number): string => `
var<workgroup> truncates: u32;
// Zeros of both signs are equal.
fn key_of(x: f32) -> u32 {
  let bits: u32 = bitcast<u32>(x);
  let own: u32 = select(bits, 0u, bits == 0x80000000u);
  return select(own | 0x80000000u, ~own, own >= 0x80000000u);
}
fn logit_of(key: u32) -> f32 {
  return bitcast<f32>(select(~key, key & 0x7fffffffu, key >= 0x80000000u));
}
fn keeps(v: u32, x: f32, limit: vec2<u32>) -> bool {
  let key: u32 = key_of(x);
  return v != p.pad && (key > limit.x || (key == limit.x && v <= limit.y));
}
// How many of the kept have that key at least, or the sum of their weights.
fn measured(
  start: u32,
  top: f32,
  weighted: bool,
  limit: vec2<u32>,
  key: u32,
  local: u32,
) -> f32 {
  var sum: f32 = 0.0;
  for (var v: u32 = local; v < p.vocabulary; v += ${width}u) {
    let x: f32 = logits[start + v];
    if (keeps(v, x, limit) && key_of(x) >= key) {
      sum += select(1.0, weight(x, top), weighted);
    }
  }
  workgroupBarrier();
  parts[local] = sum;
  workgroupBarrier();
  for (var stride: u32 = ${width / 2}u; stride > 0u; stride /= 2u) {
    if (local < stride) {
      parts[local] += parts[local + stride];
    }
    workgroupBarrier();
  }
  return parts[0];
}
// The border of the best of the kept that measure the goal.
fn border(
  start: u32,
  top: f32,
  weighted: bool,
  limit: vec2<u32>,
  goal: f32,
  local: u32,
) -> vec2<u32> {
  var key: u32 = 0u;
  for (var i: u32 = 0u; i < 32u; i++) {
    let next: u32 = key | (0x80000000u >> i);
    if (measured(start, top, weighted, limit, next, local) >= goal) {
      key = next;
    }
  }
  // How many of the tokens with just this key are needed. They weigh the same.
  let above: f32 = measured(start, top, weighted, limit, key + 1u, local);
  let each: f32 = select(1.0, weight(logit_of(key), top), weighted);
  let needed: u32 = u32(clamp(ceil((goal - above) / each), 1.0, 1e9));
  // The last of them: of consecutive ids, each invocation counts a piece.
  let piece: u32 = (p.vocabulary + ${width - 1}u) / ${width}u;
  let begin: u32 = min(local * piece, p.vocabulary);
  let end: u32 = min(begin + piece, p.vocabulary);
  var count: u32 = 0u;
  for (var v: u32 = begin; v < end; v++) {
    let x: f32 = logits[start + v];
    if (key_of(x) == key && keeps(v, x, limit)) {
      count += 1u;
    }
  }
  ids[local] = count;
  workgroupBarrier();
  var before: u32 = 0u;
  for (var j: u32 = 0u; j < local; j++) {
    before += ids[j];
  }
  workgroupBarrier();
  // Only one invocation finds it. Where rounding asks for more than there are,
  // none does, and all are kept.
  ids[local] = none;
  if (before < needed && needed <= before + count) {
    for (var v: u32 = begin; v < end; v++) {
      let x: f32 = logits[start + v];
      if (key_of(x) == key && keeps(v, x, limit)) {
        before += 1u;
        if (before == needed) {
          ids[local] = v;
        }
      }
    }
  }
  workgroupBarrier();
  var last: u32 = none;
  for (var j: u32 = 0u; j < ${width}u; j++) {
    last = min(last, ids[j]);
  }
  workgroupBarrier();
  return vec2<u32>(key, last);
}
fn limit_of(start: u32, top: f32, local: u32) -> vec2<u32> {
  // Every invocation has to come to each barrier, so what to do is agreed on.
  if (local == 0u) {
    let candidates: u32 = p.vocabulary - select(0u, 1u, p.pad < p.vocabulary);
    let warm: bool = setting[0] > 0.0;
    truncates = select(0u, 1u, warm && seed[2] < candidates) +
      select(0u, 2u, warm && setting[1] < 1.0);
  }
  let what: u32 = workgroupUniformLoad(&truncates);
  var limit: vec2<u32> = vec2<u32>(0u, none);
  if ((what & 1u) != 0u) {
    limit = border(start, top, false, limit, f32(seed[2]), local);
  }
  if ((what & 2u) != 0u) {
    let mass: f32 = measured(start, top, true, limit, 0u, local);
    limit = border(start, top, true, limit, max(setting[1] * mass, 1e-30), local);
  }
  return limit;
}`;
