/**
 * Functions that WGSL lacks, or has with too large an error.
 *
 * @module
 */

/**
 * `normal(x)` is (Phi(x), phi(x)): the normal distribution and its density.
 *
 * Phi's smaller tail is the rational approximation 7.1.26 of Abramowitz and
 * Stegun for erfc(|x| / sqrt 2) / 2, whose error is below 7.5e-8, and which has
 * the density's exponential in it. Beyond |x| = 14 the tail is zero in float32,
 * so x is clamped there, which keeps the square finite.
 */
export const normal = `
fn normal(x: f32) -> vec2<f32> {
  let z: f32 = min(abs(x), 14.0);
  let e: f32 = exp(-0.5 * z * z);
  let t: f32 = 1.0 / (1.0 + 0.231641888 * z);
  let series: f32 = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 +
    t * (-1.453152027 + t * 1.061405429))));
  let tail: f32 = 0.5 * series * e;
  return vec2<f32>(select(tail, 1.0 - tail, x > 0.0), 0.3989422804 * e);
}`;

/**
 * `log_sigmoid(x)` is min(x, 0) - log(1 + e^-|x|). WGSL's log may be off by
 * 2^-21 near 1, which is more than the whole value for large x, so log(1 + w)
 * for w in [0, 1] is 2 artanh(w / (2 + w)) by its series, in s^2 <= 1/9: what
 * is cut off is below 1e-9 of the value.
 *
 * `sigmoid(x)` never takes e to a positive power.
 */
export const logSigmoid = `
fn log_sigmoid(x: f32) -> f32 {
  let w: f32 = exp(-abs(x));
  let s: f32 = w / (2.0 + w);
  let q: f32 = s * s;
  let series: f32 = 1.0 + q * (0.333333333 + q * (0.2 + q * (0.142857143 +
    q * (0.111111111 + q * (0.0909090909 + q * (0.0769230769 +
    q * (0.0666666667 + q * 0.0588235294)))))));
  return min(x, 0.0) - 2.0 * s * series;
}
fn sigmoid(x: f32) -> f32 {
  let w: f32 = exp(-abs(x));
  return select(w, 1.0, x > 0.0) / (1.0 + w);
}`;

/**
 * `draw(position, sequence, seed0, seed1)` is the first word of Philox4x32-10
 * as a number in [0, 1) with 24 bits (Salmon et al., SC 2011). WGSL has no
 * 64-bit product, so `high` puts its upper half together from 16-bit limbs.
 */
export const philox = `
fn high(a: u32, b: u32) -> u32 {
  let low: u32 = (a & 0xffffu) * (b & 0xffffu);
  let middle: u32 = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let other: u32 = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (other >> 16u);
}
fn draw(position: u32, sequence: u32, seed0: u32, seed1: u32) -> f32 {
  var c: vec4<u32> = vec4<u32>(position, sequence, 0u, 0u);
  var key: vec2<u32> = vec2<u32>(seed0, seed1);
  for (var round: u32 = 0u; round < 10u; round++) {
    c = vec4<u32>(
      high(0xcd9e8d57u, c.z) ^ c.y ^ key.x,
      0xcd9e8d57u * c.z,
      high(0xd2511f53u, c.x) ^ c.w ^ key.y,
      0xd2511f53u * c.x,
    );
    key += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return f32(c.x >> 8u) / 16777216.0;
}`;
