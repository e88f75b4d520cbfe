/**
 * Media types of files by their extensions: those that IANA has registered.
 * Of a file with another extension nothing is said.
 *
 * @module
 */

const types: Readonly<Record<string, string>> = {
  css: "text/css",
  csv: "text/csv",
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
  jpg: "image/jpeg",
  md: "text/markdown",
  mjs: "text/javascript",
  parquet: "application/vnd.apache.parquet",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  // TypeScript has no type of its own: ".ts" is that of a video format.
  ts: "text/plain",
  txt: "text/plain",
  wasm: "application/wasm",
  wgsl: "text/wgsl",
  xml: "application/xml",
};

/** The media type of a file; undefined where its name does not tell. */
export function mediaTypeOf(path: string): string | undefined {
  const [, extension] = /\.([^./]+)$/.exec(path) ?? [];
  return extension !== undefined && Object.hasOwn(types, extension)
    ? types[extension]
    : undefined;
}
