/**
 * Made-up stages, and their details, for tests of the client.
 *
 * @module
 */

import type {
  InputEdge,
  Json,
  OutputEntry,
  RecordDetail,
  StageDetail,
  StageNode,
} from "../api.ts";

/** A digest that a text is known by; nobody checks it. */
export function digestOf(text: string): string {
  let digits = "";
  for (let round = 0; digits.length < 64; round++) {
    let state = 2166136261 ^ round;
    for (const character of text) {
      state = Math.imul(state ^ character.codePointAt(0)!, 16777619);
    }
    digits += (state >>> 0).toString(16).padStart(8, "0");
  }
  return digits;
}

/** What is said of a made-up stage; all else follows. */
export interface Made {
  readonly name: string;
  readonly kind: string;
  readonly params?: { readonly [key: string]: Json };
  /** Inputs by name, as `STAGE.output`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Outputs by name: type and media type. */
  readonly outputs?: Readonly<Record<string, readonly [string, string]>>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly warnings?: readonly string[];
  readonly log?: boolean;
  readonly unread?: readonly string[];
  readonly status?: StageNode["status"];
  readonly verdict?: StageNode["verdict"];
  /** Earlier executions beside the one that stands. */
  readonly earlier?: number;
}

const startedAt = (index: number, hour = 9) =>
  `2026-03-04T${String(hour).padStart(2, "0")}:${
    String(index % 60).padStart(2, "0")
  }:00.000Z`;

function outputsOf({ name, outputs = {} }: Made): OutputEntry[] {
  return Object.entries(outputs).map(([output, [type, mediaType]]) => ({
    name: output,
    type,
    form: mediaType === "inode/directory" ? "folder" : "file",
    mediaType,
    digest: digestOf(`${name}.${output}`),
    size: 1000 + output.length * 321,
  }));
}

function inputsOf({ inputs = {} }: Made): InputEdge[] {
  return Object.entries(inputs).map(([name, from]) => {
    const dot = from.lastIndexOf(".");
    return {
      name,
      stage: from.slice(0, dot),
      output: from.slice(dot + 1),
      digest: digestOf(from),
    };
  });
}

/** A stage of the graph. */
export function nodeOf(made: Made, index: number): StageNode {
  const ran = (made.status ?? "cached") === "cached";
  return {
    name: made.name,
    kind: made.kind,
    status: made.status ?? "cached",
    why: ran ? null : "no record",
    verdict: ran ? made.verdict ?? "identical" : null,
    what: made.verdict === "changed" ? "params: rate 0.1 -> 0.2" : null,
    key: ran ? digestOf(`key of ${made.name}`) : null,
    params: made.params ?? {},
    startedAt: ran ? startedAt(index) : null,
    seconds: ran ? 1.5 + index : null,
    inputs: inputsOf(made),
    outputs: outputsOf(made).map((output) =>
      ran ? output : { ...output, digest: null, size: null }
    ),
    metrics: ran ? made.metrics ?? {} : {},
    warnings: made.warnings ?? [],
    progress: made.status === "running"
      ? { done: 30, total: 120, unit: "steps" }
      : null,
  };
}

/** All of a stage. */
export function detailOf(made: Made, index: number): StageDetail {
  const node = nodeOf(made, index);
  const doc = `What a stage of kind ${made.kind} does, in a line.`;
  if (node.key === null) {
    const attempt = node.status !== "running" ? null : {
      startedAt: startedAt(index),
      text: `step 30 of 120\n${made.kind}`,
    };
    return {
      name: made.name,
      kind: made.kind,
      doc,
      records: [],
      record: null,
      attempt,
    };
  }
  const { key } = node;
  const inputs = inputsOf(made);
  const record: RecordDetail = {
    key,
    n: 1,
    startedAt: node.startedAt!,
    seconds: node.seconds!,
    current: true,
    stage: made.name,
    kind: made.kind,
    params: made.params ?? {},
    inputs: Object.fromEntries(
      inputs.map(({ name, digest }) => [name, digest!]),
    ),
    outputs: outputsOf(made),
    metrics: made.metrics ?? {},
    warnings: made.warnings ?? [],
    code: [`lib/shared.ts`, `stages/${made.kind}.ts`]
      .map((path) => ({ path, digest: digestOf(path) })),
    packages: { "left@1.0.0": "sha512-AAAA" },
    rest: { version: 1, compilerOptions: {}, imports: { left: "npm:left@1" } },
    device: "wasm",
    deno: "2.9.6",
    runtime: { deno: "2.9.6", v8: "15.0" },
    machine: { os: "linux", arch: "x86_64", cores: 2 },
    threads: 1,
    determinism: "bitwise",
    isolation: null,
    peakMemory: 87,
    observed: {
      read: inputs.map(({ name }) => name)
        .filter((name) => !made.unread?.includes(name)),
      unread: made.unread ?? [],
    },
    log: made.log
      ? { digest: digestOf(`log of ${made.name}`), size: 40 }
      : null,
  };
  const { key: _, ...rest } = record;
  const summary = {
    n: rest.n,
    startedAt: rest.startedAt,
    seconds: rest.seconds,
  };
  return {
    name: made.name,
    kind: made.kind,
    doc,
    records: [
      { key, ...summary, current: true },
      ...Array.from({ length: made.earlier ?? 0 }, (_, before) => ({
        key: digestOf(`earlier key ${before} of ${made.name}`),
        n: 1,
        startedAt: startedAt(index, 8 - before),
        seconds: 2,
        current: false,
      })),
    ],
    record,
  };
}
