/**
 * exp, log and the normal distribution, out of additions, multiplications,
 * divisions and square roots alone: IEEE 754 says what those give to the last
 * bit, so every machine computes the same bytes.
 *
 * The polynomials' coefficients are minimax fits of our own (Lawson's
 * algorithm), rounded to float32.
 */

import { mulAdd } from "./vector";

/** 1.5 2^23 + 254: adding it rounds to an integer, which the low bits hold. */
const rounder: f32 = 12583166;

/**
 * e^x in four lanes, within about one unit in the last place.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2; e^r by a polynomial; 2^n in two factors,
 * so that the largest floats and the subnormal ones come out right. Below
 * -104 the result is 0, above 88.73 Infinity; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  return expBelow(f32x4.pmin(x, f32x4.splat(89)));
}

/** e^x for x <= 89. */
// @ts-ignore: decorator
@inline
export function expBelow(x: v128): v128 {
  // pmax(a, b) is b where a < b, else a: one instruction, and it keeps NaN.
  x = f32x4.pmax(x, f32x4.splat(-104));
  const bits = mulAdd(x, f32x4.splat(1.44269504), f32x4.splat(rounder));
  const n = f32x4.sub(bits, f32x4.splat(rounder));
  // ln 2 in two parts; n times the first is exact.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(0.0013814467238262296);
  p = mulAdd(p, r, f32x4.splat(0.008368780836462975));
  p = mulAdd(p, r, f32x4.splat(0.04166839271783829));
  p = mulAdd(p, r, f32x4.splat(0.1666651964187622));
  p = mulAdd(p, r, f32x4.splat(0.4999999403953552));
  p = mulAdd(f32x4.mul(p, r), r, r);
  p = f32x4.add(p, f32x4.splat(1));
  // The low bits are n + 254, twice the exponents' bias and n to share out.
  const half = i32x4.shr_u(bits, 1);
  const first = i32x4.shl(half, 23);
  const second = i32x4.shl(i32x4.sub(bits, half), 23);
  return f32x4.mul(f32x4.mul(p, first), second);
}

/**
 * e^x in float64 for x <= 0, within 1e-15 of relative error: the Taylor series
 * on |r| <= ln 2 / 2. Below -700 the result is 0.
 */
export function exp64(x: f64): f64 {
  if (x < -700) return 0;
  const n = nearest<f64>(x * 1.4426950408889634);
  const r = (x - n * 0.693147180369123816) - n * 1.90821492927058770e-10;
  let p: f64 = 1;
  for (let i = 14; i > 0; i--) p = 1 + p * r / <f64>i;
  return p * reinterpret<f64>((<i64>n + 1023) << 52);
}

/**
 * log x in float64 for finite normal x > 0, within 1e-15: with x = 2^e m,
 * sqrt(1/2) <= m < sqrt(2) and s = (m - 1) / (m + 1), log m = 2 artanh s by its
 * series. 0 gives -Infinity; Infinity and NaN stay what they are.
 */
export function log64(x: f64): f64 {
  if (x == 0) return -Infinity;
  if (!(x < Infinity)) return x;
  const bits = reinterpret<i64>(x);
  let e = (bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (m >= 1.4142135623730951) {
    m *= 0.5;
    e++;
  }
  const s = (m - 1) / (m + 1), q = s * s;
  let p: f64 = 0;
  for (let i = 23; i > 1; i -= 2) p = (p + 1 / <f64>i) * q;
  return <f64>e * 1.90821492927058770e-10 + (2 * s * (1 + p)) +
    <f64>e * 0.693147180369123816;
}

/** log(1 + z) in float64 for 0 <= z <= 1, relatively exact near zero. */
export function log1p64(z: f64): f64 {
  const u = 1 + z;
  // What was lost in 1 + z comes back to first order.
  return log64(u) - ((u - 1) - z) / u;
}

/** log(1 / (1 + e^-x)), finite for any finite x. */
export function logSigmoid64(x: f64): f64 {
  return min<f64>(x, 0) - log1p64(exp64(-abs<f64>(x)));
}

/**
 * Phi(-|x|), the tail of the normal distribution, given e^(-x^2 / 2).
 *
 * Phi(-t) e^(t^2 / 2) = s P(s) with s = 1 / (1 + 0.35 t): a fit on 0 <= t <=
 * 14.5, beyond which the exponential is 0 in float32.
 */
// @ts-ignore: decorator
@inline
export function normalTail(x: v128, gauss: v128): v128 {
  const one = f32x4.splat(1);
  const s = f32x4.div(
    one,
    mulAdd(f32x4.abs(x), f32x4.splat(0.35), one),
  );
  let p = f32x4.splat(-0.029157854616642);
  p = mulAdd(p, s, f32x4.splat(0.14403077960014343));
  p = mulAdd(p, s, f32x4.splat(-0.25583875179290771));
  p = mulAdd(p, s, f32x4.splat(0.1593194454908371));
  p = mulAdd(p, s, f32x4.splat(-0.02321220189332962));
  p = mulAdd(p, s, f32x4.splat(0.10555244982242584));
  p = mulAdd(p, s, f32x4.splat(0.11982130259275436));
  p = mulAdd(p, s, f32x4.splat(0.139863520860672));
  p = mulAdd(p, s, f32x4.splat(0.139621302485466));
  return f32x4.mul(f32x4.mul(p, s), gauss);
}

/** e^(-x^2 / 2). */
// @ts-ignore: decorator
@inline
export function gaussian(x: v128): v128 {
  return expBelow(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** The normal distribution function, given e^(-x^2 / 2). */
// @ts-ignore: decorator
@inline
export function normal(x: v128, gauss: v128): v128 {
  const tail = normalTail(x, gauss);
  const negative = f32x4.lt(x, f32x4.splat(0));
  return v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), negative);
}
