/**
 * A part of an artifact, in the form that suits it.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { OutputEntry, Preview } from "../../api.ts";
import { h } from "../dom.ts";
import { curvesView } from "./curves_view.ts";
import { folderView } from "./folder_view.ts";
import { imageView } from "./image_view.ts";
import { jsonView } from "./json_view.ts";
import { Latest } from "./latest.ts";
import { failure, loading, note } from "./parts.ts";
import { samplesView } from "./samples_view.ts";
import { firstPage, requestOf } from "./table_state.ts";
import { tableView } from "./table_view.ts";
import { tensorsView } from "./tensors_view.ts";
import { textView } from "./text_view.ts";
import type { Host } from "./view.ts";

/** What is to be seen of an artifact. */
export interface PreviewOrigin {
  readonly host: Host;
  readonly stage: string;
  readonly output: OutputEntry;
  readonly digest: string;
  /** A file of it, where it is a folder. */
  readonly path?: string;
}

/** A preview, and what ends it. */
export interface PreviewView {
  readonly element: HTMLElement;
  close(): void;
}

/** Asks for the preview at once, and shows it when it comes. */
export function previewView(origin: PreviewOrigin): PreviewView {
  const { host, digest, path } = origin;
  const element = h("div", { class: "preview" });
  const latest = new Latest();
  let inner: PreviewView | null = null;
  const ask = () => {
    element.replaceChildren(loading(path ?? origin.output.name));
    latest.ask(
      () => host.source.preview(requestOf(firstPage, digest, path)),
      {
        done: (preview) => {
          inner?.close();
          inner = shown(preview, origin);
          element.replaceChildren(inner.element);
        },
        failed: (message) => element.replaceChildren(failure(message, ask)),
      },
    );
  };
  ask();
  return {
    element,
    close: () => {
      latest.drop();
      inner?.close();
    },
  };
}

function shown(preview: Preview, origin: PreviewOrigin): PreviewView {
  const { host, stage, output, digest, path } = origin;
  const label = path === undefined ? output.name : `${output.name}/${path}`;
  const still = (element: HTMLElement): PreviewView => ({
    element,
    close() {},
  });
  switch (preview.type) {
    case "table":
      return tableView(preview, {
        source: host.source,
        digest,
        label,
        ...path === undefined ? {} : { path },
      });
    case "curves":
      return curvesView(preview);
    case "samples":
      return samplesView(preview, { host, stage, output: output.name });
    case "folder":
      return folderView(preview, origin, previewView);
    case "image":
      return still(imageView(preview, label));
    case "tensors":
      return still(tensorsView(preview, label));
    case "json":
      return still(jsonView(preview.value));
    case "text":
      return still(
        textView(label, preview.text, preview.language, preview.cutOff),
      );
    case "none":
      return still(note(preview.why));
  }
}
