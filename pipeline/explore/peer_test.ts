import assert from "node:assert/strict";
import { isSameUser, socketUser } from "./peer.ts";

const header = "  sl  local_address rem_address   st tx_queue rx_queue tr " +
  "tm->when retrnsmt   uid  timeout inode\n";
const rest = "00000000:00000000 00:00000000 00000000";

Deno.test("the user of a connection is found by both its ports", () => {
  const table = `${header}` +
    `   0: 0100007F:1F90 00000000:0000 0A ${rest}  1000        0 1 1 0\n` +
    `   1: 0100007F:1F90 0100007F:C001 01 ${rest}  1000        0 2 1 0\n` +
    `   2: 0100007F:C001 0100007F:1F90 01 ${rest}  1001        0 3 1 0\n` +
    `   3: 0200007F:C002 0100007F:1F90 01 ${rest}  1002        0 4 1 0\n`;
  assert.equal(socketUser(table, 0xc001, 8080), 1001);
  assert.equal(socketUser(table, 8080, 0xc001), 1000);
  assert.equal(socketUser(table, 0xc002, 8080), null);
  const mapped = "0000000000000000FFFF00000100007F";
  const six = `${header}` +
    `   0: ${mapped}:00C1 ${mapped}:1F90 01 ${rest}  1003        0 5 1 0\n`;
  assert.equal(socketUser(six, 0xc1, 8080), 1003);
  assert.equal(socketUser(header, 1, 2), null);
});

Deno.test({
  name: "a connection of this process is this user's, and no other is",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr as Deno.NetAddr;
    using client = await Deno.connect({ hostname: "127.0.0.1", port });
    using _served = await listener.accept();
    const from = (client.localAddr as Deno.NetAddr).port;
    assert(isSameUser(from, port));
    assert(!isSameUser(port, port));
    const { uid } = Deno;
    Deno.uid = () => 4_000_000_000;
    try {
      // The administrator's are let in whoever asks.
      assert.equal(isSameUser(from, port), uid() === 0);
    } finally {
      Deno.uid = uid;
    }
  },
});
