/**
 * What a stage printed.
 *
 * @module
 */

/// <reference lib="dom" />

import type { RecordDetail } from "../../api.ts";
import { h } from "../dom.ts";
import { Latest } from "./latest.ts";
import { bytes } from "../number.ts";
import { digestText, failure, loading, note } from "./parts.ts";
import { textView } from "./text_view.ts";
import type { Host } from "./view.ts";

/** The log, as text. */
export function logSection(
  host: Host,
  { digest, size }: NonNullable<RecordDetail["log"]>,
  closing: (() => void)[],
): HTMLElement {
  const place = h("div", {});
  const latest = new Latest();
  closing.push(() => latest.drop());
  const ask = () => {
    place.replaceChildren(loading("the log"));
    latest.ask(() => host.source.preview({ digest }), {
      done: (preview) =>
        place.replaceChildren(
          preview.type === "text"
            ? textView("Log", preview.text, null, preview.cutOff)
            : note(preview.type === "none" ? preview.why : "It is no text."),
        ),
      failed: (message) => place.replaceChildren(failure(message, ask)),
    });
  };
  ask();
  return h(
    "div",
    {},
    h(
      "p",
      { class: "file-facts" },
      h("span", {}, bytes(size)),
      digestText(digest),
    ),
    place,
  );
}
