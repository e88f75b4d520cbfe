/**
 * Texts, code and logs, from their beginning.
 *
 * @module
 */

import type { Preview } from "../../../web/explorer/api.ts";
import { readStart } from "../../formats/file.ts";
import type { Content } from "./content.ts";

/** Bytes of a text that are shown. */
const longest = 256 * 1024;

/** Languages by extension, in the names that the web has for them. */
const languages: Readonly<Record<string, string>> = {
  c: "c",
  css: "css",
  html: "html",
  js: "javascript",
  json: "json",
  md: "markdown",
  mjs: "javascript",
  py: "python",
  sh: "shell",
  sql: "sql",
  toml: "toml",
  ts: "typescript",
  wgsl: "wgsl",
  yaml: "yaml",
  yml: "yaml",
};

/** How many of the last bytes belong to a character that was cut. */
function cutCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Whether the beginning of a file looks like a text. */
export function looksLikeText(start: Uint8Array): boolean {
  if (start.includes(0)) return false;
  const whole = start.subarray(0, start.length - cutCharacter(start));
  const text = new TextDecoder().decode(whole);
  const strange = text.match(/\uFFFD/g)?.length ?? 0;
  return strange <= text.length / 100;
}

/** A text; what is no UTF-8 in it is shown as U+FFFD. */
export function textPreview(content: Content): Preview {
  const start = readStart(content.path, longest);
  const isCut = content.bytes > start.length;
  const whole = isCut
    ? start.subarray(0, start.length - cutCharacter(start))
    : start;
  const dot = content.fileName.lastIndexOf(".");
  const extension = content.fileName.slice(dot + 1).toLowerCase();
  const known = dot >= 0 && Object.hasOwn(languages, extension);
  return {
    type: "text",
    text: new TextDecoder().decode(whole),
    language: known ? languages[extension]! : null,
    cutOff: isCut ? content.bytes : null,
  };
}
