/**
 * Tables of rotary positions (Su et al., arXiv 2104.09864, equation 15),
 * computed in float64 without the engine's own functions, so that they are the
 * same everywhere. WGSL's sine would be wrong in the fourth digit.
 *
 * @module
 */

import { cos, exp, log, sin } from "../math/elementary.ts";

/** Cosines and sines, [positions, half] each. */
export function rotaryTables(
  positions: number,
  half: number,
  base: number,
): { cos: Float32Array; sin: Float32Array } {
  const cosines = new Float32Array(positions * half);
  const sines = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = exp(-i / half * log(base));
    for (let p = 0; p < positions; p++) {
      cosines[p * half + i] = cos(p * frequency);
      sines[p * half + i] = sin(p * frequency);
    }
  }
  return { cos: cosines, sin: sines };
}
