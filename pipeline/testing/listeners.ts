/**
 * Somebody on this machine who answers, for tests of who may ask.
 *
 * @module
 */

import { join } from "node:path";

/** Who answers on this machine, until disposed of. */
export interface Listeners extends AsyncDisposable {
  readonly port: string;
  readonly server: string;
  readonly socket: string;
}

/** Starts a server of a module and of WebSockets, and a unix socket. */
export function listen(folder: string): Listeners {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) =>
      request.headers.get("upgrade") === "websocket"
        ? Deno.upgradeWebSocket(request).response
        : new Response("export {};", {
          headers: { "content-type": "text/javascript" },
        }),
  );
  const socket = join(folder, "socket");
  const local = Deno.listen({ transport: "unix", path: socket });
  const port = String((server.addr as Deno.NetAddr).port);
  return {
    port,
    server: `http://127.0.0.1:${port}/`,
    socket,
    async [Symbol.asyncDispose]() {
      local.close();
      await server.shutdown();
    },
  };
}
