/**
 * Axes with ticks and tick labels of our own choice.
 *
 * @module
 */

import { fixed } from "../../web/report/number.ts";
import type { Domain } from "./scale.ts";

/**
 * An axis with exactly these ticks.
 *
 * @param label How a tick is written.
 */
export function axis(
  title: string | null,
  ticks: readonly number[],
  label: (tick: number) => string,
): Record<string, unknown> {
  const labels = Object.fromEntries(
    ticks.map((tick) => [String(tick), label(tick)]),
  );
  return {
    title,
    values: ticks,
    labelExpr: `(${JSON.stringify(labels)})[datum.value]`,
  };
}

/** An axis over a domain, with the decimals that its ticks need. */
export function domainAxis(
  title: string | null,
  domain: Domain,
): Record<string, unknown> {
  return axis(title, domain.ticks, (tick) => fixed(tick, domain.digits));
}

/** A linear scale over exactly a domain. */
export function scale(domain: Domain): Record<string, unknown> {
  return { domain: [domain.low, domain.high], nice: false, zero: false };
}
