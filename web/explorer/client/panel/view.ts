/**
 * What the shell and the panel agree on: where data come from, and what a view
 * is that the shell puts into the page.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type {
  Comparison,
  Graph,
  Preview,
  PreviewRequest,
  RecordDetail,
  StageDetail,
} from "../../api.ts";

/** Where the views get their data: what they need of `client/source.ts`. */
export interface PanelSource {
  /** A page that carries its data itself cannot be asked for more of a table. */
  readonly type?: "served" | "embedded";
  stage(name: string): Promise<StageDetail>;
  record(key: string, n: number): Promise<RecordDetail>;
  preview(request: PreviewRequest): Promise<Preview>;
  /** Both as `KEY/N`. */
  compare(a: string, b: string): Promise<Comparison>;
  /**
   * The address from which a file can be downloaded; null or absent where
   * nothing can, as in a page that stands alone.
   */
  file?(digest: string, path?: string): string | null;
}

/** What a view is made in. Views lead elsewhere by links to `#/...` alone. */
export interface Host {
  readonly source: PanelSource;
  /** As it is now. */
  graph(): Graph;
}

/** A part of the page that the shell puts in, and takes out again. */
export interface View {
  readonly element: HTMLElement;
  /** Shows what has changed in the graph while a run goes on. */
  update(): void;
  /** Drops what is still asked for. */
  close(): void;
}
