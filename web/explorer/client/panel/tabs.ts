/**
 * Sections of which one is shown: the tabs pattern of ARIA's authoring
 * practices, with arrow keys, Home and End.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { h } from "../dom.ts";
import { freshId } from "./parts.ts";

/** A section. */
export interface Tab {
  readonly id: string;
  readonly title: string;
  /** How many things are in it; null where that says nothing. */
  readonly count: number | null;
  /** Made when it is shown first. */
  make(): HTMLElement;
}

/**
 * @param chosen The id of the section that is shown; the first where no
 *   section has it.
 * @param tell Is told of every other choice.
 */
export function tabs(
  label: string,
  sections: readonly Tab[],
  chosen: string | null,
  tell: (id: string) => void,
): HTMLElement {
  const base = freshId("tabs");
  const buttons = sections.map(({ id, title, count }) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `${base}-${id}`,
        "aria-controls": `${base}-${id}-panel`,
        onclick: () => show(id, false),
        onkeydown: (event: KeyboardEvent) => move(event, id),
      },
      title,
      count === null ? null : h("span", { class: "count" }, ` ${count}`),
    )
  );
  const panels = sections.map(({ id }) =>
    h("div", {
      role: "tabpanel",
      id: `${base}-${id}-panel`,
      "aria-labelledby": `${base}-${id}`,
      tabindex: 0,
      hidden: true,
    })
  );
  const list = h(
    "div",
    {
      role: "tablist",
      "aria-label": label,
      class: "tablist",
      onscroll: () => hint(),
    },
    ...buttons,
  );
  // Where there are more than can be seen, the edge says so.
  const hint = () => {
    const beyond = list.scrollWidth - list.clientWidth - list.scrollLeft;
    list.classList.toggle("goes-on", beyond > 4);
  };
  new ResizeObserver(hint).observe(list);
  const made = new Set<string>();

  function show(id: string, focus: boolean): void {
    sections.forEach((section, index) => {
      const button = buttons[index]!;
      const panel = panels[index]!;
      const on = section.id === id;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      panel.hidden = !on;
      if (!on) return;
      if (!made.has(id)) {
        made.add(id);
        panel.append(section.make());
      }
      if (focus) button.focus();
      reveal(button);
    });
    tell(id);
  }

  /** The chosen one is in sight, without a scroll of the page. */
  function reveal(button: HTMLElement): void {
    const left = button.offsetLeft - list.offsetLeft;
    const over = left + button.offsetWidth - list.clientWidth;
    // With a part of its neighbours, so that one sees that there are more.
    const slack = 64;
    if (left - slack < list.scrollLeft) list.scrollLeft = left - slack;
    else if (over + slack > list.scrollLeft) list.scrollLeft = over + slack;
  }

  function move(event: KeyboardEvent, id: string): void {
    const at = sections.findIndex((section) => section.id === id);
    const last = sections.length - 1;
    const next = event.key === "ArrowRight"
      ? (at === last ? 0 : at + 1)
      : event.key === "ArrowLeft"
      ? (at === 0 ? last : at - 1)
      : event.key === "Home"
      ? 0
      : event.key === "End"
      ? last
      : null;
    if (next === null) return;
    event.preventDefault();
    // The shell has keys of its own for the graph.
    event.stopPropagation();
    show(sections[next]!.id, true);
  }

  const first = sections.some(({ id }) => id === chosen)
    ? chosen!
    : sections[0]!.id;
  show(first, false);
  return h("div", { class: "tabs" }, list, ...panels);
}
