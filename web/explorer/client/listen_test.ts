import assert from "node:assert/strict";
import type { GraphUpdate } from "../api.ts";
import { listen } from "./listen.ts";

Deno.test("a connection that hangs is given up for another one", async () => {
  const encoder = new TextEncoder();
  let asked = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => {
      const first = asked++ === 0;
      const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          // The first one begins, and is never heard of again.
          const text = first ? ": hello\n\n" : 'data: {"stages":[]}\n\n';
          controller.enqueue(encoder.encode(text));
        },
      });
      const headers = { "content-type": "text/event-stream" };
      return new Response(stream, { headers });
    },
  );
  const told = Promise.withResolvers<GraphUpdate>();
  const seen: boolean[] = [];
  const end = listen(
    `http://127.0.0.1:${server.addr.port}/`,
    told.resolve,
    (is) => seen.push(is),
    200,
  );
  assert.deepEqual(await told.promise, { stages: [] });
  end();
  assert(seen.includes(false), "it was said meanwhile");
  assert.equal(seen.at(-1), true);
  await server.shutdown();
});
