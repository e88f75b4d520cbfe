/**
 * A made-up project with every type of preview, and with names and texts that
 * are markup.
 *
 * @module
 */

import type { Embedded, Graph, Preview, StageNode } from "../api.ts";
import { detailOf, digestOf, type Made, nodeOf } from "./stages.ts";

/** Markup that would tell of itself if it ever became an element. */
export const markup = `<img src=x onerror="alert('it ran')"><b>bold</b>`;

const json = "application/json";
const parquet = "application/vnd.apache.parquet";
const seeds = [1, 2, 3];
const methods = ["alpha", "beta=0.5"];

const trainings: Made[] = methods.flatMap((method, at) =>
  seeds.map((seed) => ({
    name: `training/${method}/seed=${seed}`,
    kind: "training",
    params: { rate: at === 0 ? 0.1 : 0.2, steps: 120, seed, law: { beta: 1 } },
    inputs: { words: "source/words.words" },
    outputs: {
      curves: ["curves", json],
      policy: ["policy", "inode/directory"],
    } as const,
    metrics: { final_loss: 0.3 + at / 10 + seed / 100 },
    warnings: seed === 2 ? ["at step 40, the loss rises"] : [],
    log: seed === 1,
    earlier: seed === 1 ? 2 : 0,
    verdict: seed === 3 ? "changed" as const : "identical" as const,
  }))
);

const evaluations: Made[] = methods.flatMap((method, at) =>
  seeds.map((seed) => ({
    name: `evaluation/${method}/seed=${seed}`,
    kind: "evaluation",
    params: { method, seed },
    inputs: {
      policy: `training/${method}/seed=${seed}.policy`,
      words: "source/words.words",
    },
    unread: ["words"],
    outputs: { evaluation: ["evaluation", json] } as const,
    metrics: {
      error_rate: 0.2 + at / 10 + seed / 100,
      word_accuracy: 0.5 - at / 10 + seed / 100,
    },
  }))
);

const made: readonly Made[] = [
  {
    name: "source/words",
    kind: "source",
    outputs: { words: ["entries", parquet], notes: ["json", json] },
    metrics: { entries: 400 },
  },
  ...trainings,
  ...evaluations,
  {
    name: `hostile/${markup}/seed=1`,
    kind: markup,
    params: { [markup]: markup },
    inputs: { [markup]: "source/words.words" },
    outputs: { [markup]: [markup, json], text: ["text", "text/plain"] },
    metrics: { [markup]: 1 },
    warnings: [markup],
  },
  {
    name: "comparison",
    kind: "comparison",
    inputs: Object.fromEntries(
      evaluations.map(({ name }) => [name, `${name}.evaluation`]),
    ),
    outputs: {
      results: ["results", json],
      figure: ["figure", "image/svg+xml"],
    },
  },
  { name: "late", kind: "training", status: "running" },
];

/** The table that a source put out: a row a word, the first ones of all. */
export const wordRows: readonly (readonly [string, number, string | null])[] =
  Array.from({ length: 400 }, (_, index) => [
    `word ${String(index).padStart(3, "0")}`,
    (index * 37) % 400,
    index % 10 === 0 ? null : "x".repeat(index === 1 ? 300 : index % 7),
  ]);

function curves(seed: number): Preview {
  const points = (scale: number) =>
    Array.from({ length: 25 }, (_, at): [number, number] => [
      at * 5,
      scale * Math.exp(-at / 8) + seed / 100,
    ]);
  return {
    type: "curves",
    series: [
      { name: "loss", unit: "nats per token", points: points(3) },
      { name: "gradient norm", unit: "before clipping", points: points(900) },
      { name: "margin", unit: "reward", points: [[0, -1], [120, 2]] },
    ],
    warnings: seed === 2 ? [{ step: 40, message: "the loss rises" }] : [],
  };
}

