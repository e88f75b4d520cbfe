/**
 * The code that a stage ran: files in the version that it had, packages by
 * their integrity.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { CodeFile, RecordDetail } from "../../api.ts";
import { h } from "../dom.ts";
import { jsonView } from "./json_view.ts";
import { Latest } from "./latest.ts";
import { count } from "../number.ts";
import {
  copyButton,
  digestText,
  facts,
  failure,
  loading,
  note,
  sideways,
} from "./parts.ts";
import { filePath } from "./tensors_view.ts";
import { textView } from "./text_view.ts";
import type { Host } from "./view.ts";

/** Files, packages, and what else the code depends on. */
export function codeSection(
  host: Host,
  record: RecordDetail,
  closing: (() => void)[],
): HTMLElement {
  const files = inOrder(record.code, record.kind);
  const packages = Object.entries(record.packages);
  return h(
    "div",
    { class: "code-section" },
    h(
      "p",
      { class: "hint" },
      `${count(files.length, "file")} and ${
        count(packages.length, "package")
      }, each by the digest of its bytes: an edit of any of them is another key.`,
    ),
    files.length === 0 ? null : h(
      "ul",
      { class: "files" },
      ...files.map((file) => fileRow(host, file, closing)),
    ),
    packages.length === 0 ? null : h(
      "section",
      {},
      h("h3", {}, "Packages"),
      sideways(
        "Packages",
        h(
          "table",
          { class: "grid" },
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("th", { scope: "col" }, "Package"),
              h("th", { scope: "col" }, "Integrity"),
            ),
          ),
          h(
            "tbody",
            {},
            ...packages.map(([name, integrity]) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, name),
                h(
                  "td",
                  {},
                  copyButton(
                    integrity,
                    `Copy integrity ${integrity}`,
                    integrity.slice(0, 24) + "…",
                  ),
                ),
              )
            ),
          ),
        ),
      ),
    ),
    h(
      "section",
      {},
      h("h3", {}, "Runtime"),
      facts([
        ["Deno", record.deno],
        ...Object.entries(record.runtime)
          .filter(([name]) => name !== "deno")
          .map(([name, version]) => [name, version] as const),
      ], "facts across"),
      h("h3", {}, "Compiler options, imports and what else is in the key"),
      jsonView({ ...record.rest }),
    ),
  );
}

/** The kind's own file first, then its neighbours, then the rest by path. */
function inOrder(files: readonly CodeFile[], kind: string): CodeFile[] {
  const own = files.find(({ path }) => stem(path) === plain(kind));
  const folder = own === undefined
    ? null
    : own.path.slice(0, own.path.lastIndexOf("/") + 1);
  const place = ({ path }: CodeFile) =>
    path === own?.path ? 0 : folder !== null && path.startsWith(folder) ? 1 : 2;
  return files.toSorted((a, b) =>
    place(a) - place(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
  );
}

function stem(path: string): string {
  return plain(path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, ""));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

function fileRow(
  host: Host,
  { path, digest }: CodeFile,
  closing: (() => void)[],
): HTMLElement {
  const details = h(
    "details",
    {},
    h(
      "summary",
      {},
      filePath(path),
      h("span", { class: "digest" }, digest.slice(0, 12)),
    ),
  );
  const latest = new Latest();
  closing.push(() => latest.drop());
  const place = h("div", {});
  const ask = () => {
    place.replaceChildren(loading(path));
    latest.ask(() => host.source.preview({ digest }), {
      done: (preview) => {
        if (preview.type === "text") {
          const language = preview.language ?? path.split(".").at(-1) ?? null;
          place.replaceChildren(
            textView(path, preview.text, language, preview.cutOff),
          );
        } else if (preview.type === "json") {
          place.replaceChildren(jsonView(preview.value));
        } else {
          place.replaceChildren(
            note(preview.type === "none" ? preview.why : "It is no text."),
          );
        }
      },
      failed: (message) => place.replaceChildren(failure(message, ask)),
    });
  };
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(
      h("p", { class: "file-facts" }, digestText(digest)),
      place,
    );
    ask();
  });
  return h("li", {}, details);
}
