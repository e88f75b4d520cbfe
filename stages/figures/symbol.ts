/**
 * The symbols of the charts, drawn for a legend.
 *
 * @module
 */

/** Outlines around the origin, about ten pixels wide. */
const paths: Readonly<Record<string, string>> = {
  circle: "M-4.5,0A4.5,4.5,0,1,0,4.5,0A4.5,4.5,0,1,0,-4.5,0Z",
  square: "M-4,-4H4V4H-4Z",
  "triangle-up": "M0,-4.5L5,4H-5Z",
  "triangle-down": "M0,4.5L-5,-4H5Z",
  "triangle-right": "M4.5,0L-4,-5V5Z",
  "triangle-left": "M-4.5,0L4,-5V5Z",
  diamond: "M0,-5.5L4.5,0L0,5.5L-4.5,0Z",
  cross: "M-1.7,-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z",
};

/** The outline of a symbol by its name in Vega; a circle for an unknown one. */
export function symbolPath(shape: string): string {
  return paths[shape] ?? paths["circle"] as string;
}
