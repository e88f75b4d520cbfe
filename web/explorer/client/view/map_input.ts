/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What pointer and keys do in a map.
 *
 * @module
 */

import { nextCell } from "./cells.ts";
import type { DrawingContext } from "./drawing.ts";

/** What a map does when it is asked to. Boxes are known by their numbers. */
export interface MapActions {
  /** The boxes' elements, as they are drawn now. */
  boxes(): readonly HTMLElement[];
  /** The box that a key leads to; null where it leads to none. */
  next(at: number, key: string): number | null;
  /** Shows what a box, or one of its stages, is related to; null for none. */
  point(at: number | null, stage: number | null): void;
  /** Folds or unfolds a box, and gives it as it is drawn then. */
  toggle(at: number): HTMLElement;
  focus(at: number): void;
}

/** A box, and the stage of it if it is one. */
interface Spot {
  readonly at: number;
  readonly stage: number | null;
}

/** Listens within `world`, which holds the boxes. */
export function listenToMap(
  world: HTMLElement,
  context: DrawingContext,
  map: MapActions,
): void {
  function spotOf(event: Event): Spot | null {
    const target = event.target as Element;
    const at = map.boxes().indexOf(target.closest(".box") as HTMLElement);
    if (at < 0) return null;
    const stage = target.closest<HTMLElement>("[data-stage]")
      ?.dataset["stage"];
    return { at, stage: stage === undefined ? null : Number(stage) };
  }

  function enter(event: Event): void {
    const spot = spotOf(event);
    if (spot === null) return;
    map.point(spot.at, spot.stage);
    if (spot.stage === null) context.tip.hide();
    else {
      const beside = (event.target as Element).closest("[data-stage]")!;
      context.tip.show(context.dag().stages[spot.stage]!, beside);
    }
  }
  function leave(): void {
    context.tip.hide();
    map.point(null, null);
  }

  /** Whether the key did something. */
  function press(key: string, target: HTMLElement, spot: Spot): boolean {
    const box = map.boxes()[spot.at]!;
    const cells = [...box.querySelectorAll<HTMLElement>(".cell")];
    if (target.classList.contains("cell")) {
      if (key === "Escape") {
        map.focus(spot.at);
        return true;
      }
      const next = nextCell(cells, target, key) ??
        (key === "ArrowUp"
          ? box.querySelector<HTMLElement>(".box-head")
          : null);
      next?.focus({ preventScroll: true });
      return next !== null;
    }
    if (key === "Enter" && cells.length === 0) {
      if (spot.stage !== null) return false;
      map.toggle(spot.at).querySelector<HTMLElement>(".cell")
        ?.focus({ preventScroll: true });
      return true;
    }
    if (key === "Escape" && cells.length > 0) {
      map.toggle(spot.at);
      return true;
    }
    const next = map.next(spot.at, key);
    if (next !== null) map.focus(next);
    return next !== null;
  }

  world.addEventListener("pointerover", enter);
  world.addEventListener("pointerleave", leave);
  world.addEventListener("focusin", (event) => {
    if ((event.target as Element).matches(":focus-visible")) enter(event);
  });
  world.addEventListener("focusout", leave);
  world.addEventListener("click", (event) => {
    const spot = spotOf(event);
    if (spot === null) return;
    if (spot.stage !== null) context.open(spot.stage);
    else if ((event.target as Element).closest(".box-head")) {
      map.toggle(spot.at);
    }
  });
  world.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const spot = spotOf(event);
    if (spot === null) return;
    if (!press(event.key, event.target as HTMLElement, spot)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}
