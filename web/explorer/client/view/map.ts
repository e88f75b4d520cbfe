/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * A layered drawing of boxes that can be unfolded, panned and zoomed: the
 * overview, and the lineage of a stage.
 *
 * @module
 */

import { h } from "../dom.ts";
import { fold, type Folded } from "../model/fold.ts";
import { camera } from "./camera.ts";
import type { Drawing, DrawingContext, Subject } from "./drawing.ts";
import { showFound, showRelated, showSelected } from "./highlight.ts";
import { listenToMap } from "./map_input.ts";
import { placeBoxes, type PlacedBoxes, refreshBoxes } from "./placed_boxes.ts";
import { directionButton, zoomButtons } from "./tools.ts";
import { nextBox } from "./walk.ts";

/** What a map draws. */
export interface MapOptions {
  readonly label: string;
  /** The stages that it draws. */
  stages(subject: Subject): Iterable<number>;
  /** A family of no more stages than these is not folded. */
  readonly most: number;
  /** Whether the selected stage has a box of its own. */
  readonly alone: boolean;
  /** What stands among its tools. */
  readonly tools?: readonly HTMLElement[];
}

const nothing: Subject = { selected: null, down: false, found: null };
const noBoxes: Folded = { boxes: [], links: [], boxOf: new Map() };

/** Makes a map. */
export function mapDrawing(
  context: DrawingContext,
  options: MapOptions,
): Drawing {
  const world = h("div", { class: "world" });
  const viewport = h("div", {
    class: "viewport",
    role: "group",
    "aria-label": options.label,
  }, world);
  const look = camera(viewport, world);
  const element = h(
    "div",
    { class: "drawing map" },
    viewport,
    h(
      "div",
      { class: "tools", role: "toolbar", "aria-label": "Drawing" },
      ...options.tools ?? [],
      directionButton((next) => {
        direction = next;
        draw();
        look.fit();
      }),
      ...zoomButtons(look),
    ),
  );

  let direction: "down" | "right" = "down";
  /** The boxes that show their stages, by their names. */
  const unfolded = new Set<string>();
  let subject = nothing;
  /** What is drawn, and which of its boxes the keyboard is at. */
  let placed: PlacedBoxes = placeBoxes(context, noBoxes, unfolded, direction);
  let current = 0;

  const headOf = (at: number) =>
    placed.elements[at]?.querySelector<HTMLElement>(".box-head") ?? null;

  function draw(): void {
    const keep = placed.folded.boxes[current]?.id;
    const hadFocus = world.contains(document.activeElement);
    const folded = fold(
      context.dag(),
      options.stages(subject),
      options.most,
      options.alone ? subject.selected : null,
    );
    placed = placeBoxes(context, folded, unfolded, direction);
    const { width, height } = placed.layout;
    world.style.width = `${width}px`;
    world.style.height = `${height}px`;
    world.replaceChildren(placed.drawing, ...placed.inOrder);
    look.size(width, height);
    current = Math.max(0, folded.boxes.findIndex(({ id }) => id === keep));
    if (subject.selected !== null) {
      current = folded.boxOf.get(subject.selected) ?? current;
    }
    headOf(current)?.setAttribute("tabindex", "0");
    if (hadFocus) headOf(current)?.focus({ preventScroll: true });
    showSelected(placed, subject.selected);
    point(null, null);
    showFound(context, placed, subject.found);
  }

  /** Shows what a box, or one of its stages, is related to; else the selected. */
  function point(at: number | null, stage: number | null): void {
    // In a stage's own lineage everything is related: nothing is dimmed there.
    element.classList.toggle("pointing", at !== null);
    const { boxes, boxOf } = placed.folded;
    const from = at === null ? subject.selected : stage;
    const box = at ?? (from === null ? null : boxOf.get(from) ?? null);
    const all = box === null ? [] : boxes[box]!.stages;
    const stages = from === null ? all : [from];
    showRelated(context.dag(), placed, box, stages);
  }

  /** Shows all; where that has no room, what is selected. */
  function fit(): void {
    look.fit();
    if (subject.selected !== null) reveal(current);
  }

  /** Moves as little as shows a box. */
  function reveal(at: number, mostHeight = Infinity): void {
    const box = placed.elements[at];
    if (box === undefined) return;
    const [x, y] = placed.layout.places[at]!;
    const height = Math.min(box.offsetHeight, mostHeight);
    look.reveal(x, y, box.offsetWidth, height);
  }

  /** Folds or unfolds a box, and gives it as it is drawn then. */
  function toggle(at: number): HTMLElement {
    const { id } = placed.folded.boxes[at]!;
    const before = headOf(at)!.getBoundingClientRect();
    if (!unfolded.delete(id)) unfolded.add(id);
    draw();
    const now = placed.folded.boxes.findIndex((box) => box.id === id);
    const after = headOf(now)!.getBoundingClientRect();
    // What was unfolded stays under the pointer.
    look.move(
      before.left + before.width / 2 - after.left - after.width / 2,
      before.top - after.top,
    );
    focusBox(now);
    return placed.elements[now]!;
  }

  function focusBox(at: number): void {
    headOf(current)?.setAttribute("tabindex", "-1");
    current = at;
    const head = headOf(at);
    head?.setAttribute("tabindex", "0");
    head?.focus({ preventScroll: true });
    // Of one that is unfolded, the upper part.
    reveal(at, 300);
  }

  listenToMap(world, context, {
    boxes: () => placed.elements,
    next: (at, key) => nextBox(placed.layout, at, key, direction),
    point,
    toggle,
    focus: focusBox,
  });
  new ResizeObserver(() => {
    if (!look.moved) fit();
  }).observe(viewport);

  return {
    element,
    show(next) {
      subject = next;
      draw();
      fit();
    },
    mark(found) {
      subject = { ...subject, found };
      showFound(context, placed, found);
    },
    refresh: (ids) => refreshBoxes(context, placed, ids, subject.found),
    focus(id) {
      const at = id === null ? current : placed.folded.boxOf.get(id) ?? current;
      if (placed.elements.length > 0) focusBox(at);
    },
  };
}
