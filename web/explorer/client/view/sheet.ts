/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Every stage at once: a sheet of cells, family by family in the order in
 * which they are made. Lines would hide what there is to be seen of hundreds
 * of stages; they are drawn for the one that is pointed at.
 *
 * @module
 */

import { h, s } from "../dom.ts";
import { reached } from "../model/dag.ts";
import { familiesInOrder } from "../model/fold.ts";
import { count, duration } from "../number.ts";
import { groupRows, nextCell, refreshCell } from "./cells.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";

/** Makes the sheet. */
export function sheetDrawing(context: DrawingContext): Drawing {
  const lines = s("svg", { class: "sheet-lines", "aria-hidden": "true" });
  const columns = h("div", { class: "sheet-columns" });
  const sheet = h(
    "div",
    { class: "sheet", role: "group", "aria-label": "Every stage" },
    columns,
    lines,
  );
  const element = h("div", { class: "drawing" }, sheet);
  let cells: HTMLElement[] = [];
  let byId = new Map<number, HTMLElement>();
  /** The stages' names as they were drawn: their numbers may be others since. */
  let names: readonly string[] = [];
  let selected: number | null = null;
  let current: HTMLElement | null = null;

  function draw(): void {
    columns.replaceChildren(
      ...familiesInOrder(context.dag()).map(({ label, groups, stages }) =>
        h(
          "section",
          { class: "family" },
          h(
            "h3",
            {},
            label,
            h("span", { class: "muted" }, sizeText(context, stages)),
          ),
          ...groupRows(context, groups),
        )
      ),
    );
    cells = [...columns.querySelectorAll<HTMLElement>(".cell")];
    byId = new Map(cells.map((one) => [Number(one.dataset["stage"]), one]));
    names = context.dag().stages.map(({ name }) => name);
    current = null;
  }

  function rove(to: HTMLElement | null): void {
    current?.setAttribute("tabindex", "-1");
    current = to;
    current?.setAttribute("tabindex", "0");
  }

  /** Shows what a stage goes back to, and what was made from it. */
  function point(id: number | null): void {
    const dag = context.dag();
    const up = id === null ? null : reached(dag.inputs, [id]);
    const down = id === null ? null : reached(dag.users, [id]);
    // Measured before anything changes, so that nothing is laid out twice.
    const drawn = id === null ? [] : [
      ...dag.inputs[id]!.map((from) => line(from, id, "up")),
      ...dag.users[id]!.map((to) => line(id, to, "down")),
    ];
    sheet.classList.toggle("pointing", id !== null);
    for (const [other, one] of byId) {
      one.classList.toggle("up", up?.has(other) ?? false);
      one.classList.toggle("down", down?.has(other) ?? false);
      one.classList.toggle("here", other === id);
    }
    lines.replaceChildren(...drawn);
  }

  function line(from: number, to: number, name: string): SVGPathElement {
    const area = sheet.getBoundingClientRect();
    const middle = (id: number) => {
      const box = byId.get(id)!.getBoundingClientRect();
      return [
        box.left + box.width / 2 - area.left + sheet.scrollLeft,
        box.top + box.height / 2 - area.top + sheet.scrollTop,
      ] as const;
    };
    const [[x, y], [toX, toY]] = [middle(from), middle(to)];
    const bend = Math.min(120, Math.max(24, Math.hypot(toX - x, toY - y) / 3));
    return s("path", {
      class: name,
      d: `M${x},${y}C${x + bend},${y} ${toX - bend},${toY} ${toX},${toY}`,
    });
  }

  const idOf = (event: Event) => {
    const target = (event.target as Element).closest<HTMLElement>(".cell");
    return target === null ? null : Number(target.dataset["stage"]);
  };
  const show = (event: Event) => {
    const id = idOf(event);
    if (id === null) return leave();
    point(id);
    context.tip.show(context.dag().stages[id]!, byId.get(id)!);
  };
  function leave(): void {
    context.tip.hide();
    point(selected);
  }
  sheet.addEventListener("pointerover", show);
  sheet.addEventListener("pointerleave", leave);
  sheet.addEventListener("focusin", (event) => {
    rove(event.target as HTMLElement);
    if ((event.target as Element).matches(":focus-visible")) show(event);
  });
  sheet.addEventListener("focusout", leave);
  sheet.addEventListener("scroll", () => context.tip.hide(), { passive: true });
  sheet.addEventListener("click", (event) => {
    const id = idOf(event);
    if (id !== null) context.open(id);
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextCell(cells, event.target as HTMLElement, event.key);
    if (next === null) return;
    next.focus();
    event.preventDefault();
  });

  const mark = (found: ReadonlySet<number> | null) => {
    for (const [id, one] of byId) {
      one.classList.toggle("dim", found !== null && !found.has(id));
    }
  };
  return {
    element,
    show(subject) {
      const hadFocus = sheet.contains(document.activeElement);
      const at = names[Number(current?.dataset["stage"])] ?? "";
      draw();
      selected = subject.selected;
      if (selected !== null) {
        byId.get(selected)?.setAttribute("aria-current", "true");
      }
      rove((selected === null ? null : byId.get(selected)) ?? cells[0] ?? null);
      if (hadFocus) {
        const same = byId.get(context.dag().byName.get(at) ?? -1);
        (same ?? current)?.focus({ preventScroll: true });
      }
      mark(subject.found);
      point(selected);
    },
    mark,
    refresh(ids) {
      for (const id of ids) {
        const one = byId.get(id);
        if (one !== undefined) refreshCell(context, one, id);
      }
    },
    focus(id) {
      ((id === null ? null : byId.get(id)) ?? current)?.focus();
    },
  };
}

/** How many stages there are, and how long all of them took. */
function sizeText(context: DrawingContext, ids: readonly number[]): string {
  const { stages } = context.dag();
  const seconds = ids.reduce((sum, id) => sum + (stages[id]!.seconds ?? 0), 0);
  const size = count(ids.length, "stage");
  return seconds === 0 ? size : `${size}, ${duration(seconds)}`;
}
