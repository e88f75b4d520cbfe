/**
 * Media types of files: those that IANA has registered, by extensions. Of a
 * file with another extension nothing is said.
 *
 * @module
 */

/** Of Parquet files. */
export const parquetType = "application/vnd.apache.parquet";

const types: Readonly<Record<string, string>> = {
  css: "text/css",
  csv: "text/csv",
  gif: "image/gif",
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  md: "text/markdown",
  mjs: "text/javascript",
  parquet: parquetType,
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
  const [, extension] = /\.([^./]+)$/.exec(path.toLowerCase()) ?? [];
  return extension !== undefined && Object.hasOwn(types, extension)
    ? types[extension]
    : undefined;
}
