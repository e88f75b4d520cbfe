/**
 * Which style each method has, the same in every figure and table.
 *
 * @module
 */

import { swatchSvg } from "../figures/file.ts";
import { levelStyle, methodStyle, type Style } from "../figures/palette.ts";
import { type Html, trusted } from "../../web/report/html.ts";
import type { Grid } from "./cells.ts";

/** The style of each method of a grid, by name. */
export function stylesOf(grid: Grid): ReadonlyMap<string, Style> {
  let index = 0;
  return new Map(
    grid.methods.map(({ method, seeing }) => [
      method,
      seeing ? methodStyle(index++) : levelStyle,
    ]),
  );
}

/** What a method looks like in the figures, to stand beside its name. */
export function methodSwatch(
  styles: ReadonlyMap<string, Style>,
  method: string,
): Html {
  const style = styles.get(method) ?? levelStyle;
  return trusted(swatchSvg({ style, mark: "line" }));
}
