/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * A layered drawing of boxes that can be unfolded, panned and zoomed: the
 * overview, and the lineage of a stage.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Layout } from "../layout/layered.ts";
import { fold, type Folded } from "../model/fold.ts";
import { relatedBoxes } from "../model/related.ts";
import { fillHead } from "./box.ts";
import { camera } from "./camera.ts";
import { nextCell, refreshCell } from "./cells.ts";
import type { Drawing, DrawingContext, Subject } from "./drawing.ts";
import { pointLines } from "./edges.ts";
import { placeBoxes } from "./placed_boxes.ts";
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
  let direction: "down" | "right" = "down";
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

  const unfolded = new Set<string>();
  let subject = nothing;
  let folded: Folded = { boxes: [], links: [], boxOf: new Map() };
  let layout: Layout;
  let elements: HTMLElement[] = [];
  let lines: readonly SVGPathElement[] = [];
  let current = 0;

  const headOf = (at: number) =>
    elements[at]?.querySelector<HTMLElement>(".box-head") ?? null;

  function draw(): void {
    const dag = context.dag();
    const keep = folded.boxes[current]?.id;
    const hadFocus = world.contains(document.activeElement);
    const placed = placeBoxes(
      context,
      fold(
        dag,
        options.stages(subject),
        options.most,
        options.alone ? subject.selected : null,
      ),
      unfolded,
      direction,
    );
    ({ folded, layout, elements, lines } = placed);
    world.style.width = `${layout.width}px`;
    world.style.height = `${layout.height}px`;
    world.replaceChildren(placed.drawing, ...placed.inOrder);
    look.size(layout.width, layout.height);
    current = Math.max(0, folded.boxes.findIndex(({ id }) => id === keep));
    if (subject.selected !== null) {
      current = folded.boxOf.get(subject.selected) ?? current;
    }
    headOf(current)?.setAttribute("tabindex", "0");
    if (hadFocus) headOf(current)?.focus({ preventScroll: true });
    select();
    mark(subject.found);
  }

  function select(): void {
    for (const one of world.querySelectorAll("[data-stage]")) {
      const here = one.getAttribute("data-stage") === `${subject.selected}`;
      if (here) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
      one.closest(".single")?.classList.toggle("selected", here);
    }
    point(null);
  }

  function mark(found: ReadonlySet<number> | null): void {
    subject = { ...subject, found };
    for (const [at, box] of folded.boxes.entries()) {
      fillHead(context, elements[at]!, box, found);
    }
    for (const one of world.querySelectorAll<HTMLElement>(".cell")) {
      const id = Number(one.dataset["stage"]);
      one.classList.toggle("dim", found !== null && !found.has(id));
    }
  }

  /** Shows what a box, or one of its stages, is related to. */
  function point(at: number | null, stage: number | null = null): void {
    const chosen = at ??
      (subject.selected === null
        ? null
        : folded.boxOf.get(subject.selected) ?? null);
    const from = stage ?? (at === null ? subject.selected : null);
    const related = chosen === null ? null : relatedBoxes(
      context.dag(),
      folded,
      from === null ? folded.boxes[chosen]!.stages : [from],
      chosen,
    );
    // In a stage's own lineage everything is related: nothing is dimmed there.
    element.classList.toggle("pointing", at !== null && related !== null);
    for (const [other, one] of elements.entries()) {
      one.classList.toggle("up", related?.up.has(other) ?? false);
      one.classList.toggle("down", related?.down.has(other) ?? false);
      one.classList.toggle("here", other === chosen);
    }
    pointLines(
      lines,
      layout.routes,
      chosen,
      related ?? { up: new Set(), down: new Set() },
    );
  }

  /** Shows all; where that has no room, what is selected. */
  function fit(): void {
    look.fit();
    if (subject.selected === null || folded.boxes.length === 0) return;
    const [x, y] = layout.places[current]!;
    const { offsetWidth, offsetHeight } = elements[current]!;
    look.reveal(x, y, offsetWidth, offsetHeight);
  }

  function toggle(at: number): void {
    const { id } = folded.boxes[at]!;
    const before = headOf(at)!.getBoundingClientRect();
    if (!unfolded.delete(id)) unfolded.add(id);
    draw();
    const now = folded.boxes.findIndex((box) => box.id === id);
    const after = headOf(now)!.getBoundingClientRect();
    // What was unfolded stays under the pointer.
    look.move(
      before.left + before.width / 2 - after.left - after.width / 2,
      before.top - after.top,
    );
    focusBox(now);
  }

  function focusBox(at: number): void {
    headOf(current)?.setAttribute("tabindex", "-1");
    current = at;
    const head = headOf(at);
    head?.setAttribute("tabindex", "0");
    head?.focus({ preventScroll: true });
    const [x, y] = layout.places[at]!;
    const { offsetWidth, offsetHeight } = elements[at]!;
    look.reveal(x, y, offsetWidth, Math.min(offsetHeight, 300));
  }

  /** The box, and the stage if it is one, that an event is at. */
  function placeOf(event: Event): { at: number; stage: number | null } | null {
    const target = event.target as Element;
    const at = elements.indexOf(target.closest(".box") as HTMLElement);
    const stage = target.closest<HTMLElement>("[data-stage]");
    if (at < 0) return null;
    return {
      at,
      stage: stage === null ? null : Number(stage.dataset["stage"]),
    };
  }

  function pointAt(event: Event): void {
    const place = placeOf(event);
    if (place === null) return;
    point(place.at, place.stage);
    if (place.stage === null) context.tip.hide();
    else {
      const beside = (event.target as Element).closest("[data-stage]")!;
      context.tip.show(context.dag().stages[place.stage]!, beside);
    }
  }
  function leave(): void {
    context.tip.hide();
    point(null);
  }
  world.addEventListener("pointerover", pointAt);
  world.addEventListener("pointerleave", leave);
  world.addEventListener("focusin", (event) => {
    if ((event.target as Element).matches(":focus-visible")) pointAt(event);
  });
  world.addEventListener("focusout", leave);
  world.addEventListener("click", (event) => {
    const place = placeOf(event);
    if (place === null) return;
    if (place.stage !== null) context.open(place.stage);
    else if ((event.target as Element).closest(".box-head")) toggle(place.at);
  });
  world.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = placeOf(event);
    if (place === null) return;
    const target = event.target as HTMLElement;
    const cells = [
      ...elements[place.at]!.querySelectorAll<HTMLElement>(".cell"),
    ];
    if (target.classList.contains("cell")) {
      if (event.key === "Escape") focusBox(place.at);
      else {
        const next = nextCell(cells, target, event.key) ??
          (event.key === "ArrowUp" ? headOf(place.at) : null);
        if (next === null) return;
        next.focus({ preventScroll: true });
      }
    } else if (event.key === "Enter" && cells.length === 0) {
      if (place.stage !== null) return;
      toggle(place.at);
      elements[current]!.querySelector<HTMLElement>(".cell")
        ?.focus({ preventScroll: true });
    } else if (event.key === "Escape" && cells.length > 0) toggle(place.at);
    else {
      const next = nextBox(layout, place.at, event.key, direction);
      if (next === null) return;
      focusBox(next);
    }
    event.preventDefault();
    event.stopPropagation();
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
    mark,
    refresh(ids) {
      for (const [at, box] of folded.boxes.entries()) {
        if (!box.stages.some((id) => ids.has(id))) continue;
        fillHead(context, elements[at]!, box, subject.found);
        for (
          const one of elements[at]!.querySelectorAll<HTMLElement>(".cell")
        ) {
          const id = Number(one.dataset["stage"]);
          if (ids.has(id)) refreshCell(context, one, id);
        }
      }
    },
    focus(id) {
      const at = id === null ? current : folded.boxOf.get(id) ?? current;
      if (elements.length > 0) focusBox(at);
    },
  };
}
