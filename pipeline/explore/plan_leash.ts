/**
 * The thread that ends the process that plans when the explorer has ended: its
 * standard input closes then. It is a thread of its own because the first one
 * may be in a loop of the recipe's.
 *
 * @module
 */

const buffer = new Uint8Array(64);
while (await Deno.stdin.read(buffer) !== null);
Deno.kill(Deno.pid, "SIGKILL");
