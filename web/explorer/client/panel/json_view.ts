/**
 * A JSON document as a tree that folds. A click on a name copies its path.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Json } from "../../api.ts";
import { h } from "../dom.ts";
import {
  branchText,
  childrenOf,
  isBranch,
  isSmall,
  type JsonNode,
  leafText,
  sizeOf,
} from "./json_tree.ts";
import { copyButton } from "./parts.ts";

/** How much of a branch is shown at once. */
const portion = 100;

/** The longest text that is shown whole. */
const longestText = 400;

/** The document as a tree. */
export function jsonView(value: Json): HTMLElement {
  const root: JsonNode = { name: null, path: "", value };
  if (!isBranch(value)) {
    return h("div", { class: "json" }, leafElement(value));
  }
  if (sizeOf(value) === 0) {
    return h("div", { class: "json" }, h("span", { class: "pale" }, "Empty"));
  }
  return h("div", { class: "json" }, branch(root, isSmall(value)));
}

function branch(node: JsonNode, open: boolean): HTMLElement {
  const list = h("ul", {});
  const total = sizeOf(node.value);
  let shown = 0;
  const add = () => {
    const children = childrenOf(node, shown, portion);
    shown += children.length;
    list.append(...children.map((child) => item(child, open)));
    if (shown < total) {
      const more = h(
        "li",
        {},
        h("button", {
          type: "button",
          class: "more",
          onclick: () => {
            more.remove();
            add();
          },
        }, `Next ${Math.min(portion, total - shown)} of ${total}`),
      );
      list.append(more);
    }
  };
  add();
  return list;
}

function item(node: JsonNode, open: boolean): HTMLElement {
  const { value } = node;
  const branches = isBranch(value) && sizeOf(value) > 0;
  const name = copyButton(
    node.path,
    `Copy the path ${node.path}`,
    branches ? "copy path" : node.name ?? "",
    branches ? "json-path" : "json-name",
  );
  if (!branches) {
    return h("li", {}, name, " ", leafElement(value));
  }
  const details = h(
    "details",
    { open },
    h(
      "summary",
      {},
      h("span", { class: "json-label" }, node.name ?? ""),
      h("span", { class: "pale" }, ` ${branchText(value)} ${hint(value)}`),
    ),
  );
  let made = false;
  const make = () => {
    if (made || !details.open) return;
    made = true;
    details.append(branch(node, open));
  };
  make();
  details.addEventListener("toggle", make);
  return h("li", { class: "json-branch" }, details, name);
}

/** The beginning of what is folded. */
function hint(value: Json): string {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).slice(0, 6);
    if (items.some(isBranch)) return "";
    const text = items.map(leafText).join(", ");
    const cut = text.length > 60 ? text.slice(0, 60) : text;
    return cut + (value.length > items.length || cut !== text ? " …" : "");
  }
  const names = Object.keys(value as object);
  const text = names.slice(0, 5).join(", ");
  const cut = text.length > 60 ? text.slice(0, 60) : text;
  return cut + (names.length > 5 || cut !== text ? " …" : "");
}

function leafElement(value: Json): HTMLElement {
  const type = value === null ? "null" : typeof value;
  const text = isBranch(value)
    ? (Array.isArray(value) ? "[]" : "{}")
    : leafText(value);
  if (text.length <= longestText) {
    return h("span", { class: `json-value json-${type}` }, text);
  }
  const element = h(
    "span",
    { class: `json-value json-${type}` },
    text.slice(0, longestText),
    "… ",
  );
  element.append(h("button", {
    type: "button",
    class: "more",
    onclick: () => element.replaceChildren(text),
  }, `all ${text.length} characters`));
  return element;
}
