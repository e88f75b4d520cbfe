/**
 * Small things that several parts of the panel are made of.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { announce } from "../announce.ts";
import { type Child, h } from "../dom.ts";
import { artifactPlace, stagePlace } from "../place.ts";

/**
 * A path that may break after each slash, with the values of its `name=value`
 * parts standing out.
 */
export function pathText(path: string): Child[] {
  return path.split("/").flatMap((part, index, parts): Child[] => {
    const at = part.indexOf("=");
    const text: Child[] = at > 0
      ? [
        h("span", { class: "pale" }, part.slice(0, at + 1)),
        part.slice(at + 1),
      ]
      : [part];
    return index === parts.length - 1
      ? text
      : [...text, h("span", { class: "pale" }, "/"), h("wbr")];
  });
}

/** A name of several words may break between them. */
export function wordsText(name: string, between: "_" | "."): Child[] {
  return name.split(between).flatMap((part, index, parts): Child[] =>
    index === parts.length - 1 ? [part] : [part + between, h("wbr")]
  );
}

/** A link to a stage. */
export function stageLink(name: string): HTMLAnchorElement {
  return h("a", { href: stagePlace(name), class: "path" }, ...pathText(name));
}

/** The first digits of a digest, with all of them to copy. */
export function digestText(digest: string, what = "digest"): HTMLElement {
  return copyButton(digest, `Copy ${what} ${digest}`, digest.slice(0, 12));
}

/** A link to the artifact of a digest. */
export function artifactLink(digest: string): HTMLAnchorElement {
  return h(
    "a",
    { href: artifactPlace(digest), class: "digest", title: digest },
    digest.slice(0, 12),
  );
}

/** A button that copies a text, and says so in its place for a moment. */
export function copyButton(
  text: string,
  label: string,
  shown: string,
  look = "copy",
): HTMLButtonElement {
  const said = h("span", {}, shown);
  const button = h("button", {
    type: "button",
    class: look,
    title: label,
    onclick: async () => {
      const done = await copy(text);
      button.setAttribute("data-said", done ? "Copied" : "Not copied");
      announce(done ? `Copied ${text}` : "This browser does not let it copy");
      setTimeout(() => button.removeAttribute("data-said"), 1200);
    },
  }, said);
  return button;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission, or in a page opened from a file.
    const area = h("textarea", { class: "hidden", readonly: true });
    area.value = text;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}

/** A command for the terminal, with a button that copies it. */
export function command(text: string): HTMLElement {
  return h(
    "div",
    { class: "command" },
    h("code", {}, text),
    copyButton(text, `Copy the command ${text}`, "Copy"),
  );
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./=@:,+%-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What stands where nothing is, and what went wrong. */
export function note(text: string): HTMLElement {
  return h("p", { class: "note" }, ...codeText(text));
}

/** Something that did not work, in the words of who says so. */
export function failure(text: string, retry?: () => void): HTMLElement {
  return h(
    "p",
    { class: "failure", role: "alert" },
    ...codeText(text),
    retry === undefined ? null : " ",
    retry === undefined
      ? null
      : h("button", { type: "button", onclick: retry }, "Try again"),
  );
}

/** Says that something is on its way, if it takes long enough to be seen. */
export function loading(what: string): HTMLElement {
  return h("p", { class: "loading" }, `Loading ${what}…`);
}

/** A text in which what stands between backquotes is code. */
function codeText(text: string): Child[] {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? h("code", {}, part) : part
  );
}

/**
 * A box that scrolls where what it holds has no room. Only then the keyboard
 * stops at it.
 */
export function sideways(label: string, child: HTMLElement): HTMLElement {
  const box = h("div", { class: "sideways" }, child);
  const observer = new ResizeObserver(() => {
    const scrolls = box.scrollWidth > box.clientWidth ||
      box.scrollHeight > box.clientHeight;
    if (scrolls === box.hasAttribute("tabindex")) return;
    if (scrolls) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", label);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) {
        box.removeAttribute(name);
      }
    }
  });
  observer.observe(box);
  observer.observe(child);
  return box;
}

/** Names and values of facts. */
export function facts(
  pairs: readonly (readonly [string, Child])[],
  look = "facts",
): HTMLElement {
  return h(
    "dl",
    { class: look },
    ...pairs.map(([name, value]) =>
      h("div", {}, h("dt", {}, name), h("dd", {}, value))
    ),
  );
}

/**
 * A list of which only the first few stand there until all are asked for.
 *
 * @param make The element of an item.
 */
export function longList<Item>(
  items: readonly Item[],
  few: number,
  make: (item: Item) => HTMLElement,
  look: string,
): HTMLElement {
  const list = h("ul", { class: look });
  const box = h("div", {}, list);
  const slack = Math.ceil(few / 4);
  const first = items.length > few + slack ? few : items.length;
  list.append(...items.slice(0, first).map(make));
  if (first < items.length) {
    const more = h("button", {
      type: "button",
      class: "more",
      onclick: () => {
        const added = items.slice(first).map(make);
        list.append(...added);
        more.remove();
        added[0]?.querySelector<HTMLElement>("a, button")?.focus();
      },
    }, `Show all ${items.length}`);
    box.append(more);
  }
  return box;
}

let ids = 0;

/** A name that no other element of the page has. */
export function freshId(what: string): string {
  return `${what}-${++ids}`;
}
