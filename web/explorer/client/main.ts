/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
/**
 * The client's beginning.
 *
 * @module
 */

import { h } from "./dom.ts";
import { embedded, served } from "./source.ts";
import { shell } from "./view/shell.ts";

const block = document.getElementById("data");
const source = block === null ? served() : embedded(block.textContent ?? "");
try {
  shell(document.body, source, await source.graph());
} catch (error) {
  const message = error instanceof Error ? error.message : `${error}`;
  document.body.replaceChildren(
    h("main", { class: "missing", role: "alert" }, h("h1", {}, message)),
  );
}
