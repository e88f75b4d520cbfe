/**
 * Which user of this machine asks. A socket does not tell; on Linux the table
 * of sockets does (proc(5), `/proc/net/tcp`).
 *
 * @module
 */

/** 127.0.0.1 as the tables have it, on little-endian machines. */
const loopback = "0100007F";

function endOf(port: number): string {
  return `${loopback}:${port.toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * The user who holds the socket at one end of a connection on the loopback
 * interface.
 *
 * @param table What `/proc/net/tcp` or `/proc/net/tcp6` says.
 * @param from The port of that end.
 * @param to The port of the other end.
 * @returns The user's number; null for a connection that is not there.
 */
export function socketUser(
  table: string,
  from: number,
  to: number,
): number | null {
  for (const line of table.split("\n")) {
    const [, local = "", remote = "", , , , , user] = line.trim().split(/\s+/);
    // In the second table, 127.0.0.1 stands behind a prefix (RFC 4291, 2.5.5.2).
    if (!local.endsWith(endOf(from)) || !remote.endsWith(endOf(to))) continue;
    return Number(user);
  }
  return null;
}

/**
 * Whether who connected from a port is this user, or the system's
 * administrator, who may read everything anyway. Where it cannot be told, on
 * systems other than Linux, all are taken for this user.
 */
export function isSameUser(from: number, to: number): boolean {
  if (Deno.build.os !== "linux") return true;
  for (const path of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    let table: string;
    try {
      table = Deno.readTextFileSync(path);
    } catch {
      // A machine without IPv6 has no second one.
      continue;
    }
    const user = socketUser(table, from, to);
    if (user !== null) return user === Deno.uid() || user === 0;
  }
  return false;
}
