/**
 * What archives and journals want to know of the experiment: what it is, who
 * made it, under which licence, and where its data come from. What nobody has
 * stated, such as the day on which the dictionary was published, is not here.
 *
 * @module
 */

import declared from "../data/cmudict.json" with { type: "json" };
import type { About } from "../pipeline/recipe.ts";
import { TableThread } from "../pipeline/tables/thread.ts";
import type { EntriesFound } from "./about_thread.ts";

/** Compares entries that stand in a table with those that `data/` declares. */
async function verifyEntries(path: string): Promise<string | null> {
  // An audit asks, and what it is asked of may have been made to harm.
  const module = new URL("./about_thread.ts", import.meta.url);
  using tables = new TableThread<null, EntriesFound>(module);
  const { count, sha256 } = await tables.ask(path, null);
  const { name, entries } = declared;
  return sha256 === entries.sha256
    ? null
    : `it holds ${count} entries with SHA-256 "${sha256}" where ` +
      `"data/${name}.json" declares ${entries.count} with "${entries.sha256}"`;
}

/** The experiment, its data and the paper that it rests on. */
export const about: About = {
  name: "Juice",
  description:
    "Is learning a reward from demonstrations of mixed quality more robust " +
    "than imitating them? The methods of arXiv 2405.17888 (RFT, IRFT, SPIN) " +
    "beside supervised fine-tuning and controls, on demonstrations of which " +
    "known shares are made low-quality, as a pipeline whose every result can " +
    "be traced to its sources and made again",
  license: "https://spdx.org/licenses/MIT",
  authors: [{ kind: "organization", name: "The Juice authors" }],
  citations: [{
    name: "Getting More Juice Out of the SFT Data: Reward Learning from " +
      "Human Demonstration Improves SFT for LLM Alignment (NeurIPS 2024)",
    url: "https://arxiv.org/abs/2405.17888",
  }],
  sources: {
    // By the name of the stage kind, stages/source.ts.
    source: {
      name: declared.title,
      description:
        "English words, as they are said in North America, each with its " +
        "phonemes as lexicographers at Carnegie Mellon University wrote them " +
        `down; ${declared.entries.count} entries, from the npm package ` +
        `${declared.package.name} ${declared.package.version}`,
      license: "https://spdx.org/licenses/BSD-2-Clause",
      url: declared.citation.url,
      creators: [
        { kind: "person", name: "Robert L. Weide" },
        { kind: "organization", name: declared.citation.publisher },
      ],
      citation: `${declared.citation.authors}. ${declared.citation.title}. ` +
        `${declared.citation.publisher}. ${declared.citation.url}`,
      verify: ({ entries }) => verifyEntries(entries!),
    },
  },
};
