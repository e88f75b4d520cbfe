/**
 * The scratch project that the pipeline's benchmark measures: recipes of many
 * trivial stages in several shapes, in a folder outside the checkout that
 * imports the engine by its path, as docs/own-pipeline.md says.
 *
 * @module
 */

import { join } from "node:path";

/** The checkout. */
export const checkout: URL = new URL("../../", import.meta.url);

const engine = new URL("pipeline/", checkout).href;

/** How the stages of a recipe hang together. */
export type Shape = "chain" | "fan" | "diamonds";

/** A recipe to measure, which is a profile of the scratch project. */
export interface Size {
  readonly shape: Shape;
  readonly stages: number;
  /** Files in the source folder that the first stage takes in; 0 for none. */
  readonly files: number;
}

/** The profile's name of a size, such as `fan-1000` or `chain-1000-files`. */
export function profileOf({ shape, stages, files }: Size): string {
  return `${shape}-${stages}${files > 0 ? "-files" : ""}`;
}

/** Which stages each stage reads, by number: the DAG as every tool gets it. */
export function edges({ shape, stages }: Size): number[][] {
  return Array.from({ length: stages }, (_, i) => {
    if (i === 0) return [];
    if (shape === "chain") return [i - 1];
    if (shape === "fan") {
      return i < stages - 1
        ? [0]
        : Array.from({ length: stages - 2 }, (_, j) => j + 1);
    }
    // Diamonds in a row: 0 -> 1, 2 -> 3 -> 4, 5 -> 6 and so on.
    return i % 3 === 0 ? [i - 2, i - 1] : [i - (i % 3)];
  });
}

/** The name of a stage by its number. */
export function stageName(i: number): string {
  return `step/${i}`;
}

const files: Readonly<Record<string, string>> = {
  "step.ts": `
import { z } from "zod";
import { anyFolder, json, many, optional } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";

export const step = stage(import.meta, {
  doc: "Writes its number and how much it was given.",
  params: z.object({ number: z.int() }),
  inputs: { from: many(json), corpus: optional(anyFolder) },
  outputs: { out: json },
  determinism: "bitwise",
  run({ params, inputs, outputs }) {
    let bytes = 0;
    for (const path of Object.values(inputs.from)) {
      bytes += Deno.readTextFileSync(path).length;
    }
    if (inputs.corpus !== undefined) {
      bytes += [...Deno.readDirSync(inputs.corpus)].length;
    }
    Deno.writeTextFileSync(
      outputs.out,
      JSON.stringify({ number: params.number, bytes }),
    );
  },
});
`,
  "recipe.ts": `
import { anyFolder } from "${engine}artifact.ts";
import { local } from "${engine}kinds/local.ts";
import { recipe } from "${engine}recipe.ts";
import { edges, stageName } from "${new URL(
    "bench/pipeline/project.ts",
    checkout,
  )}";
import { step } from "./step.ts";
import sizes from "./sizes.json" with { type: "json" };

export default recipe({
  doc: "Trivial stages in number.",
  profiles: sizes,
  build(size, add) {
    const source = size.files > 0
      ? add("corpus", local(anyFolder), { path: "corpus" }, {})
      : undefined;
    const made = [];
    for (const [i, from] of edges(size).entries()) {
      const corpus = i === 0 ? source?.artifact : undefined;
      made.push(add(stageName(i), step, { number: i }, {
        from: Object.fromEntries(from.map((j) => [String(j), made[j].out])),
        ...(corpus === undefined ? {} : { corpus }),
      }));
    }
    return {};
  },
});
`,
  // The same function without the engine, for what a process costs by itself.
  "bare.ts": `
import { step } from "./step.ts";
step.run({
  params: { number: 1 },
  inputs: { from: {} },
  outputs: { out: Deno.args[0] },
});
`,
};

/** Writes the scratch project into an empty folder. */
export function writeProject(folder: string, sizes: readonly Size[]): void {
  for (const [path, text] of Object.entries(files)) {
    Deno.writeTextFileSync(join(folder, path), text.trimStart());
  }
  Deno.writeTextFileSync(
    join(folder, "sizes.json"),
    JSON.stringify(Object.fromEntries(
      sizes.map((size) => [profileOf(size), size]),
    )),
  );
  for (const name of ["deno.json", "deno.lock"]) {
    Deno.copyFileSync(new URL(name, checkout), join(folder, name));
  }
  const most = Math.max(0, ...sizes.map(({ files }) => files));
  if (most > 0) writeCorpus(join(folder, "corpus"), most);
}

/** Writes small files of different bytes, 1,000 a folder. */
export function writeCorpus(folder: string, files: number): void {
  for (let i = 0; i < files; i++) {
    const inner = join(folder, String(Math.floor(i / 1000)).padStart(4, "0"));
    if (i % 1000 === 0) Deno.mkdirSync(inner, { recursive: true });
    Deno.writeTextFileSync(join(inner, `${i}.txt`), `line ${i}\n`);
  }
}
