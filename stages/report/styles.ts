/**
 * Which style each arm has, the same in every figure and table: the method
 * gives the colour, the setting the shape and the dash.
 *
 * @module
 */

import { type Html, trusted } from "../../web/html.ts";
import { swatchSvg } from "../figures/file.ts";
import { armStyle, levelStyle, type Style } from "../figures/palette.ts";
import type { Cell } from "../results_file.ts";
import { base, familyOf } from "./names.ts";

/** Methods whose colours do not depend on what else was run. */
const known = ["sft", "rft", "irft", "spin", "interpolation", "expo"] as const;

/** The style of each arm, by name. */
export type Styles = ReadonlyMap<string, Style>;

/** The styles of all arms of the cells. */
export function stylesOf(cells: readonly Cell[]): Styles {
  const arms = [
    ...new Set(cells.flatMap((cell) => cell.arms.map(({ method }) => method))),
  ];
  const families: string[] = [...known];
  const settings = new Map<string, number>();
  const styles = new Map<string, Style>();
  for (const arm of arms) {
    const family = familyOf(arm);
    if (family === base) {
      styles.set(arm, levelStyle);
      continue;
    }
    if (!families.includes(family)) families.push(family);
    const setting = settings.get(family) ?? 0;
    settings.set(family, setting + 1);
    styles.set(arm, armStyle(families.indexOf(family), setting));
  }
  return styles;
}

/** The style of an arm; of one that is unknown, that of the base. */
export function styleOf(styles: Styles, arm: string): Style {
  return styles.get(arm) ?? levelStyle;
}

/** What an arm looks like in the figures, to stand beside its name. */
export function swatchOf(styles: Styles, arm: string): Html {
  return trusted(swatchSvg({ style: styleOf(styles, arm), mark: "line" }));
}
