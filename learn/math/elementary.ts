/**
 * exp, log, sin and cos in float64 from additions and multiplications alone.
 * ECMAScript leaves the accuracy of `Math.exp` and its like to the engine, so
 * nothing that reaches an artifact may use them; these give the same bits
 * wherever IEEE 754 holds. Errors are below 2 units in the last place for exp
 * and log, below 1e-15 absolute for sin and cos up to |x| = 10^5.
 *
 * @module
 */

const ln2High = 6.93147180369123816490e-1;
const ln2Low = 1.90821492927058770002e-10;

/** `e^x`. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const n = Math.round(x * 1.4426950408889634);
  // |r| <= ln 2 / 2, so 14 terms of the series leave less than 2^-60.
  const high = x - n * ln2High, r = high - n * ln2Low;
  let sum = 1;
  for (let i = 14; i > 0; i--) sum = 1 + r / i * sum;
  return scaleByPower(sum, n);
}

/** `x 2^n`, in two steps so that subnormal results are reached. */
function scaleByPower(x: number, n: number): number {
  const half = Math.trunc(n / 2);
  return x * powerOfTwo(half) * powerOfTwo(n - half);
}

const bits = new DataView(new ArrayBuffer(8));

function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** The natural logarithm. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    exponent = -54;
  }
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  exponent += (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    exponent++;
  }
  // log m = 2 artanh(s), |s| <= 0.1716: 13 odd terms leave less than 2^-60.
  const s = (m - 1) / (m + 1), z = s * s;
  let sum = 0;
  for (let i = 25; i >= 3; i -= 2) sum = z * (1 / i + sum);
  return exponent * ln2High + (2 * s + (2 * s * sum + exponent * ln2Low));
}

// pi / 2 in three parts, so that reducing by small multiples is exact enough.
const piHalf1 = 1.57079632673412561417;
const piHalf2 = 6.07710050630396597660e-11;
const piHalf3 = 2.02226624879595063154e-21;

/** Sine and cosine of x - n pi/2 with |x - n pi/2| <= pi/4, and n mod 4. */
function reduced(
  x: number,
): { sine: number; cosine: number; quadrant: number } {
  const n = Math.round(x * 0.6366197723675814);
  const r = ((x - n * piHalf1) - n * piHalf2) - n * piHalf3;
  const z = -r * r;
  let sine = 1, cosine = 1;
  for (let i = 20; i > 0; i -= 2) {
    sine = 1 + z / (i * (i + 1)) * sine;
    cosine = 1 + z / (i * (i - 1)) * cosine;
  }
  return { sine: r * sine, cosine, quadrant: ((n % 4) + 4) % 4 };
}

/** The sine of x radians, |x| <= 10^5. */
export function sin(x: number): number {
  const { sine, cosine, quadrant } = reduced(x);
  return [sine, cosine, -sine, -cosine][quadrant]!;
}

/** The cosine of x radians, |x| <= 10^5. */
export function cos(x: number): number {
  const { sine, cosine, quadrant } = reduced(x);
  return [cosine, -sine, -cosine, sine][quadrant]!;
}
