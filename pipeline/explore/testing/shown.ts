/**
 * A small project whose artifacts are of all kinds that are drawn, and whose
 * texts try to be markup.
 *
 * @module
 */

import { parquetWriteBuffer } from "hyparquet-writer";
import { buildRecipe } from "../../build_recipe.ts";
import type { Project } from "../../project.ts";
import {
  header,
  makeProject,
  runProfile,
  type TestProject,
  wasm,
} from "../../testing/project.ts";
import { encodeBase64 } from "../base64.ts";
import type { LoadedSubject } from "../subject.ts";

/** Text that does something wherever it is not taken as text. */
export const hostile = `</script><img src=x onerror="alert(1)">\u202e'"\`\\`;

/** A safetensors file of one tensor with four values. */
export function tensorFile(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(Float32Array.from(values).buffer);
  const head = new TextEncoder().encode(JSON.stringify({
    weight: {
      dtype: "F32",
      shape: [values.length],
      data_offsets: [0, data.length],
    },
  }));
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
}

const text = (value: string) => encodeBase64(new TextEncoder().encode(value));
const document = (value: unknown) => text(JSON.stringify(value));

/** What the artifacts hold, by output and path, in base 64. */
const contents: Readonly<Record<string, string>> = {
  "text": text(`first\n${hostile}\n`),
  "bytes": encodeBase64(Uint8Array.of(0, 1, 2, 0xff)),
  "curves": document({
    series: [
      { name: hostile, unit: "nats", points: [[0, 2], [10, 1.5]] },
      { name: "rate", points: [[0, 0.1]] },
    ],
    warnings: [{ step: 10, message: hostile, rule: "own" }],
  }),
  "samples": document({
    metrics: { per: 0.5 },
    examples: [{ prompt: hostile, greedy: "P", sampled: null }],
  }),
  "figure": text(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`),
  "picture": text("no picture at all"),
  "checkpoint/config.json": document({ layers: 1 }),
  "checkpoint/model.safetensors": encodeBase64(tensorFile([1, 2, 3, 4])),
  "table": text("no table"),
  "rows": encodeBase64(
    new Uint8Array(parquetWriteBuffer({
      columnData: [
        { name: "word", data: ["b", hostile, "a"], type: "STRING" },
        { name: "length", data: [2, 3, 1], type: "INT32" },
      ],
    })),
  ),
};

/** A report that looks what it can get at, and says so in its title. */
const curious = `<!doctype html>
<img src="figure.svg"><a href="explorer.html#/results">results</a>
<script>
const can = (run) => Promise.resolve().then(run).then(() => true, () => false);
addEventListener("load", async () => {
  document.title = JSON.stringify({
    figure: document.images[0].naturalWidth > 0,
    origin: self.origin,
    graph: await can(() => fetch("../api/graph")),
    blind: await can(() => fetch("../api/graph", { mode: "no-cors" })),
    storage: await can(() => localStorage.length),
    cookie: await can(() => document.cookie),
    address: location.pathname,
  });
});
</script>`;

const files: Readonly<Record<string, string>> = {
  "stages/show.ts": `${header}
export const show = stage(import.meta, {
  doc: "Writes what it is told.",
  params: z.object({ contents: z.record(z.string(), z.string()), note: z.string() }),
  inputs: {},
  outputs: {
    text: file("text", ".txt", "text/plain"),
    bytes: file("bytes", "", "application/octet-stream"),
    curves: json, samples: json,
    figure: file("figure", ".svg", "image/svg+xml"),
    picture: file("picture", ".png", "image/png"),
    checkpoint: folder("checkpoint"),
    table: file("table", ".parquet", "application/vnd.apache.parquet"),
    rows: file("table", ".parquet", "application/vnd.apache.parquet"),
  },
  determinism: "bitwise",
  async run({ params, outputs, metric, warn, log }) {
    for (const [path, data] of Object.entries(params.contents)) {
      const [output, ...inside] = path.split("/");
      const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
      await Deno.writeFile([outputs[output], ...inside].join("/"), bytes);
    }
    log(params.note);
    warn(params.note);
    metric("size", 4);
  },
});`,
  "stages/result.ts": `${header}
export const result = stage(import.meta, {
  doc: "Writes a table.",
  params: z.object({ source: z.string() }),
  inputs: { samples: json }, outputs: { results: json },
  determinism: "bitwise",
  async run({ inputs, outputs, digests }) {
    await writeJson(outputs.results, {
      version: 1,
      table: {
        title: "All", columns: [{ name: "method", align: "left" }],
        rows: [["own"]],
      },
      results: [
        { method: "own", seed: 1, extra: {}, metrics: { per: 0.5, no: "x" },
          source: digests.samples },
        { method: "none" },
      ],
    });
  },
});`,
  "stages/page.ts": `${header}
export const page = stage(import.meta, {
  doc: "Writes the report.",
  params: z.object({}),
  inputs: { results: json }, outputs: { report: folder("report") },
  determinism: "bitwise",
  async run({ outputs }) {
    const write = (name, text) =>
      Deno.writeTextFile(outputs.report + "/" + name, text);
    await write("index.html", ${JSON.stringify(curious)});
    await write("figure.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    await write("data.bin", "x");
  },
});`,
  "stages/recipe.ts": `
import { recipe } from ${
    JSON.stringify(new URL("../../recipe.ts", import.meta.url).href)
  };
import { show } from "./show.ts";
import { result } from "./result.ts";
import { page } from "./page.ts";
export default recipe({
  doc: "Shows things.",
  profiles: { default: ${JSON.stringify({ contents, note: hostile })} },
  build(params, add) {
    const made = add("show/all", show, params, {});
    const { results } = add("result", result, { source: "" }, { samples: made.samples });
    const { report } = add("page", page, {}, { results });
    return { results, report };
  },
});`,
};

/** The project with what the explorer needs to know. */
export interface Shown extends Disposable {
  readonly files: TestProject;
  readonly project: Project;
  readonly subject: LoadedSubject;
  /** The digest of an output of a stage that has run. */
  digest(stage: string, output: string): string;
}

/**
 * Makes the project.
 *
 * @param runs Whether its stages have run.
 */
export async function makeShown(runs = true): Promise<Shown> {
  const made = makeProject(files);
  const project = await made.open();
  const built = buildRecipe(project.recipe, "default");
  if (runs) await runProfile(project, "default");
  return {
    files: made,
    project,
    subject: { project, built, device: wasm },
    digest: (stage, output) =>
      project.store.recordsOfStage(stage, 1)[0]!.outputs[output]!.digest,
    [Symbol.dispose]: () => made[Symbol.dispose](),
  };
}
