/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
/**
 * Elements, made without markup: text is always a text node, so that no name
 * and no text of an artifact can become an element.
 *
 * @module
 */

/** What stands in an element. Nothing is made of null and false. */
export type Child = Node | string | number | null | false;

/** Attributes; functions are listeners, named as `onclick` and the like. */
export type Attributes = Readonly<
  Record<
    string,
    | string
    | number
    | boolean
    | null
    | undefined
    | ((event: never) => void)
  >
>;

/** An HTML element. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), attributes, children);
}

/** An SVG element. */
export function s<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  return filled(element, attributes, children);
}

function filled<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value as EventListener);
    } else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, `${value}`);
    }
  }
  for (const child of children) {
    if (child === null || child === false) continue;
    element.append(child instanceof Node ? child : `${child}`);
  }
  return element;
}

/**
 * Puts elements in the place of what an element holds. What is the same, or
 * says the same, stays as it is, with the focus where it has it: what is taken
 * out between the press and the release of a pointer is not clicked.
 */
export function replaceChanged(
  parent: Element,
  elements: readonly Element[],
): void {
  const before = new Set(parent.children);
  const after = elements.map((one) => {
    const same = [...before].find((other) => other.isEqualNode(one));
    if (same === undefined) return one;
    // Two that say the same are two.
    before.delete(same);
    return same;
  });
  for (const one of before) one.remove();
  for (const [at, one] of after.entries()) {
    const there = parent.children[at] ?? null;
    if (there !== one) parent.insertBefore(one, there);
  }
}
