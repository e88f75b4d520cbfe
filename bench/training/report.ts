/**
 * From the runs to figures and ratios.
 *
 * @module
 */

import { type Figure, figure } from "../figure.ts";
import type { Contestant } from "./contestants.ts";
import { decodeBytes, forwardFlops, type Shape, stepFlops } from "./models.ts";
import type { Run } from "./run.ts";

/** How far a peer's losses may be from ours, in nats, to be the same work. */
export const tolerance = 1e-3;

/** What one contestant reached on one model. */
export interface Entry {
  readonly model: string;
  readonly contestant: string;
  readonly on: "cpu" | "gpu";
  readonly library: string;
  readonly device: string;
  readonly threads: number | null;
  /** Of a training step, in ms. */
  readonly step: Figure;
  readonly tokensPerSecond: number;
  readonly gflops: number;
  /** Of the best square product of the same contestant. */
  readonly shareOfPeak: number | null;
  /** GFLOP/s of square products, by size. */
  readonly products: Readonly<Record<string, number>> | null;
  /** Of a pass over the batch for log-probabilities, in ms. */
  readonly score: Figure | null;
  readonly scoreGflops: number | null;
  /** Of generating all responses, in ms. */
  readonly generate: Figure | null;
  readonly generatedPerSecond: number | null;
  /** Bytes that generating must read, by what copying reads and writes. */
  readonly shareOfBandwidth: number | null;
  /** 10^9 bytes a second. */
  readonly bandwidth: number | null;
  /** Peaks, in MiB. */
  readonly memory: number | null;
  readonly deviceMemory: number | null;
  /** From a process's start to its first step, in seconds. */
  readonly startup: Figure;
  readonly losses: readonly number[];
  /** The largest difference from the losses of the first entry of a model. */
  readonly lossDifference: number;
  readonly sameWork: boolean;
}

/** The largest of those that are known. */
export const largest = (
  values: readonly (number | null | undefined)[],
): number | null =>
  values.reduce<number | null>(
    (most, x) => x === null || x === undefined ? most : Math.max(most ?? x, x),
    null,
  );

/** Puts the runs of one contestant on one model together. */
export function entryOf(
  shape: Shape,
  { name, on }: Contestant,
  runs: readonly Run[],
  reference: readonly number[],
): Entry {
  const { batch, time, generation } = shape;
  const pool = (label: string, of: (run: Run) => readonly number[]) => {
    const values = runs.flatMap(of);
    return values.length === 0 ? null : figure(label, "ms", values);
  };
  const step = pool("training step", (run) => run.step)!;
  const score = pool("log-probabilities", (run) => run.score ?? []);
  const generate = pool("generation", (run) => run.generate ?? []);
  const products = runs.find((run) => run.products)?.products ?? null;
  const bandwidth = largest(runs.map((run) => run.bandwidth));
  const peak = products === null ? null : largest(Object.values(products));
  const gflops = stepFlops(shape) / step.median / 1e6;
  const made = generation.batch * (generation.length - generation.prompt);
  const read = decodeBytes(shape) * (generation.length - generation.prompt);
  const { losses, library, device, threads } = runs[0]!;
  const lossDifference = Math.max(
    ...losses.map((loss, i) => Math.abs(loss - (reference[i] ?? NaN))),
  );
  return {
    model: shape.name,
    contestant: name,
    on,
    library,
    device,
    threads,
    step,
    tokensPerSecond: 1000 * batch * time / step.median,
    gflops,
    shareOfPeak: peak === null ? null : gflops / peak,
    products,
    score,
    scoreGflops: score && forwardFlops(shape) / score.median / 1e6,
    generate,
    generatedPerSecond: generate && 1000 * made / generate.median,
    shareOfBandwidth: generate && bandwidth &&
      read / generate.median / 1e6 / bandwidth,
    bandwidth,
    memory: largest(runs.map((run) => run.memory)),
    deviceMemory: largest(runs.map((run) => run.deviceMemory)),
    startup: figure("start-up", "s", runs.map((run) => run.startup)),
    losses,
    lossDifference,
    sameWork: lossDifference <= tolerance,
  };
}

/** How many times as long a peer takes as this project on a like device. */
export interface Ratio {
  readonly model: string;
  readonly contestant: string;
  readonly against: string;
  readonly step: number;
  readonly score: number | null;
  readonly generate: number | null;
  /** How many times as many GFLOP/s this project's product of a size reaches. */
  readonly product: number | null;
}

/** The ratios of all peers whose work was the same. */
export function ratiosOf(
  entries: readonly Entry[],
  contestants: readonly Contestant[],
): Ratio[] {
  const peers = new Set(
    contestants.filter(({ peer }) => peer).map(({ name }) => name),
  );
  return entries.flatMap((entry) => {
    if (!peers.has(entry.contestant) || !entry.sameWork) return [];
    const own = entries.find((other) =>
      other.model === entry.model && other.on === entry.on &&
      !peers.has(other.contestant)
    );
    if (own === undefined) return [];
    const times = (a: Figure | null, b: Figure | null) =>
      a && b && a.median / b.median;
    const size = Object.keys(own.products ?? {})
      .find((n) => entry.products?.[n] !== undefined);
    return [{
      model: entry.model,
      contestant: entry.contestant,
      against: own.contestant,
      step: entry.step.median / own.step.median,
      score: times(entry.score, own.score),
      generate: times(entry.generate, own.generate),
      product: size === undefined
        ? null
        : own.products![size]! / entry.products![size]!,
    }];
  });
}
