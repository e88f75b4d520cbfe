/**
 * What a policy says to prompts, alone and beside what others say.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Preview } from "../../api.ts";
import { h } from "../dom.ts";
import { joinSamples, referenceOf, type Said } from "./join_samples.ts";
import { jsonView } from "./json_view.ts";
import { Latest } from "./latest.ts";
import { failure, sideways, stageLink } from "./parts.ts";
import { otherStages } from "./other_stages.ts";
import { disagree, markedAgainst, samplesTable } from "./samples_table.ts";
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
        samplesTable(joined, rows, marked, said.length > 1),
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
              const next = chosen.querySelector<HTMLElement>(".remove") ??
                choice.element.querySelector<HTMLElement>(
                  ".chip:not([hidden]), input",
                );
              next?.focus();
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
        const pressed = document.activeElement?.matches(".chip") === true;
        draw();
        // The button that had the focus is gone.
        if (pressed) different.querySelector("input")?.focus();
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
