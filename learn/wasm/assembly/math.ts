/**
 * exp, log and the normal distribution, out of additions, multiplications,
 * divisions and square roots alone: IEEE 754 says what those give to the last
 * bit, so every machine computes the same bytes.
 */

import {
  densityAtZero,
  expTerm,
  highest,
  ln2High,
  ln2Low,
  lowest,
  minusHalf,
  one,
  perLn2,
  rounder,
  tailScale,
  tailTerm,
} from "./constants";
import { mulAdd } from "./vector";

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
  return expBelow(f32x4.pmin(x, highest()));
}

/** e^x for x <= 89. */
// @ts-ignore: decorator
@inline
export function expBelow(x: v128): v128 {
  // pmax(a, b) is b where a < b, else a: one instruction, and it keeps NaN.
  x = f32x4.pmax(x, lowest());
  const bits = mulAdd(x, perLn2(), rounder());
  const n = f32x4.sub(bits, rounder());
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, ln2High())),
    f32x4.mul(n, ln2Low()),
  );
  let p = expTerm(0);
  p = mulAdd(p, r, expTerm(1));
  p = mulAdd(p, r, expTerm(2));
  p = mulAdd(p, r, expTerm(3));
  p = mulAdd(p, r, expTerm(4));
  p = mulAdd(f32x4.mul(p, r), r, r);
  p = f32x4.add(p, one());
  // The low bits are n + 254: n to share out, and the bias of two exponents.
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
  let p: f64 = 1.0 / 21;
  p = p * q + 1.0 / 19;
  p = p * q + 1.0 / 17;
  p = p * q + 1.0 / 15;
  p = p * q + 1.0 / 13;
  p = p * q + 1.0 / 11;
  p = p * q + 1.0 / 9;
  p = p * q + 1.0 / 7;
  p = p * q + 1.0 / 5;
  p = (p * q + 1.0 / 3) * q;
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
  const s = f32x4.div(one(), mulAdd(f32x4.abs(x), tailScale(), one()));
  let p = tailTerm(0);
  p = mulAdd(p, s, tailTerm(1));
  p = mulAdd(p, s, tailTerm(2));
  p = mulAdd(p, s, tailTerm(3));
  p = mulAdd(p, s, tailTerm(4));
  p = mulAdd(p, s, tailTerm(5));
  p = mulAdd(p, s, tailTerm(6));
  p = mulAdd(p, s, tailTerm(7));
  p = mulAdd(p, s, tailTerm(8));
  return f32x4.mul(f32x4.mul(p, s), gauss);
}

/** e^(-x^2 / 2). */
// @ts-ignore: decorator
@inline
export function gaussian(x: v128): v128 {
  return expBelow(f32x4.mul(f32x4.mul(x, x), minusHalf()));
}

/** The normal distribution function, given e^(-x^2 / 2). */
// @ts-ignore: decorator
@inline
export function normal(x: v128, gauss: v128): v128 {
  const tail = normalTail(x, gauss);
  const negative = f32x4.lt(x, f32x4.splat(0));
  return v128.bitselect(tail, f32x4.sub(one(), tail), negative);
}

/** x Phi(x). */
// @ts-ignore: decorator
@inline
export function geluOf(x: v128): v128 {
  return f32x4.mul(x, normal(x, gaussian(x)));
}

/** The derivative of {@linkcode geluOf}: Phi(x) + x phi(x). */
// @ts-ignore: decorator
@inline
export function geluSlopeOf(x: v128): v128 {
  const gauss = gaussian(x);
  const density = f32x4.mul(gauss, densityAtZero());
  return mulAdd(x, density, normal(x, gauss));
}
