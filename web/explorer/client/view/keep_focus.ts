/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Keeps the focus in the page where what has it is taken away, hidden or can no
 * longer be used: an answer that comes, a button that has done its work. A
 * browser then lets go of it, and who reads by keyboard begins again at the
 * top.
 *
 * @module
 */

const focusable =
  "a[href], button, input, select, textarea, summary, [tabindex]";

/** Whether an element can have the focus. */
const usable = (element: Element): boolean =>
  element.isConnected && element.closest("[hidden]") === null &&
  !element.matches(":disabled");

/** What an element is called. */
const nameOf = (element: Element): string =>
  element.getAttribute("aria-label") ?? element.textContent ?? "";

/**
 * Keeps the focus within an element: on what is called as that which had it,
 * in the nearest part of the page that is still there; else on what holds it.
 */
export function keepFocus(within: HTMLElement): void {
  let held: Element | null = null;
  let name = "";
  /** What the held one is in, the nearest first. */
  let around: readonly Element[] = [];
  within.addEventListener("focusin", ({ target }) => {
    held = target as Element;
    name = nameOf(held);
    const parents: Element[] = [];
    for (let one = held; one !== within && one.parentElement !== null;) {
      parents.push(one = one.parentElement);
    }
    around = parents;
  });
  within.addEventListener("focusout", () => {
    // Only what goes away loses it: who moves it elsewhere means to.
    queueMicrotask(() => {
      const lost = held !== null && !usable(held);
      if (!lost && held !== document.activeElement) held = null;
    });
  });
  new MutationObserver(() => {
    if (held === null || usable(held)) return;
    const active = document.activeElement;
    const nowhere = active === null || active === document.body ||
      active === held;
    held = null;
    if (nowhere) heir(around.filter(usable), name)?.focus();
  }).observe(within, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["hidden", "disabled"],
  });
}

function heir(around: readonly Element[], name: string): HTMLElement | null {
  const nearest = around[0];
  if (nearest === undefined) return null;
  const inside = [...nearest.querySelectorAll<HTMLElement>(focusable)]
    .filter(usable);
  return inside.find((one) => nameOf(one) === name) ??
    around.find((one): one is HTMLElement => one.matches(focusable)) ??
    inside[0] ?? null;
}
