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
  return v128.load_splat<f32>(table + (number << 4));
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
  put(0.5);
  put(-88.02);
  put(12583039);
  // (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2, from the highest power on.
  put(0.0013814467238262296);
  put(0.008368780836462975);
  put(0.04166839271783829);
  put(0.1666651964187622);
  put(0.4999999403953552);
  // (e^r - 1) / r on the same interval, likewise.
  put(0.008290272206068039);
  put(0.04189816117286682);
  put(0.1666763871908188);
  put(0.4999914765357971);
  put(0.9999997019767761);
  // Phi(x) - 1/2 is x P(x^2) / Q(x^2): the end of x, P, and Q without its 1.
  put(5.499945163726807);
  put(2.2749281569645063e-8);
  put(6.352135187626118e-6);
  put(0.0001688276679487899);
  put(0.004677272867411375);
  put(0.03385283797979355);
  put(0.398942232131958);
  put(1.1975027973676333e-6);
  put(7.364815974142402e-5);
  put(0.0018844561418518424);
  put(0.02864598110318184);
  put(0.25152239203453064);
  // Phi(x) + x phi(x) - 1/2, likewise.
  put(5.698688983917236);
  put(1.9279052310139377e-7);
  put(3.594562076614238e-5);
  put(1.931923907250166e-5);
  put(0.014229528605937958);
  put(-0.03099200688302517);
  put(0.7978853583335876);
  put(8.947998139774427e-6);
  put(0.00019203982083126903);
  put(0.003522967454046011);
  put(0.04098089411854744);
  put(0.29449883103370667);
  // (log(1 + f) - f + f^2 / 2) / f^3 on sqrt(1/2) <= 1 + f <= sqrt(2).
  put(0.08700425922870636);
  put(-0.1426747590303421);
  put(0.14914767444133759);
  put(-0.165775865316391);
  put(0.19963063299655914);
  put(-0.2500133812427521);
  put(0.3333390951156616);
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

/** Where four ones lie in memory. */
export const onesAt: usize = table + (6 << 4);

// @ts-ignore: decorator
@inline
export function half(): v128 {
  return at(7);
}

/** -127 ln 2, about: where 2^n has run out of normal numbers. */
// @ts-ignore: decorator
@inline
export function lowestNormal(): v128 {
  return at(8);
}

/** 1.5 2^23 + 127. */
// @ts-ignore: decorator
@inline
export function normalRounder(): v128 {
  return at(9);
}

/** Coefficient of e^r's polynomial, from the highest power on. */
// @ts-ignore: decorator
@inline
export function expTerm(i: usize): v128 {
  return at(10 + i);
}

/** Coefficient of e^r's shorter polynomial, likewise. */
// @ts-ignore: decorator
@inline
export function shortExpTerm(i: usize): v128 {
  return at(15 + i);
}

/** Where the normal distribution's numbers begin, and its and GELU's slope's. */
export const normalTerms: usize = 20;
export const slopeTerms: usize = 32;

/** One of those numbers. */
// @ts-ignore: decorator
@inline
export function ratioTerm(i: usize): v128 {
  return at(i);
}

/** Coefficient of the logarithm's polynomial, from the highest power on. */
// @ts-ignore: decorator
@inline
export function logTerm(i: usize): v128 {
  return at(44 + i);
}
