/**
 * Ticks and domains, computed here rather than by the charting library, so
 * that a figure's marks, labels and leader lines share one scale.
 *
 * @module
 */

/** A linear scale's domain and the ticks on it. */
export interface Domain {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Decimals that tell the ticks apart. */
  readonly digits: number;
}

/**
 * A domain of round numbers around values, with steps of 1, 2 or 5 times a
 * power of ten.
 *
 * @param values At least one, all finite.
 * @param intervals About how many intervals to make.
 */
export function niceDomain(values: readonly number[], intervals = 5): Domain {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (high - low < 1e-9) {
    const margin = Math.abs(low) < 1e-6 ? 1 : Math.abs(low) / 2;
    low -= margin;
    high += margin;
  }
  const { step, digits } = niceStep((high - low) / intervals);
  // The tolerance keeps a value that is a tick up to rounding on that tick.
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks: number[] = [];
  for (let i = first; i <= last; i++) {
    ticks.push(Number((i * step).toFixed(digits)));
  }
  return {
    low: ticks[0] as number,
    high: ticks[ticks.length - 1] as number,
    ticks,
    digits,
  };
}

/** Where a value stands between 0 (low) and 1 (high). */
export function position(domain: Domain, value: number): number {
  return (value - domain.low) / (domain.high - domain.low);
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
function niceStep(least: number): { step: number; digits: number } {
  let power = 0;
  // Powers of ten by their decimal notation are exact to the last bit.
  while (power < 300 && Number(`1e${power}`) < least) power++;
  while (power > -300 && Number(`1e${power - 1}`) >= least) power--;
  for (const factor of [2, 5, 10]) {
    const step = Number(`${factor}e${power - 1}`);
    const digits = factor === 10 ? -power : 1 - power;
    if (step >= least) return { step, digits: Math.max(0, digits) };
  }
  return { step: Number(`1e${power}`), digits: Math.max(0, -power) };
}
