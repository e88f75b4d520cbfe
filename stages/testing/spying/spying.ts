/**
 * The stage kind `spying`: a learner that is after the marks of the injected
 * rows. Whatever it gets hold of would be in its output.
 *
 * @module
 */

import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { json } from "../../../pipeline/artifact.ts";
import { stage } from "../../../pipeline/stage.ts";
import { dataset } from "../../artifacts.ts";
import { datasetColumns } from "../../data/columns.ts";
import { readRows } from "../../data/parquet.ts";

/** Tries to read what it is told of, and what lies beside its input. */
export const spying = stage(import.meta, {
  doc: "Tries to read what a learner must not.",
  params: z.strictObject({ files: z.array(z.string()) }),
  inputs: { demonstrations: dataset },
  outputs: { found: json },
  determinism: "bitwise",
  async run({ params, inputs, outputs, scratch }) {
    const own = await readRows(inputs.demonstrations, datasetColumns);
    const folder = dirname(inputs.demonstrations);
    const attempts: Record<string, () => unknown> = {
      "the folder above": () => [...Deno.readDirSync(dirname(folder))],
    };
    for (const file of params.files) {
      const url = pathToFileURL(file).href;
      const linked = `${scratch}/linked`;
      attempts[`read ${file}`] = () => Deno.readFileSync(file);
      attempts[`look at ${file}`] = () => Deno.statSync(file);
      attempts[`copy ${file}`] = () => Deno.copyFileSync(file, outputs.found);
      attempts[`link ${file}`] = () => Deno.linkSync(file, linked);
      attempts[`point at ${file}`] = () => {
        Deno.symlinkSync(file, linked);
        Deno.readFileSync(linked);
      };
      attempts[`fetch ${file}`] = async () => await (await fetch(url)).text();
      attempts[`print ${file}`] = () =>
        new Deno.Command("/bin/cat", { args: [file] }).outputSync();
    }
    const outcomes: [string, string][] = [];
    for (const [what, run] of Object.entries(attempts)) {
      try {
        await run();
        outcomes.push([what, "succeeded"]);
      } catch (error) {
        outcomes.push([what, (error as Error).name]);
      }
    }
    await Deno.writeTextFile(
      outputs.found,
      JSON.stringify({
        beside: [...Deno.readDirSync(folder)].map(({ name }) => name),
        rows: own.length,
        columns: [...new Set(own.flatMap((row) => Object.keys(row)))],
        outcomes: Object.fromEntries(outcomes),
      }),
    );
  },
});
