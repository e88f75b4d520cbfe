/**
 * Text as it is, code with line numbers, and unified diffs.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { h } from "../dom.ts";
import { tokensOf } from "./code_tokens.ts";
import { bytes } from "../number.ts";
import { note, sideways } from "./parts.ts";
import { linesOf } from "./text_diff.ts";

/** Longer text is not coloured. */
const longestColoured = 80_000;

/**
 * A text with the numbers of its lines.
 *
 * @param label What it is, for who cannot see it.
 * @param cutOff Bytes in all where it is only the beginning; else null.
 */
export function textView(
  label: string,
  text: string,
  language: string | null,
  cutOff: number | null,
): HTMLElement {
  if (text === "") return note("Empty");
  const lines = text.replace(/\n$/, "").split("\n").length;
  const numbers = Array.from({ length: lines }, (_, index) => index + 1)
    .join("\n");
  const tokens = text.length > longestColoured
    ? [{ kind: "plain" as const, text }]
    : tokensOf(text, language);
  const code = h(
    "pre",
    { class: "code" },
    h("span", { class: "lines", "aria-hidden": "true" }, numbers),
    h(
      "code",
      {},
      ...tokens.map((token) =>
        token.kind === "plain"
          ? token.text
          : h("span", { class: `token-${token.kind}` }, token.text)
      ),
    ),
  );
  const box = sideways(label, code);
  box.classList.add("code-box");
  return cutOff === null ? box : h(
    "div",
    {},
    box,
    note(`The beginning of ${bytes(cutOff)}.`),
  );
}

/** A unified diff. */
export function diffView(label: string, diff: string): HTMLElement {
  const code = h(
    "pre",
    { class: "diff" },
    ...linesOf(diff).map(({ kind, text }) =>
      h("span", { class: `line line-${kind}` }, `${text}\n`)
    ),
  );
  const box = sideways(label, code);
  box.classList.add("code-box");
  return box;
}
