/**
 * What a page that stands alone carries, since it has no server to ask.
 *
 * @module
 */

import type { Graph } from "./graph.ts";
import type { Preview } from "./preview.ts";
import type { StageDetail } from "./record.ts";

/** What a page that stands alone carries. */
export interface Embedded {
  readonly version: 1;
  readonly graph: Graph;
  readonly details: Readonly<Record<string, StageDetail>>;
  /** By {@linkcode previewId}. What is not there was left out for its size. */
  readonly previews: Readonly<Record<string, Preview>>;
}

/** How a page that stands alone names a preview. */
export function previewId(digest: string, path?: string): string {
  return path === undefined ? digest : `${digest}/${path}`;
}
