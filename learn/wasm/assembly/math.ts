/**
 * exp, log and GELU, out of additions, multiplications, divisions and square
 * roots alone: IEEE 754 says what those give to the last
 * bit, so every machine computes the same bytes.
 */

import {
  expTerm,
  half,
  highest,
  ln2High,
  ln2Low,
  logTerm,
  lowest,
  lowestNormal,
  normalRounder,
  normalTerms,
  one,
  perLn2,
  ratioTerm,
  rounder,
  shortExpTerm,
  slopeTerms,
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
  const firstPart = i32x4.shr_u(bits, 1);
  const first = i32x4.shl(firstPart, 23);
  const second = i32x4.shl(i32x4.sub(bits, firstPart), 23);
  return f32x4.mul(f32x4.mul(p, first), second);
}

/**
 * e^x for x <= 88, within two units in the last place; below -87.68, where the
 * result would be subnormal, it is 0. Weights of a softmax are such numbers:
 * this is {@linkcode exp} without what they do not need.
 */
// @ts-ignore: decorator
@inline
export function expNormal(x: v128): v128 {
  x = f32x4.pmax(x, lowestNormal());
  const bits = mulAdd(x, perLn2(), normalRounder());
  const n = f32x4.sub(bits, normalRounder());
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(n, ln2High())),
    f32x4.mul(n, ln2Low()),
  );
  let p = shortExpTerm(0);
  p = mulAdd(p, r, shortExpTerm(1));
  p = mulAdd(p, r, shortExpTerm(2));
  p = mulAdd(p, r, shortExpTerm(3));
  p = mulAdd(p, r, shortExpTerm(4));
  p = mulAdd(p, r, one());
  // The low bits are the exponent of 2^n; that of 2^-127 makes it 0.
  return f32x4.mul(p, i32x4.shl(bits, 23));
}

/**
 * log x in four lanes, for finite normal x > 0, within one unit in the last
 * place: with x = 2^e m, sqrt(1/2) <= m < sqrt(2) and f = m - 1, by a
 * polynomial for log(1 + f) - f + f^2 / 2, the terms added up from small to
 * large.
 */
// @ts-ignore: decorator
@inline
export function logOf(x: v128): v128 {
  // The bits of sqrt(1/2), taken off, leave e above the bits of m.
  const e = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const n = f32x4.convert_i32x4_s(e);
  const f = f32x4.sub(i32x4.sub(x, i32x4.shl(e, 23)), one());
  let p = logTerm(0);
  p = mulAdd(p, f, logTerm(1));
  p = mulAdd(p, f, logTerm(2));
  p = mulAdd(p, f, logTerm(3));
  p = mulAdd(p, f, logTerm(4));
  p = mulAdd(p, f, logTerm(5));
  p = mulAdd(p, f, logTerm(6));
  const square = f32x4.mul(f, f);
  let r = mulAdd(f32x4.mul(p, f), square, f32x4.mul(n, ln2Low()));
  r = f32x4.sub(r, f32x4.mul(square, half()));
  return mulAdd(n, ln2High(), f32x4.add(r, f));
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
 * x P(x^2) / Q(x^2), with the numbers that begin at `terms`. Beyond the end of
 * x, which comes first among them, it is 1/2 to the bit, with x's sign.
 */
// @ts-ignore: decorator
@inline
function ratio(x: v128, terms: usize): v128 {
  const end = ratioTerm(terms);
  x = f32x4.pmax(f32x4.pmin(x, end), f32x4.neg(end));
  const t = f32x4.mul(x, x);
  let p = ratioTerm(terms + 1);
  p = mulAdd(p, t, ratioTerm(terms + 2));
  p = mulAdd(p, t, ratioTerm(terms + 3));
  p = mulAdd(p, t, ratioTerm(terms + 4));
  p = mulAdd(p, t, ratioTerm(terms + 5));
  p = mulAdd(p, t, ratioTerm(terms + 6));
  let q = ratioTerm(terms + 7);
  q = mulAdd(q, t, ratioTerm(terms + 8));
  q = mulAdd(q, t, ratioTerm(terms + 9));
  q = mulAdd(q, t, ratioTerm(terms + 10));
  q = mulAdd(q, t, ratioTerm(terms + 11));
  q = mulAdd(q, t, one());
  return f32x4.div(f32x4.mul(x, p), q);
}

/** x Phi(x), where Phi, the normal distribution, is within 2.2e-7. */
// @ts-ignore: decorator
@inline
export function geluOf(x: v128): v128 {
  return f32x4.mul(x, f32x4.add(ratio(x, normalTerms), half()));
}

/** The derivative of {@linkcode geluOf}, Phi(x) + x phi(x), within 3.7e-7. */
// @ts-ignore: decorator
@inline
export function geluSlopeOf(x: v128): v128 {
  return f32x4.add(ratio(x, slopeTerms), half());
}
