/**
 * What a stage put out, with previews.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { OutputEntry, RecordDetail } from "../../api.ts";
import { h } from "../dom.ts";
import { bytes } from "../number.ts";
import { digestText, note } from "./parts.ts";
import { type PreviewView, previewView } from "./preview.ts";
import type { Host } from "./view.ts";

/**
 * @param asked The digest of the output to have in view; null for none.
 * @param closing Takes what ends the previews.
 */
export function outputsSection(
  host: Host,
  record: RecordDetail,
  asked: string | null,
  closing: (() => void)[],
): HTMLElement {
  if (record.outputs.length === 0) return note("It puts nothing out.");
  const watched = new Map<Element, () => void>();
  // A preview is asked for when it comes near the window.
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      watched.get(target)?.();
    }
  }, { rootMargin: "400px" });
  closing.push(() => observer.disconnect());
  const ordered = orderOf(record.outputs);
  const sections = ordered.map((output) => {
    const place = h("div", { class: "preview-place" });
    const section = h(
      "section",
      { class: "output", "aria-label": `Output ${output.name}` },
      outputHead(host, output),
      place,
    );
    const { digest } = output;
    if (digest === null) place.append(note("It has not been made yet."));
    else {
      watched.set(section, () => {
        const view: PreviewView = previewView({
          host,
          stage: record.stage,
          output,
          digest,
        });
        closing.push(() => view.close());
        place.append(view.element);
      });
      observer.observe(section);
    }
    return section;
  });
  const element = h("div", { class: "outputs" }, ...sections);
  const at = asked === null
    ? -1
    : ordered.findIndex(({ digest }) => digest?.startsWith(asked));
  if (at > 0) {
    requestAnimationFrame(() => sections[at]!.scrollIntoView());
  }
  if (at >= 0 && sections.length > 1) sections[at]!.classList.add("asked");
  return element;
}

/** Files before folders, and what holds more before what holds less. */
function orderOf(outputs: readonly OutputEntry[]): OutputEntry[] {
  return outputs.toSorted((a, b) =>
    Number(a.form === "folder") - Number(b.form === "folder") ||
    (b.size ?? 0) - (a.size ?? 0)
  );
}

function outputHead(host: Host, output: OutputEntry): HTMLElement {
  const { name, type, form, digest, size, mediaType } = output;
  const address = digest === null || form === "folder"
    ? null
    : host.source.file?.(digest) ?? null;
  return h(
    "header",
    {},
    h("h3", {}, name),
    h(
      "p",
      { class: "file-facts" },
      type === name ? null : h("span", { title: mediaType }, type),
      size === null ? null : h("span", {}, bytes(size)),
      digest === null ? null : digestText(digest),
      address === null
        ? null
        : h("a", { href: address, download: true }, "Download"),
    ),
  );
}
