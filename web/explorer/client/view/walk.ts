/**
 * Where an arrow key leads from a box.
 *
 * @module
 */

import type { Layout } from "../layout/layered.ts";

/** The axis on which a drawing's edges lead, and the arrows along it. */
const arrows = {
  down: {
    back: "ArrowUp",
    on: "ArrowDown",
    less: "ArrowLeft",
    more: "ArrowRight",
  },
  right: {
    back: "ArrowLeft",
    on: "ArrowRight",
    less: "ArrowUp",
    more: "ArrowDown",
  },
} as const;

/**
 * Against the edges to the nearest of its inputs, along them to the nearest of
 * what was made from it, and across them to what stands beside it.
 */
export function nextBox(
  layout: Layout,
  from: number,
  key: string,
  direction: "down" | "right",
): number | null {
  const keys = arrows[direction];
  const beside = (at: number) =>
    layout.places[at]![direction === "down" ? 0 : 1];
  const near = (others: readonly number[]) =>
    others.toSorted((a, b) =>
      Math.abs(layout.ranks[a]! - layout.ranks[from]!) -
        Math.abs(layout.ranks[b]! - layout.ranks[from]!) ||
      Math.abs(beside(a) - beside(from)) - Math.abs(beside(b) - beside(from)) ||
      a - b
    )[0] ?? null;
  if (key === keys.back) {
    return near(
      layout.routes.filter(({ to }) => to === from).map((one) => one.from),
    );
  }
  if (key === keys.on) {
    return near(
      layout.routes.filter((one) => one.from === from).map(({ to }) => to),
    );
  }
  const sense = key === keys.less ? -1 : key === keys.more ? 1 : 0;
  if (sense === 0) return null;
  const siblings = layout.ranks.flatMap((rank, at) =>
    rank === layout.ranks[from] && (beside(at) - beside(from)) * sense > 0
      ? [at]
      : []
  );
  return near(siblings);
}
