/**
 * The names of entities: URI references of files from the crate's root, and URI
 * fragments of what is described in the crate only.
 *
 * @module
 */

/**
 * What has to be encoded in a segment of a path: all but what RFC 3986 allows
 * there (section 3.3) and letters of other scripts (RFC 3987, sections 2.2 and
 * 4.1), which stay as they are so that a name can be read.
 */
const unsafe =
  /[^\w\-.~!$&'()*+,;=:@\u00a0-\u200d\u2010-\u2027\u202f-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]/gu;

function encodeSegment(text: string): string {
  return text.replace(unsafe, encodeURIComponent);
}

/**
 * The `@id` of a file of the crate, or of a folder where the path ends with
 * `/` (RO-Crate 1.1, section "Encoding file paths").
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(idOfPath("artifacts/ratio=0.5/a b#1.json"),
 *   "artifacts/ratio=0.5/a%20b%231.json");
 * assert.equal(pathOfId("artifacts/ratio=0.5/a%20b%231.json"),
 *   "artifacts/ratio=0.5/a b#1.json");
 * assert.equal(pathOfId("artifacts/%2E%2E/secret"), null);
 * ```
 */
export function idOfPath(path: string): string {
  return path.split("/").map(encodeSegment).join("/");
}

/**
 * The path of a file of the crate by its `@id`, or of a folder, which then ends
 * with `/`; null for anything else, such as a path that leads out of the crate.
 */
export function pathOfId(id: string): string | null {
  if (/^(?:[a-z][a-z0-9+.-]*:|[/\\#?])|[#?]/i.test(id)) return null;
  let segments: string[];
  try {
    segments = id.replace(/^(?:\.\/)+/, "").split("/").map(decodeURIComponent);
  } catch {
    return null;
  }
  const isFolder = segments.at(-1) === "";
  const names = isFolder ? segments.slice(0, -1) : segments;
  const isFine = names.length > 0 &&
    names.every((name) =>
      name !== "" && name !== "." && name !== ".." &&
      !name.includes("/") && !name.includes("\0") &&
      !(Deno.build.os === "windows" && /[\\:]/.test(name))
    );
  return isFine ? segments.join("/") : null;
}

/**
 * The `@id` of something that is described in the crate only. No two lists of
 * parts have the same one: a slash within a part is encoded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(localId("kind", "a/b", "x"), "#kind/a%2Fb/x");
 * ```
 */
export function localId(...parts: readonly string[]): string {
  return "#" + parts.map(encodeSegment).join("/");
}

/** The `@id` of what stands for a stage, whose name can be read in it. */
export function stageId(of: "control" | "step", stage: string): string {
  return `#${of}/${idOfPath(stage)}`;
}
