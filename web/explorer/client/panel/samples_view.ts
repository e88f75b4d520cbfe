/**
 * What a policy says to prompts, alone and beside what others say.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Preview } from "../../api.ts";
import { type Child, h } from "../dom.ts";
import {
  type Joined,
  joinSamples,
  referenceOf,
  type Said,
} from "./join_samples.ts";
import { jsonView } from "./json_view.ts";
import { Latest } from "./latest.ts";
import { failure, sideways, stageLink } from "./parts.ts";
import { otherStages } from "./other_stages.ts";
import { shortName } from "./others.ts";
import { differing } from "./text_diff.ts";
import type { Host } from "./view.ts";

type Samples = Extract<Preview, { type: "samples" }>;

/** What the samples are a part of. */
export interface SamplesOrigin {
  readonly host: Host;
  /** The stage and which of its outputs. */
  readonly stage: string;
  readonly output: string;
}

/** Prompts shown at first. */
const few = 12;

/** Samples, with a choice of stages to compare them with. */
export function samplesView(
  given: Samples,
  { host, stage, output }: SamplesOrigin,
): { element: HTMLElement; close(): void } {
  const said: Said[] = [{
    from: stage,
    fields: given.fields,
    examples: given.examples,
  }];
  const requests: Latest[] = [];
  const others = host.graph().stages.filter(({ name, kind, outputs }) =>
    name !== stage && outputs.some((one) => one.name === output) &&
    kind === host.graph().stages.find((one) => one.name === stage)?.kind
  );
  const place = h("div", {});
  const problem = h("div", {});
  const chosen = h("ul", { class: "chosen" });
  const hint = h("p", { class: "hint" });
  let all = false;
  let onlyDifferent = false;

  const different = h(
    "label",
    { class: "check" },
    h("input", {
      type: "checkbox",
      onchange: (event: Event) => {
        onlyDifferent = (event.target as HTMLInputElement).checked;
        draw();
      },
    }),
    " Only where they differ",
  );

  function draw(): void {
    const joined = joinSamples(said);
    const wanted = onlyDifferent
      ? joined.rows.filter(({ cells }) => disagree(joined, cells))
      : joined.rows;
    const rows = all || wanted.length <= few + 4
      ? wanted
      : wanted.slice(0, few);
    const marked = markedAgainst(joined);
    place.replaceChildren(
      sideways(
        `Samples of ${said.map(({ from }) => from).join(" and ")}`,
        sampleTable(joined, rows, marked, said.length > 1),
      ),
    );
    if (rows.length < wanted.length) {
      place.append(h("button", {
        type: "button",
        class: "more",
        onclick: () => {
          all = true;
          draw();
        },
      }, `Show all ${wanted.length} prompts`));
    }
    const reference = referenceOf(given.fields);
    hint.replaceChildren(
      h("mark", { class: "differs" }, "Marked"),
      marked === "field"
        ? ` is what differs from the same of the first stage.`
        : ` is what differs from ${reference}.`,
    );
    hint.hidden = marked === null;
    different.hidden = said.length < 2;
    chosen.hidden = said.length < 2;
    chosen.replaceChildren(
      ...said.slice(1).map(({ from }) =>
        h(
          "li",
          {},
          stageLink(from),
          h("button", {
            type: "button",
            class: "remove",
            "aria-label": `Leave out ${from}`,
            onclick: () => {
              said.splice(said.findIndex((one) => one.from === from), 1);
              draw();
            },
          }, "×"),
        )
      ),
    );
    choice.leaveOut(said.map(({ from }) => from));
  }

  function add(name: string): void {
    const other = others.find((one) => one.name === name);
    const digest = other?.outputs.find((one) => one.name === output)?.digest;
    if (said.some(({ from }) => from === name)) return;
    if (other === undefined || digest === undefined || digest === null) {
      problem.replaceChildren(failure(
        other === undefined
          ? `No stage of this kind is called "${name}"`
          : `Stage "${name}" has not run yet`,
      ));
      return;
    }
    const latest = new Latest();
    requests.push(latest);
    latest.ask(() => host.source.preview({ digest }), {
      done: (preview) => {
        if (preview.type !== "samples") {
          problem.replaceChildren(failure(
            preview.type === "none" ? preview.why : "It holds no samples",
          ));
          return;
        }
        problem.replaceChildren();
        if (said.some(({ from }) => from === name)) return;
        said.push({
          from: name,
          fields: preview.fields,
          examples: preview.examples,
        });
        draw();
      },
      failed: (message) =>
        problem.replaceChildren(failure(message, () => add(name))),
    });
  }

  const choice = otherStages(stage, others.map(({ name }) => name), add);
  choice.element.prepend(
    h("span", { class: "controls-label" }, "Compare with"),
  );
  draw();
  return {
    element: h(
      "div",
      { class: "samples" },
      others.length === 0 ? null : choice.element,
      chosen,
      problem,
      different,
      place,
      hint,
      h(
        "details",
        { class: "fold" },
        h("summary", {}, "The rest of the document"),
        jsonView(given.value),
      ),
    ),
    close: () => {
      for (const request of requests) request.drop();
    },
  };
}

