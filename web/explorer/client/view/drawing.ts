/// <reference lib="dom" />
/**
 * What the shell and each drawing of the graph agree on.
 *
 * @module
 */

import type { Dag } from "../model/dag.ts";
import type { Tip } from "./tip.ts";

/** What the shell lends to a drawing. */
export interface DrawingContext {
  /** The graph as it is now. */
  dag(): Dag;
  /** Goes to a stage, in this drawing or with its lineage. */
  open(id: number): void;
  readonly tip: Tip;
}

/** What is to be seen. */
export interface Subject {
  readonly selected: number | null;
  /** Whether what was made from the stage is drawn, where there is a choice. */
  readonly down: boolean;
  /** What a search found; null where nothing is searched for. */
  readonly found: ReadonlySet<number> | null;
}

/** A drawing of the graph. */
export interface Drawing {
  readonly element: HTMLElement;
  /** Draws, again where it was drawn already. */
  show(subject: Subject): void;
  /** Shows what a search found, without drawing anew. */
  mark(found: ReadonlySet<number> | null): void;
  /** Stages changed their states; the graph is the same. */
  refresh(ids: ReadonlySet<number>): void;
  /** Puts the focus on a stage, or on what stands first. */
  focus(id: number | null): void;
}
