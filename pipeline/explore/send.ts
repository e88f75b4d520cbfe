/**
 * Sending the bytes of artifacts: to be saved, or the report's to be shown.
 *
 * @module
 */

import { fault, nothing } from "./answers.ts";
import type { Explorer, OpenFile } from "./explorer.ts";
import { answer, notFound } from "./guard.ts";

/** A name for the file, in the two forms that browsers know (RFC 6266). */
function disposition(fileName: string): string {
  const plain = fileName.replace(/[^A-Za-z0-9._=+-]/g, "_");
  const encoded = encodeURIComponent(fileName.toWellFormed())
    .replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function send(
  opened: OpenFile | string | null,
  method: string,
  headers: (opened: OpenFile) => Readonly<Record<string, string>>,
): Response {
  if (opened === null) return notFound();
  if (typeof opened === "string") return fault(opened, 410);
  const { file, bytes } = opened;
  if (method === "HEAD") file.close();
  return answer(method === "HEAD" ? null : file.readable, 200, {
    "content-length": String(bytes),
    "cache-control": "no-store",
    ...headers(opened),
  });
}

/** A file to be saved. */
export function download(
  opened: OpenFile | string | null,
  method: string,
): Response {
  return send(opened, method, ({ fileName }) => ({
    "content-type": "application/octet-stream",
    "content-disposition": disposition(fileName),
    "content-security-policy": `${nothing}; sandbox`,
  }));
}

/**
 * What a page of an artifact may do: run its own scripts, in an origin of its
 * own, which has access to no address of ours and of nobody else.
 */
const artifactPolicy = [
  "sandbox allow-scripts allow-downloads",
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Types of a report's files that a browser may show; others are saved. */
const shown: ReadonlySet<string> = new Set([
  "application/json",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/svg+xml",
  "text/css",
  "text/csv",
  "text/html",
  "text/javascript",
  "text/markdown",
  "text/plain",
]);

/** A file of the report. */
export async function answerReport(
  explorer: Explorer,
  path: string,
  method: string,
): Promise<Response> {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return notFound();
  }
  const file = name === "" ? "index.html" : name;
  return send(await explorer.reportFile(file), method, (opened) => ({
    "content-type": shown.has(opened.mediaType)
      ? `${opened.mediaType}; charset=utf-8`
      : "application/octet-stream",
    ...shown.has(opened.mediaType)
      ? {}
      : { "content-disposition": disposition(opened.fileName) },
    "content-security-policy": artifactPolicy,
    // A sandboxed page has no origin, and still may have figures of its own.
    "cross-origin-resource-policy": "cross-origin",
  }));
}