function samples(at: number): Preview {
  return {
    type: "samples",
    fields: ["reference", "greedy"],
    examples: ["one", "two", "three"].map((prompt, index) => ({
      prompt,
      reference: `A B C ${prompt}`,
      greedy: index === at ? `A X C ${prompt}` : `A B C ${prompt}`,
    })),
    value: { version: 1, errors: Array.from({ length: 250 }, (_, i) => i) },
  };
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80">
<script>alert("it ran")</script><rect width="200" height="80" fill="teal"
onload="alert('it ran')"/></svg>`;

function previews(): Record<string, Preview> {
  const found: Record<string, Preview> = {
    [digestOf("source/words.words")]: {
      type: "table",
      columns: [
        { name: "word", type: "VARCHAR" },
        { name: "count", type: "BIGINT" },
        { name: "note", type: "VARCHAR" },
      ],
      rows: wordRows,
      offset: 0,
      total: wordRows.length,
    },
    [digestOf("source/words.notes")]: {
      type: "json",
      value: {
        version: 1,
        dropped: Array.from({ length: 40 }, (_, at) => ({ at })),
      },
    },
    [digestOf(`hostile/${markup}/seed=1.${markup}`)]: {
      type: "json",
      value: { [markup]: markup },
    },
    [digestOf(`hostile/${markup}/seed=1.text`)]: {
      type: "text",
      text: `${markup}\n</script><script>alert(1)</script>\n`,
      language: "html",
      cutOff: null,
    },
    [digestOf("comparison.figure")]: {
      type: "image",
      mediaType: "image/svg+xml",
      url: `data:image/svg+xml;base64,${btoa(svg)}`,
    },
    [digestOf("comparison.results")]: {
      type: "none",
      why: "Left out of this page for its size. `deno task explore` shows it",
    },
  };
  for (
    const path of [
      "lib/shared",
      ...made.map(({ kind }) => `stages/${kind}`),
    ]
  ) {
    found[digestOf(`${path}.ts`)] = {
      type: "text",
      text: `// The file ${path}.\nexport const rate = 0.1;\n`,
      language: "ts",
      cutOff: null,
    };
  }
  for (const { name } of trainings) {
    const seed = Number(name.at(-1));
    const policy = digestOf(`${name}.policy`);
    found[digestOf(`${name}.curves`)] = curves(seed);
    found[digestOf(`log of ${name}`)] = {
      type: "text",
      text: `said by ${name}\n`,
      language: null,
      cutOff: null,
    };
    found[policy] = {
      type: "folder",
      files: [{
        path: "model.safetensors",
        digest: digestOf(`${name} model`),
        size: 4096,
      }],
    };
    found[`${policy}/model.safetensors`] = {
      type: "tensors",
      tensors: [
        {
          name: "layers.0.weight",
          dtype: "F32",
          shape: [8, 16],
          size: 512,
          statistics: {
            mean: 0.01,
            standardDeviation: 0.2,
            least: -0.6,
            greatest: 0.5,
          },
        },
        {
          name: "layers.0.bias",
          dtype: "F32",
          shape: [16],
          size: 64,
          statistics: null,
        },
      ],
      parameters: 144,
    };
  }
  evaluations.forEach(({ name }, at) => {
    found[digestOf(`${name}.evaluation`)] = samples(at < 3 ? 1 : 2);
  });
  return found;
}

/** The graph; stages beside those of the project come last. */
export function madeUpGraph(more: readonly StageNode[] = []): Graph {
  const results = evaluations.map(({ name, params, metrics }) => ({
    coordinates: {
      method: params!["method"] as string,
      seed: params!["seed"] as number,
    },
    metrics: metrics!,
    source: digestOf(`${name}.evaluation`),
    stage: name,
  }));
  return {
    version: 1,
    project: "toy",
    profile: "default",
    device: "wasm",
    altered: [],
    stages: [...made.map(nodeOf), ...more],
    table: {
      title: "Error rates",
      columns: [
        { name: "Method", align: "left" },
        { name: "Error", align: "right" },
        { name: "Accuracy", align: "right" },
      ],
      rows: [["alpha", ".220", ".520"], ["beta=0.5", ".320", ".420"]],
      notes: ["Means over three seeds"],
    },
    results,
    report: null,
  };
}

/** All of it, as a page that stands alone carries it. */
export function madeUpProject(): Embedded {
  return {
    version: 1,
    graph: madeUpGraph(),
    details: Object.fromEntries(
      made.map((one, index) => [one.name, detailOf(one, index)]),
    ),
    previews: previews(),
  };
}
