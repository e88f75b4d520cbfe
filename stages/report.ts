/**
 * The stage kind `report`: the page that answers the question, with every
 * number linked to the artifact that it came from.
 *
 * @module
 */

import { z } from "zod";
import { json, many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { page as render } from "../web/report/page.ts";
import { curves, evaluation, page, results } from "./artifacts.ts";
import { figureSvg } from "./figures/file.ts";
import { readMaterial } from "./report/inputs.ts";
import { viewOf } from "./report/view.ts";

const question =
  "When demonstrations are of mixed quality, does learning a reward from " +
  "them (RFT, IRFT) give a better policy than imitating them (SFT)?";

const limits = [
  "One task, spelling to pronunciation, and one size of policy trained from " +
  "scratch. Nothing here was shown for dialogue or for large models.",
  "The page does not show whether the methods were given equal compute, nor " +
  "how their settings were chosen: the recipe and its parameters do.",
];

/**
 * Writes `index.html`, which needs nothing beside it and no network,
 * `figures/*.svg`, and `results.json` as it was given.
 */
export const report = stage(import.meta, {
  doc: "Writes the page with the answer, the tables and the figures.",
  params: z.strictObject({
    title: z.string().min(1).default(
      "Learning from imperfect demonstrations: imitation or reward?",
    ),
    question: z.string().min(1).default(question),
    /** The profile's name, for the commands that the page shows. */
    profile: z.string().min(1).default("default"),
    /** The method that the question compares with. */
    imitation: z.string().min(1).default("sft"),
    /** Methods that learn a reward; settings of one are `name/setting`. */
    learned: z.array(z.string().min(1)).default(["rft", "irft"]),
    /** Methods that see no demonstrations and so have no ratio. */
    withoutDemonstrations: z.array(z.string()).default(["base"]),
    /** What the experiment cannot show, beside what follows from its data. */
    limits: z.array(z.string()).default(limits),
    /** What must be known before the answer is read. */
    notices: z.array(z.string()).default([]),
  }),
  inputs: {
    results,
    evaluations: many(evaluation),
    curves: many(curves),
    summaries: many(json),
  },
  outputs: { page },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, digests, outputs, metric, progress }) {
    const material = await readMaterial(inputs, digests.evaluations);
    progress(1, 3, "parts");
    const { view, figures } = await viewOf(material, params);
    progress(2, 3, "parts");
    await Deno.mkdir(`${outputs.page}/figures`);
    for (const figure of figures) {
      await Deno.writeTextFile(
        `${outputs.page}/figures/${figure.name}.svg`,
        figureSvg(figure),
      );
    }
    // Not a copy of the file: its mode may forbid writing.
    await Deno.writeFile(
      `${outputs.page}/results.json`,
      await Deno.readFile(inputs.results),
    );
    await Deno.writeTextFile(`${outputs.page}/index.html`, render(view));
    progress(3, 3, "parts");
    metric("evaluations", material.evaluations.length);
    metric("figures", figures.length);
  },
});
