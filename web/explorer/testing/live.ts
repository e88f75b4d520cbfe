/**
 * A server that tells of changes, as `pipeline/explore/` does while a run goes
 * on.
 *
 * @module
 */

import type { Graph, GraphUpdate, StageDetail } from "../api.ts";
import { explorerPage } from "../page.ts";

/** The server, at `url`. */
export interface Live extends AsyncDisposable {
  readonly url: string;
  /** Until a page listens: before, nobody would hear what is told. */
  heard(): Promise<void>;
  /** Tells every page that listens. */
  tell(update: GraphUpdate): void;
  /** From now on this is answered of a stage. */
  detail(of: StageDetail): void;
  /** From now on the graph is another one. */
  replace(graph: Graph): void;
}

/** Serves a graph. */
export function serveLive(begun: Graph): Live {
  let graph = begun;
  const details = new Map<string, StageDetail>();
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const first = Promise.withResolvers<void>();
  const encoder = new TextEncoder();
  const events = () => {
    let own: ReadableStreamDefaultController<Uint8Array>;
    return new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        listeners.add(own);
        own.enqueue(encoder.encode(": hello\n\n"));
        first.resolve();
      },
      cancel() {
        listeners.delete(own);
      },
    });
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      const { pathname, searchParams } = new URL(request.url);
      const type = (contentType: string) => ({
        headers: { "content-type": contentType },
      });
      if (pathname === "/") {
        return new Response(explorerPage(null), type("text/html"));
      }
      if (pathname === "/api/graph") return Response.json(graph);
      if (pathname === "/api/stage") {
        const detail = details.get(searchParams.get("name") ?? "");
        if (detail !== undefined) return Response.json(detail);
      }
      if (pathname === "/api/events") {
        return new Response(events(), type("text/event-stream"));
      }
      return Response.json({ error: "Nothing there" }, { status: 404 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    heard: () => first.promise,
    tell(update) {
      const event = encoder.encode(`data: ${JSON.stringify(update)}\n\n`);
      for (const one of listeners) one.enqueue(event);
    },
    detail: (of) => details.set(of.name, of),
    replace(next) {
      graph = next;
    },
    async [Symbol.asyncDispose]() {
      for (const one of listeners) one.close();
      await server.shutdown();
    },
  };
}
