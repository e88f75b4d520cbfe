/**
 * Repair: what cannot be believed is moved aside, so that the next run makes
 * it again and the next audit can be clean. Nothing is deleted: whoever wants
 * to know what happened finds it in the store's `quarantine` folder.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { removeIfThere, withDisk } from "../store/files.ts";
import { quarantine } from "../store/intake.ts";
import { names } from "../store/objects.ts";
import { short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { recordFault } from "../store/record_shape.ts";
import { outvoted, type Vouchers } from "./vouchers.ts";

/** One thing that was moved aside. */
export interface Moved {
  /** Such as `object a1b2c3d4` or `record a1b2c3d4/2 of sft`. */
  readonly subject: string;
  readonly why: string;
  readonly from: string;
  readonly to: string;
}

/** A record with its place. */
interface Placed {
  readonly record: ExecutionRecord;
  readonly n: number;
}

/**
 * Moves damaged objects and records aside, and what contradicts a lock or a
 * pin.
 *
 * @param vouchers Of all who use the store, not of one project alone: what one
 * of them vouches for stays.
 */
export function repair(store: Store, vouchers: Vouchers): Moved[] {
  return withDisk(`repair the store "${store.root}"`, () => {
    const moved = [
      ...moveObjects(store),
      ...store.recordKeys().flatMap((key) => moveRecords(store, key, vouchers)),
    ];
    // It is derived from the records, and is made anew from what is left.
    if (moved.length > 0) removeIfThere(join(store.root, "history"));
    return moved;
  });
}

/** Moves into {@linkcode quarantine}, to a name that nothing has yet. */
function aside(
  store: Store,
  from: string,
  name: string,
  told: Pick<Moved, "subject" | "why">,
): Moved {
  const wanted = join(store.root, quarantine, name);
  Deno.mkdirSync(dirname(wanted), { recursive: true });
  const taken = new Set(names(dirname(wanted)));
  let to = wanted;
  for (let i = 2; taken.has(basename(to)); i++) {
    to = `${wanted}.${i}`;
  }
  Deno.renameSync(from, to);
  return { ...told, from, to };
}

function moveObjects(store: Store): Moved[] {
  return [...store.listObjects()]
    .filter((digest) =>
      store.verify(digest, "file", { deep: true })?.what === "damaged"
    )
    .map((digest) =>
      aside(store, store.pathOf(digest), join("objects", digest), {
        subject: `object ${short(digest)}`,
        why: "its bytes are other ones than its name says",
      })
    );
}

/** Moves the records of a key that cannot be believed or used. */
function moveRecords(
  store: Store,
  key: Key,
  vouchers: Vouchers,
): Moved[] {
  const moved: Moved[] = [];
  const move = (path: string, n: number, of: string, why: string) => {
    const subject = `record ${short(key)}/${n}${of}`;
    const name = join("records", `${key}.${n}.json`);
    moved.push(aside(store, path, name, { subject, why }));
  };
  const moveRecord = ({ record, n }: Placed, why: string) =>
    move(store.recordPath(key, n), n, ` of ${record.stage}`, why);
  const kept: Placed[] = [];
  for (const [n, record] of store.numberedRecords(key)) {
    if (!("preimage" in record)) {
      move(record.path, n, "", "it is damaged");
      continue;
    }
    const fault = recordFault(record) ?? store.outputFault(record);
    if (fault === null) kept.push({ record, n });
    else moveRecord({ record, n }, fault);
  }
  const { records, why } = outvoted(kept.map(({ record }) => record), vouchers);
  for (const placed of kept) {
    if (records.has(placed.record)) moveRecord(placed, why);
  }
  return moved;
}
