/**
 * A stage's key: what it is the digest of, each part explained, and the
 * commands that have to do with it.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Graph, Json, RecordDetail } from "../../api.ts";
import { preimageOf } from "../../compare/mod.ts";
import { h } from "../dom.ts";
import { own } from "../model/own.ts";
import { jsonView } from "./json_view.ts";
import { command, copyButton, quoted } from "./parts.ts";

/** What a field of the preimage is for. */
const phrases: Readonly<Record<string, string>> = {
  version: "The version of the encoding. It is raised when keys change at once",
  kind: "The kind of stage",
  code: "Every module and asset that the kind imports, by the digest of its " +
    "bytes, packages by their integrity, and the compiler options and import " +
    "map entries that apply",
  deno: "The version of Deno that runs it",
  params: "Its parameters",
  inputs: "What it reads, by content. Names and places of the stages before " +
    "it are not in the key, so that the same bytes end a rerun",
  tools: "The programs that it may start, by the digest of their bytes",
  source: "What the local files hold that it brings in",
  device: "What it computes on; none where that changes no byte",
};

/** The preimage of a record's key, its fields in the order of the phrases. */
function shownPreimage(record: RecordDetail): Record<string, Json> {
  const preimage = { ...preimageOf(record) } as Record<string, Json>;
  const order = Object.keys(phrases);
  const place = (name: string) => {
    const at = order.indexOf(name);
    return at < 0 ? order.length : at;
  };
  return Object.fromEntries(
    Object.entries(preimage).toSorted(([a], [b]) => place(a) - place(b)),
  );
}

/** The commands that ask about a stage or run it. */
export function commandsOf(
  stage: string,
  graph: Graph,
  output: string | null,
): string[] {
  const profile = graph.profile === "default"
    ? ""
    : ` --profile ${quoted(graph.profile)}`;
  return [
    `deno task lineage ${
      quoted(output === null ? stage : `${stage}.${output}`)
    }${profile}`,
    `deno task explain ${quoted(stage)}${profile}`,
    `deno task stage ${quoted(stage)}${profile}`,
  ];
}

/** Key, preimage and commands. */
export function keySection(graph: Graph, record: RecordDetail): HTMLElement {
  const preimage = shownPreimage(record);
  return h(
    "div",
    { class: "key-section" },
    h(
      "p",
      { class: "full-digest" },
      copyButton(record.key, "Copy the key", record.key, "copy whole"),
    ),
    h(
      "p",
      { class: "hint" },
      "The key is the SHA-256 of what follows, in canonical encoding: all " +
        "that the result may depend on. Where nothing of it changes, the " +
        "stage does not run again.",
    ),
    h(
      "dl",
      { class: "preimage" },
      ...Object.entries(preimage).map(([name, value]) =>
        h(
          "div",
          {},
          h("dt", {}, name),
          h(
            "dd",
            {},
            h("p", { class: "phrase" }, own(phrases, name) ?? ""),
            jsonView(value),
          ),
        )
      ),
    ),
    h(
      "section",
      {},
      h("h3", {}, "In a terminal"),
      ...commandsOf(record.stage, graph, record.outputs[0]?.name ?? null)
        .map(command),
    ),
  );
}
