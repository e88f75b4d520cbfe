/// <reference lib="dom" />
/**
 * Panning and zooming: by mouse, wheel, two fingers, and by what asks for it.
 *
 * @module
 */

/** What of a drawing is seen. */
export interface Camera {
  /** The size of the drawing, in its own units. */
  size(width: number, height: number): void;
  /** Shows all of it, no larger than it is; what is seen then is at rest. */
  fit(): void;
  /** Zooms about the middle. */
  zoom(factor: number): void;
  /** Moves as little as shows a part of the drawing. */
  reveal(x: number, y: number, width: number, height: number): void;
  /** Moves by pixels of the screen. */
  move(x: number, y: number): void;
  /** The scale. */
  readonly scale: number;
  /** Whether somebody moved it since it showed all. */
  readonly moved: boolean;
}

const least = 0.2;
const most = 2.5;
const margin = 24;
/** Where the tools stand. */
const below = 40;
/** Of pixels; less is a click. */
const dragFrom = 5;

/** Looks at `world` through `viewport`. */
export function camera(viewport: HTMLElement, world: HTMLElement): Camera {
  let [x, y, scale] = [0, 0, 1];
  let [width, height] = [0, 0];
  let moved = false;
  const apply = () => {
    world.style.transform = `translate(${x}px,${y}px) scale(${scale})`;
  };
  const clamp = () => {
    // Some of the drawing is always to be seen.
    const [seenX, seenY] = [viewport.clientWidth, viewport.clientHeight];
    const keep = 80;
    x = Math.min(seenX - keep, Math.max(keep - width * scale, x));
    y = Math.min(seenY - keep, Math.max(keep - height * scale, y));
  };
  const zoomAt = (factor: number, atX: number, atY: number) => {
    const next = Math.min(most, Math.max(least, scale * factor));
    x = atX - (atX - x) * next / scale;
    y = atY - (atY - y) * next / scale;
    scale = next;
    moved = true;
    clamp();
    apply();
  };
  const move = (byX: number, byY: number) => {
    x += byX;
    y += byY;
    moved = true;
    clamp();
    apply();
  };

  const pointers = new Map<number, PointerEvent>();
  let travelled = 0;
  viewport.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, event);
  });
  viewport.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const [byX, byY] = [
      event.clientX - before.clientX,
      event.clientY - before.clientY,
    ];
    travelled += Math.hypot(byX, byY);
    if (travelled < dragFrom) return;
    if (!viewport.hasPointerCapture(event.pointerId)) {
      viewport.setPointerCapture(event.pointerId);
      viewport.classList.add("dragging");
    }
    const other = [...pointers.values()]
      .find(({ pointerId }) => pointerId !== event.pointerId);
    if (other !== undefined) {
      const area = viewport.getBoundingClientRect();
      const distance = (one: PointerEvent) =>
        Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      zoomAt(
        distance(event) / Math.max(1, distance(before)),
        (event.clientX + other.clientX) / 2 - area.left,
        (event.clientY + other.clientY) / 2 - area.top,
      );
    }
    // Each of two fingers moves half of the middle between them.
    const share = other === undefined ? 1 : 0.5;
    move(byX * share, byY * share);
    pointers.set(event.pointerId, event);
  });
  const end = (event: PointerEvent) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) viewport.classList.remove("dragging");
  };
  viewport.addEventListener("pointerup", end);
  viewport.addEventListener("pointercancel", end);
  viewport.addEventListener("click", (event) => {
    if (travelled < dragFrom) return;
    // It was a drag that began on a box.
    event.stopPropagation();
    event.preventDefault();
    travelled = 0;
  }, { capture: true });
  viewport.addEventListener("wheel", (event) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    const [byX, byY] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      const area = viewport.getBoundingClientRect();
      zoomAt(
        Math.exp(-byY * 0.01),
        event.clientX - area.left,
        event.clientY - area.top,
      );
    } else if (event.shiftKey && byX === 0) move(-byY, 0);
    else move(-byX, -byY);
  }, { passive: false });

  return {
    size(newWidth, newHeight) {
      [width, height] = [newWidth, newHeight];
    },
    fit() {
      const seenX = viewport.clientWidth;
      const seenY = viewport.clientHeight - below;
      if (seenX === 0 || seenY === 0) return;
      scale = Math.min(
        1,
        Math.max(
          // Smaller could not be read: then it begins at its end or its top.
          0.6,
          Math.min(
            (seenX - 2 * margin) / Math.max(1, width),
            (seenY - 2 * margin) / Math.max(1, height),
          ),
        ),
      );
      x = Math.max(margin, (seenX - width * scale) / 2);
      y = Math.max(margin, (seenY - height * scale) / 2);
      if (width * scale + 2 * margin > seenX) {
        x = (seenX - width * scale) / 2;
      }
      moved = false;
      apply();
    },
    zoom(factor) {
      zoomAt(factor, viewport.clientWidth / 2, viewport.clientHeight / 2);
    },
    reveal(left, top, partWidth, partHeight) {
      const shift = (at: number, size: number, seen: number) => {
        if (at < margin) return margin - at;
        if (at + size > seen - margin - below) {
          return Math.max(seen - margin - below - at - size, margin - at);
        }
        return 0;
      };
      const was = moved;
      move(
        shift(x + left * scale, partWidth * scale, viewport.clientWidth),
        shift(y + top * scale, partHeight * scale, viewport.clientHeight),
      );
      moved = was;
    },
    move,
    get scale() {
      return scale;
    },
    get moved() {
      return moved;
    },
  };
}
