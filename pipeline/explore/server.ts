/**
 * The explorer's server: addresses below a token, on the loopback interface.
 *
 *   /TOKEN/               the page
 *   /TOKEN/api/...        what the page asks for, as JSON
 *   /TOKEN/file?digest=   an artifact's bytes, to be saved
 *   /TOKEN/report/...     leads to the report
 *   /OTHER/report/...     the report's files, below a token of their own
 *
 * @module
 */

import { explorerPage } from "../../web/explorer/page.ts";
import { JuiceError, messageOf } from "../errors.ts";
import { fault, nothing, redirect } from "./answers.ts";
import { answerQuery } from "./ask.ts";
import type { Explorer } from "./explorer.ts";
import { Live } from "./live.ts";
import { answerReport, download } from "./send.ts";
import {
  answer,
  isForeign,
  isForUs,
  makeToken,
  notFound,
  OneTimePass,
  pathBelow,
} from "./guard.ts";
import { isSameUser } from "./peer.ts";

/** A server that is listening. */
export interface Listening {
  /** The address to open. */
  readonly url: string;
  /** Makes an address that leads there once, for who starts a browser. */
  makePass(): string;
  /** Stops listening, and ends what is being answered. */
  close(): Promise<void>;
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

/** Only asking is permitted. */
function isRead({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

/** Answers one request below the token. */
async function respond(
  explorer: Explorer,
  live: Live,
  request: Request,
  path: string,
): Promise<Response> {
  const query = new URL(request.url).searchParams;
  if (path === "") return page();
  if (isForeign(request)) return notFound();
  if (path === "api/events") return events(live, request);
  if (path.startsWith("api/")) {
    return await answerQuery(explorer, path.slice(4), query);
  }
  if (path !== "file") return notFound();
  const inside = query.get("path") ?? undefined;
  const opened = await explorer.file(query.get("digest") ?? "", inside);
  return download(opened, request.method);
}

/** Answers one request below the report's token. */
async function respondReport(
  explorer: Explorer,
  { method }: Request,
  path: string,
  app: string,
): Promise<Response> {
  if (path === "report/explorer.html") return redirect(app);
  if (!path.startsWith("report/")) return notFound();
  return await answerReport(explorer, path.slice("report/".length), method);
}

/** Listens on the loopback interface alone. */
function listen(
  port: number,
  signal: AbortSignal,
  handler: Deno.ServeHandler<Deno.NetAddr>,
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
  // What the report's scripts know of their address leads to the report alone.
  const token = makeToken(), reportToken = makeToken();
  let said = "";
  const live = new Live(explorer, (error) => {
    const message = messageOf(error);
    if (message !== said) onFault(said = message);
  });
  const abort = new AbortController();
  const pass = new OneTimePass();
  const server = listen(port, abort.signal, async (request, { remoteAddr }) => {
    const { port } = server.addr;
    // An address that is none would end in an error that the person gets to see.
    if (!URL.canParse(request.url) || !isForUs(request, port)) {
      return notFound();
    }
    const path = pathBelow(request, token);
    const shown = pathBelow(request, reportToken);
    const isOurs = () => isSameUser(remoteAddr.port, port);
    if (path === null && shown === null) {
      return pass.use(request, isOurs) ? redirect(`/${token}/`) : notFound();
    }
    if (!isRead(request)) return answer(null, 405, { allow: "GET, HEAD" });
    try {
      if (path === null) {
        return await respondReport(explorer, request, shown!, `/${token}/`);
      }
      const isReport = path.startsWith("report/") && !isForeign(request);
      return isReport
        ? redirect(`/${reportToken}/${path}`)
        : await respond(explorer, live, request, path);
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
