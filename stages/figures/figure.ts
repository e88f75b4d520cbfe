/**
 * What a figure is: panels of finished SVG, a legend and the numbers behind.
 *
 * Panels are drawn small enough for a phone, and laid out by whoever shows
 * them: the page in a grid that follows the window, the file in columns.
 *
 * @module
 */

import type { Style } from "./palette.ts";

/** One chart, drawn at a fixed size. */
export interface Panel {
  /** What the panel shows, for the reader of a screen reader too. */
  readonly title: string;
  /** Size in pixels. */
  readonly width: number;
  readonly height: number;
  /** SVG elements. */
  readonly body: string;
}

/** One entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly style: Style;
  /** What the series is drawn with. */
  readonly mark: "line" | "fill" | "point";
}

/** A figure. */
export interface Figure {
  /** File name without its extension, and the page's anchor. */
  readonly name: string;
  readonly title: string;
  /** What to see in it and how to read it. */
  readonly caption: string;
  readonly panels: readonly Panel[];
  /** How many panels stand side by side in the file. */
  readonly columns: number;
  readonly legend: readonly LegendEntry[];
  /** The numbers behind the figure. */
  readonly data: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}
