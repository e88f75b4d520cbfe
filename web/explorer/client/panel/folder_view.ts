/**
 * The files of a folder, each of which unfolds.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Preview } from "../../api.ts";
import { h } from "../dom.ts";
import { bytes, count } from "../number.ts";
import { digestText, note } from "./parts.ts";
import type { PreviewOrigin, PreviewView } from "./preview.ts";
import { filePath } from "./tensors_view.ts";

type Folder = Extract<Preview, { type: "folder" }>;

/** More files than this are shown when they are asked for. */
const many = 60;

/** @param open Makes the preview of a file. */
export function folderView(
  { files }: Folder,
  origin: PreviewOrigin,
  open: (origin: PreviewOrigin) => PreviewView,
): PreviewView {
  const opened: PreviewView[] = [];
  const list = h("ul", { class: "files" });
  const element = h("div", {}, list);
  const close = () => {
    for (const view of opened) view.close();
  };
  if (files.length === 0) {
    return { element: note("An empty folder"), close };
  }
  const add = (from: number, to: number) => {
    list.append(...files.slice(from, to).map(entry));
  };
  const entry = (file: Folder["files"][number]) => {
    const details = h(
      "details",
      {},
      h(
        "summary",
        {},
        filePath(file.path),
        h("span", { class: "pale" }, bytes(file.size)),
      ),
    );
    details.addEventListener("toggle", () => {
      if (!details.open || details.childElementCount > 1) return;
      const view = open({ ...origin, path: file.path });
      opened.push(view);
      const address = origin.host.source.file?.(origin.digest, file.path);
      details.append(
        h(
          "p",
          { class: "file-facts" },
          digestText(file.digest),
          address === null || address === undefined
            ? null
            : h("a", { href: address, download: true }, "Download"),
        ),
        view.element,
      );
    });
    return h("li", {}, details);
  };
  add(0, files.length > many ? 40 : files.length);
  if (list.childElementCount < files.length) {
    const more = h("button", {
      type: "button",
      class: "more",
      onclick: () => {
        add(list.childElementCount, files.length);
        more.remove();
      },
    }, `Show all ${count(files.length, "file")}`);
    element.append(more);
  }
  return { element, close };
}
