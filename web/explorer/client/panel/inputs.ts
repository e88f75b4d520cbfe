/**
 * What a stage was made from, and what was made from it.
 *
 * @module
 */

/// <reference lib="dom" />

import type { InputEdge, RecordDetail, StageNode } from "../../api.ts";
import { h } from "../dom.ts";
import { count } from "../number.ts";
import { artifactLink, longList, note, pathText, stageLink } from "./parts.ts";

/** A stage that takes an output of another. */
export interface Use {
  readonly stage: string;
  /** The output that it takes. */
  readonly output: string;
}

/** Every use of a stage's outputs, in the recipe's order. */
export function madeFrom(stages: readonly StageNode[], name: string): Use[] {
  return stages.flatMap((stage) =>
    stage.inputs.filter((input) => input.stage === name).map((input) => ({
      stage: stage.name,
      output: input.output,
    }))
  );
}

/** @param record Null where the stage has none. */
export function inputsSection(
  stages: readonly StageNode[],
  name: string,
  inputs: readonly InputEdge[],
  record: RecordDetail | null,
): HTMLElement {
  const unread = new Set(record?.observed.unread ?? []);
  const uses = madeFrom(stages, name);
  const byOutput = new Map<string, Use[]>();
  for (const use of uses) {
    byOutput.set(use.output, [...byOutput.get(use.output) ?? [], use]);
  }
  const idle = inputs.filter((input) => unread.has(input.name)).length;
  return h(
    "div",
    { class: "lineage" },
    h(
      "section",
      {},
      h("h3", {}, "Made from"),
      inputs.length === 0 ? note("It takes nothing: lineage begins here.") : h(
        "p",
        { class: "hint" },
        record === null
          ? `${count(inputs.length, "input")}, as the recipe connects them.`
          : idle === 0
          ? `It read all of its ${count(inputs.length, "declared input")}.`
          : `It read ${inputs.length - idle} of ${
            count(inputs.length, "declared input")
          }.`,
      ),
      ...inputGroups(inputs).map(([base, members]) =>
        members.length === 1
          ? h(
            "ul",
            { class: "relations" },
            inputRow(members[0]!, record, members[0]!.name),
          )
          : h(
            "div",
            { class: "uses" },
            h(
              "p",
              { class: "hint" },
              h("strong", {}, base),
              ` ${members.length}`,
            ),
            longList(
              members,
              12,
              (input) => inputRow(input, record, null),
              "relations",
            ),
          )
      ),
    ),
    h(
      "section",
      {},
      h("h3", {}, "What was made from it"),
      uses.length === 0 ? note("No stage takes what it puts out.") : null,
      ...[...byOutput].map(([output, users]) =>
        h(
          "div",
          { class: "uses" },
          h(
            "p",
            { class: "hint" },
            h("strong", {}, output),
            ` is taken by ${count(users.length, "stage")}`,
          ),
          longList(
            users,
            20,
            (use) => h("li", {}, stageLink(use.stage)),
            "plain-list",
          ),
        )
      ),
    ),
  );
}

/** Inputs that are one input of the kind, which takes many. */
function inputGroups(
  inputs: readonly InputEdge[],
): [string, readonly InputEdge[]][] {
  return [...Map.groupBy(inputs, ({ name }) => name.split("/")[0]!)];
}

/** @param shown The input's name; null where it stands above. */
function inputRow(
  { name, stage, output, digest }: InputEdge,
  record: RecordDetail | null,
  shown: string | null,
): HTMLElement {
  const unread = record?.observed.unread.includes(name) ?? false;
  const read = record?.observed.read.includes(name) ?? false;
  return h(
    "li",
    { class: shown === null ? "one-of-many" : null, title: name },
    shown === null
      ? null
      : h("span", { class: "relation-name" }, ...pathText(shown)),
    h(
      "span",
      { class: "relation-stage" },
      stageLink(stage),
      h(
        "span",
        { class: "relation-facts" },
        h("span", {}, output),
        digest === null ? null : artifactLink(digest),
        unread
          ? h("span", { class: "unread" }, "declared, not read")
          : read
          ? h("span", {}, "read")
          : null,
      ),
    ),
  );
}
