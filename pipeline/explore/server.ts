/**
 * The explorer's server: addresses below a token, on the loopback interface.
 *
 *   /TOKEN/               the page
 *   /TOKEN/api/...        what the page asks for, as JSON
 *   /TOKEN/file?digest=   an artifact's bytes, to be saved
 *   /TOKEN/report/...     the report's files
 *
 * @module
 */

import { explorerPage } from "../../web/explorer/page.ts";
import type { PreviewRequest } from "../../web/explorer/api.ts";
import { JuiceError, messageOf } from "../errors.ts";
import type { Explorer, OpenFile } from "./explorer.ts";
import { Live } from "./live.ts";
import {
  answer,
  isForeign,
  isForUs,
  makeToken,
  notFound,
  OneTimePass,
  pathBelow,
} from "./guard.ts";

/** A server that is listening. */
export interface Listening {
  /** The address to open. */
  readonly url: string;
  /** Makes an address that leads there once, for who starts a browser. */
  makePass(): string;
  /** Stops listening, and ends what is being answered. */
  close(): Promise<void>;
}

const nothing = "default-src 'none'; frame-ancestors 'none'";

function json(value: unknown, status = 200): Response {
  return answer(JSON.stringify(value), status, {
    "content-type": "application/json; charset=utf-8",
    "content-security-policy": `${nothing}; sandbox`,
    "cache-control": "no-store",
  });
}

function fault(error: string, status: number): Response {
  return json({ error }, status);
}

/** A whole number of a query; undefined where it is left out or none. */
function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The most rows of a table in one answer. */
const maxRows = 1000;

function previewRequest(query: URLSearchParams): PreviewRequest {
  const path = query.get("path");
  const offset = wholeNumber(query.get("offset"));
  const limit = wholeNumber(query.get("limit"));
  const orderBy = query.get("orderBy");
  const filter = query.get("filter");
  return {
    digest: query.get("digest") ?? "",
    ...path === null ? {} : { path },
    ...offset === undefined ? {} : { offset },
    ...limit === undefined ? {} : { limit: Math.min(limit, maxRows) },
    ...orderBy === null ? {} : { orderBy },
    descending: query.get("descending") === "true",
    ...filter === null || filter === "" ? {} : { filter },
  };
}

async function api(
  explorer: Explorer,
  what: string,
  query: URLSearchParams,
): Promise<Response> {
  const found = (value: unknown, error: string) =>
    value === null ? fault(error, 404) : json(value);
  switch (what) {
    case "graph":
      return json(await explorer.graph());
    case "stage": {
      const name = query.get("name") ?? "";
      return found(
        await explorer.stage(name),
        `There is no stage "${name}" in this profile`,
      );
    }
    case "record": {
      const key = query.get("key") ?? "", n = wholeNumber(query.get("n")) ?? 0;
      return found(
        await explorer.record(key, n),
        "The store has no such record, or it is damaged",
      );
    }
    case "preview":
      return found(
        await explorer.preview(previewRequest(query)),
        "No record of the store names such an artifact or file",
      );
    case "compare":
      return found(
        await explorer.compare(query.get("a") ?? "", query.get("b") ?? ""),
        "The store does not have both records, or one is damaged",
      );
    default:
      return notFound();
  }
}

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

function download(opened: OpenFile | string | null, method: string): Response {
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

async function report(
  explorer: Explorer,
  path: string,
  method: string,
): Promise<Response> {
  if (path === "explorer.html") {
    // The browser keeps what stands behind the #.
    return redirect("../");
  }
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

function redirect(location: string): Response {
  return answer(null, 302, { location, "cache-control": "no-store" });
}

function page(): Response {
  return answer(explorerPage(null), 200, {
    "content-type": "text/html; charset=utf-8",
    // The page itself says which style and script it may use.
    "content-security-policy": "object-src 'none'; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
  });
}

function events(live: Live, { method, headers }: Request): Response {
  const last = headers.get("last-event-id");
  return answer(method === "HEAD" ? null : live.listen(last), 200, {
    "content-type": "text/event-stream",
    "content-security-policy": `${nothing}; sandbox`,
    "cache-control": "no-store",
  });
}

/** Answers one request below the token. */
async function respond(
  explorer: Explorer,
  live: Live,
  request: Request,
  path: string,
): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return answer(null, 405, { allow: "GET, HEAD" });
  }
  const query = new URL(request.url).searchParams;
  if (path === "") return page();
  if (path.startsWith("report/")) {
    return await report(explorer, path.slice(7), request.method);
  }
  if (isForeign(request)) return notFound();
  if (path === "api/events") return events(live, request);
  if (path.startsWith("api/")) return await api(explorer, path.slice(4), query);
  if (path !== "file") return notFound();
  const inside = query.get("path") ?? undefined;
  const opened = await explorer.file(query.get("digest") ?? "", inside);
  return download(opened, request.method);
}

/** Listens on the loopback interface alone. */
function listen(
  port: number,
  signal: AbortSignal,
  handler: (request: Request) => Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  const hostname = "127.0.0.1";
  try {
    return Deno.serve({ hostname, port, signal, onListen: () => {} }, handler);
  } catch (error) {
    const isTaken = error instanceof Deno.errors.AddrInUse;
    if (!isTaken && !(error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
    throw new JuiceError(
      `Cannot listen on port ${port}: ` +
        (isTaken
          ? "another program does already"
          : "the system does not permit it") +
        "\nLeave --port out for one that is free",
      { cause: error },
    );
  }
}

/**
 * Begins to serve.
 *
 * @param port Zero for one that is free.
 * @param onFault Told what keeps it from following the store, whenever that
 * is something else than before.
 * @throws JuiceError for a port that cannot be had.
 */
export function serve(
  explorer: Explorer,
  port: number,
  onFault: (message: string) => void,
): Listening {
  const token = makeToken();
  let said = "";
  const live = new Live(explorer, (error) => {
    const message = messageOf(error);
    if (message !== said) onFault(said = message);
  });
  const abort = new AbortController();
  const pass = new OneTimePass();
  const server = listen(port, abort.signal, async (request) => {
    if (!isForUs(request, server.addr.port)) return notFound();
    const path = pathBelow(request, token);
    if (path === null) {
      return pass.use(request) ? redirect(`/${token}/`) : notFound();
    }
    try {
      return await respond(explorer, live, request, path);
    } catch (error) {
      return fault(messageOf(error), 500);
    }
  });
  const base = `http://127.0.0.1:${server.addr.port}/`;
  return {
    url: `${base}${token}/`,
    makePass: () => `${base}${pass.make()}/`,
    close: async () => {
      live.close();
      abort.abort();
      await server.finished;
    },
  };
}
