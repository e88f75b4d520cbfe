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
  "When demonstrations are of mixed quality, is learning a reward from them " +
  "(RFT, IRFT) more robust than imitating them (SFT), and when?";

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
    /** Methods that learn a reward; settings of one are `name/setting`. */
    learned: z.array(z.string().min(1)).default(["rft", "irft"]),
    /** What the experiment cannot show, beside what follows from its data. */
    limits: z.array(z.string()).default([]),
    /** What must be known before the answer is read. */
    notices: z.array(z.string()).default([]),
  }),
  inputs: {
    results,
    evaluations: many(evaluation),
    curves: many(curves),
    summaries: many(json),
    calibrations: many(json),
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
