/**
 * A small sweep that nobody ran: two methods at two ratios with two seeds each,
 * from one source, for tests of questions and for the examples of their page.
 *
 * @module
 */

import type { Digest } from "../../identity/digest.ts";
import { sha256 } from "../../identity/hash.ts";
import type { Json } from "../../identity/preimage.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { makePreimage, makeRecord } from "../../testing/store.ts";
import type { Origins } from "../declare.ts";

/** What is set of an execution. */
interface Run {
  readonly kind: string;
  readonly params?: Json;
  readonly inputs?: Readonly<Record<string, Digest>>;
  readonly output: string;
  readonly seconds?: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly warnings?: readonly string[];
  /** The version of its code, where it is not the present one. */
  readonly code?: string;
}

const start = Date.parse("2026-01-02T03:00:00.000Z");

/** Makes the sweep. */
export function makeSweep(): Origins {
  const records: ExecutionRecord[] = [];
  let minutes = 0;
  const run = (stage: string, given: Run): Digest => {
    const { kind, params = {}, inputs = {}, output, code = "as now" } = given;
    const digest = sha256(`${stage} ${code}`);
    const optimiser = sha256(`optimiser ${code}`);
    const files = {
      [`stages/${kind}.ts`]: sha256(kind),
      ...(["sft", "rft"].includes(kind)
        ? { "learn/optimiser.ts": optimiser }
        : {}),
    };
    records.push(makeRecord({
      kind,
      params,
      inputs,
      code: {
        ...makePreimage().code,
        files,
        packages: { "zod@4.6.7": "sha512-zod" },
      },
      device: ["sft", "rft"].includes(kind) ? "wasm" : "none",
    }, {
      stage,
      startedAt: new Date(start + 60_000 * minutes++).toISOString(),
      seconds: given.seconds ?? 2,
      metrics: given.metrics ?? {},
      outputs: {
        [output]: { digest, size: 1000, type: "json", form: "file" },
      },
      observed: {
        read: Object.keys(inputs).filter((name) => name !== "reference"),
        unread: Object.keys(inputs).filter((name) => name === "reference"),
      },
      ...(given.warnings === undefined ? {} : { warnings: given.warnings }),
    }));
    return digest;
  };
  const words = run("source", { kind: "source", output: "words", seconds: 1 });
  const train = (name: string, ratio: number, seed: number, code?: string) =>
    run(`${name}/ratio=${ratio}/seed=${seed}`, {
      kind: name,
      params: {
        ratio,
        seed,
        optimiser: { rate: name === "sft" ? 1e-3 : 1e-4 },
      },
      inputs: { words, ...(name === "rft" ? { reference: words } : {}) },
      output: "policy",
      seconds: (name === "sft" ? 20 : 45) + 10 * ratio + seed,
      metrics: { loss: 0.25 + ratio / 10 + seed / 100 },
      ...(name === "rft" && ratio === 0.5 && seed === 2
        ? { warnings: ["The loss rose over the last 100 steps"] }
        : {}),
      ...(code === undefined ? {} : { code }),
    });
  train("sft", 0, 1, "as before");
  const results: unknown[] = [];
  for (const method of ["sft", "rft"]) {
    for (const ratio of [0, 0.5]) {
      for (const seed of [1, 2]) {
        const policy = train(method, ratio, seed);
        const per = (method === "sft" ? 0.2 + ratio / 5 : 0.22 + ratio / 10) +
          seed / 1000;
        const flops = (method === "sft" ? 1 : 3) * 1e12;
        const name = `evaluation/${method}/ratio=${ratio}/seed=${seed}`;
        const source = run(name, {
          kind: "evaluation",
          params: { seed },
          inputs: { policy, words },
          output: "evaluation",
          metrics: { per },
        });
        results.push({
          method,
          ratio,
          seed,
          metrics: { per },
          compute: { flops },
          source,
        });
      }
    }
  }
  // The first run of a stage was replaced by a later one.
  const current = new Map(records.map((record) => [record.stage, record]));
  return {
    records: records.map((record) => ({ n: 1, record })),
    stages: [...current].map(([name, record]) => ({
      name,
      kind: record.preimage.kind,
      status: "cached",
      record,
    })),
    lock: {
      version: 1,
      profiles: {
        default: Object.fromEntries(
          [...current].map(([name, { key, preimage, outputs }]) => [name, {
            key,
            experiment: key as string as Digest,
            kind: preimage.kind,
            determinism: "bitwise",
            // One of them is to arrive elsewhere.
            outputs: Object.fromEntries(
              Object.entries(outputs).map(([output, { digest }]) => [
                output,
                name === "rft/ratio=0.5/seed=2" ? sha256("locked") : digest,
              ]),
            ),
            metrics: {},
          }]),
        ),
      },
    },
    results,
  };
}
