/**
 * A choice of another stage: the likeliest at once, all others by name.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { h } from "../dom.ts";
import { likeliest, shortName } from "./others.ts";
import { freshId } from "./parts.ts";

/** The choice in the page. */
export interface OtherStages {
  readonly element: HTMLElement;
  /** Those that are chosen are not offered again. */
  leaveOut(chosen: readonly string[]): void;
}

/** @param choose Is told of a name, which a person may have typed. */
export function otherStages(
  stage: string,
  others: readonly string[],
  choose: (name: string) => void,
): OtherStages {
  const id = freshId("stages");
  const input = h("input", {
    type: "text",
    list: id,
    placeholder: "Another stage",
    "aria-label": "Stage to compare with",
    autocomplete: "off",
    spellcheck: "false",
    onchange: () => {
      const name = input.value.trim();
      input.value = "";
      if (name !== "") choose(name);
    },
  });
  const chips = likeliest(stage, others, 8).map((name) =>
    h("button", {
      type: "button",
      class: "chip",
      title: name,
      "data-stage": name,
      onclick: () => choose(name),
    }, shortName(name, stage))
  );
  return {
    element: h(
      "div",
      { class: "controls compare-with" },
      ...chips,
      others.length > chips.length ? input : null,
      h(
        "datalist",
        { id },
        ...others.map((name) => h("option", { value: name })),
      ),
    ),
    leaveOut(chosen) {
      for (const chip of chips) {
        chip.hidden = chosen.includes(chip.dataset["stage"]!);
      }
    },
  };
}
