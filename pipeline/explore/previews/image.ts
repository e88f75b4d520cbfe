/**
 * Figures. They are given as data URLs, which a page shows by `img` alone: a
 * script in an SVG does not run there.
 *
 * @module
 */

import { encodeBase64 } from "../base64.ts";
import type { Preview } from "../../../web/explorer/api.ts";
import type { Content } from "./content.ts";

/** Bytes of a figure that is shown. */
const largest = 8 * 2 ** 20;

/** The types of figures that are shown. */
export const imageTypes: readonly string[] = [
  "image/svg+xml",
  "image/png",
  "image/jpeg",
];

/** How each begins, but for SVG, which is a text. */
const signatures: Readonly<Record<string, readonly number[]>> = {
  "image/png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  "image/jpeg": [0xff, 0xd8, 0xff],
};

/** A figure. */
export function imagePreview({ path, bytes, mediaType }: Content): Preview {
  if (bytes > largest) {
    return { type: "none", why: "The figure is too large to be shown here" };
  }
  const data = Deno.readFileSync(path);
  const signature = signatures[mediaType] ?? [];
  if (signature.some((byte, i) => data[i] !== byte)) {
    return { type: "none", why: `Its bytes are not those of ${mediaType}` };
  }
  const url = `data:${mediaType};base64,${encodeBase64(data)}`;
  return { type: "image", mediaType, url };
}
