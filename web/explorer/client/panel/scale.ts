/**
 * Scales of charts: from values to places, and the ticks at round values.
 *
 * @module
 */

/** From values to places on a line. */
export interface Scale {
  readonly kind: "linear" | "log";
  /** Least and greatest value. */
  readonly domain: readonly [number, number];
  /** Where they are drawn. */
  readonly range: readonly [number, number];
  place(value: number): number;
}

/** A scale over `domain`; one of a single value gets room around it. */
export function scaleOf(
  kind: "linear" | "log",
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const [least, greatest] = roomy(kind, domain);
  const [from, to] = range;
  const measure = kind === "log" ? Math.log10 : (value: number) => value;
  const start = measure(least);
  const span = measure(greatest) - start;
  return {
    kind,
    domain: [least, greatest],
    range,
    place: (value) => from + (to - from) * (measure(value) - start) / span,
  };
}

function roomy(
  kind: "linear" | "log",
  [least, greatest]: readonly [number, number],
): [number, number] {
  if (least < greatest) return [least, greatest];
  if (kind === "log") return [least / 2, least * 2];
  const room = least === 0 ? 1 : Math.abs(least) / 10;
  return [least - room, least + room];
}

/** Whether a logarithmic axis shows more: all above zero, over a decade wide. */
export function logPays(values: readonly number[]): boolean {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value <= 0) return false;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return greatest / least >= 10;
}

/** The least and the greatest of the finite values; null where there are none. */
export function extent(values: readonly number[]): [number, number] | null {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return least <= greatest ? [least, greatest] : null;
}

/**
 * Round values inside the scale, about `wanted` of them: multiples of 1, 2 or 5
 * times a power of ten, or powers of ten on a logarithmic scale that spans
 * enough of them.
 */
export function ticksOf(scale: Scale, wanted: number): number[] {
  const [least, greatest] = scale.domain;
  if (scale.kind === "log") {
    const first = Math.ceil(Math.log10(least) - 1e-9);
    const last = Math.floor(Math.log10(greatest) + 1e-9);
    if (last > first) {
      const step = Math.max(1, Math.ceil((last - first) / wanted));
      const ticks: number[] = [];
      for (let power = first; power <= last; power += step) {
        ticks.push(Number(`1e${power}`));
      }
      return ticks;
    }
  }
  const rough = (greatest - least) / Math.max(1, wanted);
  const size = Number(`1e${Math.floor(Math.log10(rough))}`);
  const fit = [1, 2, 5, 10].findIndex((multiple) => multiple * size >= rough);
  const ticks = multiplesIn(scale.domain, [1, 2, 5, 10][fit]! * size);
  // A short axis can lie between two multiples.
  return ticks.length > 0
    ? ticks
    : multiplesIn(scale.domain, [0.5, 1, 2, 5][fit]! * size);
}

function multiplesIn(
  [least, greatest]: readonly [number, number],
  step: number,
): number[] {
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const multiples: number[] = [];
  for (
    let index = Math.ceil(least / step - 1e-9);
    index * step <= greatest + step * 1e-9;
    index++
  ) {
    multiples.push(Number((index * step).toFixed(Math.min(decimals, 20))));
  }
  return multiples;
}

/**
 * A line through the points as SVG path data, broken where a value is not
 * finite or, on a logarithmic scale, not above zero.
 */
export function pathOf(
  points: readonly (readonly [number, number])[],
  x: Scale,
  y: Scale,
): string {
  let path = "";
  let down = false;
  for (const [step, value] of points) {
    const drawn = Number.isFinite(value) && (y.kind !== "log" || value > 0);
    if (drawn) {
      path += `${down ? "L" : "M"}${tenth(x.place(step))} ${
        tenth(y.place(value))
      }`;
    }
    down = drawn;
  }
  return path;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The index of the point whose step is nearest; -1 where there is none. */
export function nearest(
  points: readonly (readonly [number, number])[],
  step: number,
): number {
  let low = 0;
  let high = points.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle]![0] <= step) low = middle;
    else high = middle;
  }
  return Math.abs(points[low]![0] - step) <= Math.abs(points[high]![0] - step)
    ? low
    : high;
}
