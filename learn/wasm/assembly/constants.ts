/**
 * The vector functions' constants, in memory. A literal vector in a loop costs
 * the engine several instructions each time around; a load costs one.
 *
 * The polynomials' coefficients are minimax fits of our own (Lawson's
 * algorithm), rounded to float32.
 */

const table: usize = 1024;
let filled: usize = table;

/** Puts a constant into all lanes of the table's next vector. */
function put(value: f32): void {
  v128.store(filled, f32x4.splat(value));
  filled += 16;
}

/** Loads the constant with that number. */
// @ts-ignore: decorator
@inline
function at(number: usize): v128 {
  return v128.load(table + (number << 4));
}

/** Writes the table: once, before any kernel runs. */
export function fillConstants(): void {
  put(89);
  put(-104);
  put(1.44269504);
  put(12583166);
  put(0.693359375);
  put(-2.12194440e-4);
  put(1);
  put(-0.5);
  put(0.35);
  put(0.3989422804014327);
  // (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2, from the highest power on.
  put(0.0013814467238262296);
  put(0.008368780836462975);
  put(0.04166839271783829);
  put(0.1666651964187622);
  put(0.4999999403953552);
  // Phi(-t) e^(t^2 / 2) / s with s = 1 / (1 + 0.35 t), likewise.
  put(-0.029157854616642);
  put(0.14403077960014343);
  put(-0.25583875179290771);
  put(0.1593194454908371);
  put(-0.02321220189332962);
  put(0.10555244982242584);
  put(0.11982130259275436);
  put(0.139863520860672);
  put(0.139621302485466);
}

/** Above this, e^x is Infinity. */
// @ts-ignore: decorator
@inline
export function highest(): v128 {
  return at(0);
}

/** Below this, e^x is 0. */
// @ts-ignore: decorator
@inline
export function lowest(): v128 {
  return at(1);
}

/** 1 / ln 2. */
// @ts-ignore: decorator
@inline
export function perLn2(): v128 {
  return at(2);
}

/** 1.5 2^23 + 254: adding it rounds to an integer, which the low bits hold. */
// @ts-ignore: decorator
@inline
export function rounder(): v128 {
  return at(3);
}

/** ln 2 to 9 bits: small integers times it are exact. */
// @ts-ignore: decorator
@inline
export function ln2High(): v128 {
  return at(4);
}

/** The rest of ln 2. */
// @ts-ignore: decorator
@inline
export function ln2Low(): v128 {
  return at(5);
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return at(6);
}

// @ts-ignore: decorator
@inline
export function minusHalf(): v128 {
  return at(7);
}

/** The scale of s in the tail's polynomial. */
// @ts-ignore: decorator
@inline
export function tailScale(): v128 {
  return at(8);
}

/** 1 / sqrt(2 pi). */
// @ts-ignore: decorator
@inline
export function densityAtZero(): v128 {
  return at(9);
}

/** Coefficient of e^r's polynomial, from the highest power on. */
// @ts-ignore: decorator
@inline
export function expTerm(i: usize): v128 {
  return at(10 + i);
}

/** Coefficient of the tail's polynomial, from the highest power on. */
// @ts-ignore: decorator
@inline
export function tailTerm(i: usize): v128 {
  return at(15 + i);
}
