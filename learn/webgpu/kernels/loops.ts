/**
 * Loops over memory, in WGSL.
 *
 * @module
 */

import { unroll } from "../shader.ts";

/**
 * A loop from `begin` to before `end`, four times around at once, so that as
 * many loads are under way. The order is that of the plain loop.
 */
export const byFour = (
  variable: string,
  begin: string,
  end: string,
  body: string,
): string =>
  `    var ${variable}_at: u32 = ${begin};
    for (; ${variable}_at + 3u < ${end}; ${variable}_at += 4u) {
${
    unroll(4, (k) =>
      `      {
        let ${variable}: u32 = ${variable}_at + ${k}u;
${body}
      }`)
  }
    }
    for (; ${variable}_at < ${end}; ${variable}_at++) {
      let ${variable}: u32 = ${variable}_at;
${body}
    }`;
