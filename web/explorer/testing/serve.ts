/**
 * The explorer's page with made-up data, from a server or standing alone.
 *
 * @module
 */

import {
  type Comparison,
  type Embedded,
  type Preview,
  previewId,
} from "../api.ts";
import { pageOf } from "../client/panel/table_state.ts";
import { pack } from "../packed.ts";
import { explorerPage } from "../page.ts";

/** The page that stands alone, as HTML. */
export async function standAlone(project: Embedded): Promise<string> {
  const packed = new Blob([JSON.stringify(pack(project))]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  return explorerPage({ data: bytes.toBase64() });
}

/** A server of made-up data, at `url`. */
export interface Served extends AsyncDisposable {
  readonly url: string;
}

/**
 * Serves a project as `pipeline/explore/` does, and at `alone` the page that
 * carries all of it.
 *
 * @param wait Is waited for before each answer, by the request's address: what
 *   is asked first can be answered last.
 */
export function serveProject(
  project: Embedded,
  comparison: Comparison | null = null,
  wait: (url: URL) => Promise<void> = () => Promise.resolve(),
): Served {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
  }, async (request) => {
    const url = new URL(request.url);
    const what = url.pathname.slice(1);
    if (what === "") {
      return new Response(explorerPage(null), {
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    }
    if (what === "alone") {
      return new Response(await standAlone(project), {
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    }
    if (what === "api/events") {
      return new Response(": nothing happens\n\n", {
        headers: { "content-type": "text/event-stream" },
      });
    }
    await wait(url);
    const answer = answerOf(project, comparison, what, url.searchParams);
    return answer === null
      ? Response.json({ error: `Nothing made up for "${what}"` }, {
        status: 404,
      })
      : Response.json(answer);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function answerOf(
  project: Embedded,
  comparison: Comparison | null,
  what: string,
  asked: URLSearchParams,
): unknown {
  switch (what) {
    case "api/graph":
      return project.graph;
    case "api/stage":
      return project.details[asked.get("name") ?? ""] ?? null;
    case "api/preview": {
      const path = asked.get("path") ?? undefined;
      const id = previewId(asked.get("digest") ?? "", path);
      const preview = project.previews[id];
      return preview === undefined ? null : pageFor(preview, asked);
    }
    case "api/compare":
      return comparison;
    default:
      return null;
  }
}

function pageFor(preview: Preview, asked: URLSearchParams): Preview {
  if (preview.type !== "table") return preview;
  const offset = Number(asked.get("offset") ?? 0);
  const page = pageOf(preview.columns, preview.rows, {
    offset,
    limit: Number(asked.get("limit") ?? 50),
    orderBy: asked.get("orderBy"),
    descending: asked.get("descending") === "true",
    filter: asked.get("filter") ?? "",
  });
  return { ...preview, ...page, offset };
}