/** Whether a field's columns say different things. */
function disagree(
  { columns }: Joined,
  cells: readonly (string | null)[],
): boolean {
  return columns.some(({ field }, index) =>
    columns.some((other, at) =>
      at > index && other.field === field && cells[at] !== cells[index]
    )
  );
}

/** What cells are marked against; null where there is nothing to compare. */
function markedAgainst({ columns }: Joined): "reference" | "field" | null {
  if (referenceOf(columns.map(({ field }) => field)) !== null) {
    return columns.length > 1 ? "reference" : null;
  }
  const fields = columns.map(({ field }) => field);
  return new Set(fields).size < fields.length ? "field" : null;
}

function sampleTable(
  { columns }: Joined,
  rows: Joined["rows"],
  marked: "reference" | "field" | null,
  several: boolean,
): HTMLTableElement {
  const fields = columns.map(({ field }) => field);
  const wordy = rows.some(({ cells }) =>
    cells.some((text) => text !== null && text.length > 80)
  );
  const reference = fields.indexOf(referenceOf(fields) ?? "");
  const heads = several
    ? columns.map(({ from, field, shared }, index) =>
      h(
        "th",
        { scope: "col", title: shared ? null : from, class: edge(index) },
        shared ? null : h(
          "span",
          { class: "from" },
          shortName(from, columns.find((one) => one.from !== from)!.from),
        ),
        field,
      )
    )
    : columns.map(({ field }) => h("th", { scope: "col" }, field));
  function edge(index: number): string | null {
    const { from, shared } = columns[index]!;
    const before = columns[index - 1];
    return several && before !== undefined && !shared &&
        (before.shared || before.from !== from)
      ? "begins"
      : null;
  }
  return h(
    "table",
    { class: `grid samples-table${wordy ? " wordy" : ""}` },
    h(
      "thead",
      {},
      h("tr", {}, h("th", { scope: "col" }, "prompt"), ...heads),
    ),
    h(
      "tbody",
      {},
      ...rows.map(({ prompt, cells }) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, prompt),
          ...cells.map((text, index) => {
            const other = marked === "reference"
              ? (index === reference ? null : cells[reference])
              : cells[fields.indexOf(fields[index]!)];
            return h(
              "td",
              { class: edge(index), "data-field": fields[index]! },
              ...said(text, other ?? null),
            );
          }),
        )
      ),
    ),
  );
}

function said(text: string | null, other: string | null): Child[] {
  if (text === null) return [h("span", { class: "pale" }, "not asked")];
  if (text === "") return [h("span", { class: "pale" }, "nothing")];
  if (other === null) return [text];
  const pieces = differing(text, other);
  const missing = text !== other && pieces.every(({ same }) => same);
  return [
    ...pieces.map(({ text, same }) =>
      same ? text : h("mark", { class: "differs" }, text)
    ),
    // All of it is right, but something is left out.
    ...missing
      ? [h("mark", { class: "differs", title: "Something is left out" }, "…")]
      : [],
  ];
}
