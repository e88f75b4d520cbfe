/// <reference lib="dom" />
/**
 * The parts of the page, each made once and put into its place.
 *
 * @module
 */

import type { Place } from "../../api.ts";
import { liveRegion } from "../announce.ts";
import type { Page } from "../model/page.ts";
import type { Location, View } from "../place.ts";
import type { Source } from "../source.ts";
import { type Beside, besideGraph } from "./beside.ts";
import type { Drawing } from "./drawing.ts";
import { makeDrawings } from "./drawings.ts";
import { type Frame, frame } from "./frame.ts";
import { type Header, header } from "./header.ts";
import { keepFocus } from "./keep_focus.ts";
import { keysDialog } from "./keys.ts";
import { type Legend, legend } from "./legend.ts";
import { type ProblemView, problemView } from "./problem.ts";
import { type SearchField, searchField } from "./search_field.ts";
import { tip } from "./tip.ts";
import { type Tree, tree } from "./tree.ts";

/** What the page consists of. */
export interface Parts {
  readonly head: Header;
  readonly field: SearchField;
  readonly list: Tree;
  readonly drawings: Readonly<Record<View, Drawing>>;
  /** Shows whether what was made from a stage is drawn with its lineage. */
  readonly setDown: (is: boolean) => void;
  readonly states: Legend;
  readonly panes: Frame;
  readonly beside: Beside;
  readonly problem: ProblemView;
  /** What the keys do. */
  readonly help: HTMLDialogElement;
}

/** What the parts ask for. */
export interface PartActions {
  go(to: Location | Place): void;
  /** Goes to a stage. */
  open(id: number): void;
  /** Leaves what stands beside the graph. */
  close(): void;
  search(text: string): void;
}

/** Makes the parts, and fills the page with them. */
export function makeParts(
  body: HTMLElement,
  page: Page,
  source: Source,
  { go, open, close, search }: PartActions,
): Parts {
  const dag = () => page.dag;
  const help = keysDialog();
  const head = header(() => help.showModal());
  const list = tree(dag, open);
  const field = searchField({
    search,
    down: () => list.focus(),
    enter() {
      const id = list.first();
      if (id !== null) open(id);
    },
  });
  const states = legend(field.set);
  const pointed = tip();
  const { of: drawings, setDown } = makeDrawings(
    { dag, open, tip: pointed },
    () => go({ ...page.place, down: !page.place.down }),
  );
  const panes = frame(
    head.element,
    [field.element, list.element],
    states.element,
    close,
  );
  const host = { source, graph: () => page.graph };
  const beside = besideGraph(host, page, panes.beside);
  const problem = problemView();
  keepFocus(panes.element);
  body.replaceChildren(
    panes.element,
    problem.element,
    pointed.element,
    help,
    liveRegion(),
  );
  return {
    head,
    field,
    list,
    drawings,
    setDown,
    states,
    panes,
    beside,
    problem,
    help,
  };
}
