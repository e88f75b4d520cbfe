/**
 * What fits on a page that stands alone: previews as long as there is room, and
 * of tables as many rows as there is room for, of all the same number.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import type { Preview } from "../../web/explorer/api.ts";

/** How much room there is: bytes, each preview compressed by itself. */
export interface Room {
  /** For all previews but tables. */
  readonly all: number;
  /** For all tables. */
  readonly tables: number;
  /** For one preview. */
  readonly each: number;
}

/** The room on a page. */
export const usualRoom: Room = {
  all: 6 * 2 ** 20,
  tables: 2 * 2 ** 20,
  each: 256 * 1024,
};

/** How many rows a table may have on a page, the most first. */
const rowCounts = [1000, 500, 200, 100, 50, 20, 10] as const;

/** The most rows of a table that are looked at for a page. */
export const mostRows: number = rowCounts[0];

type Table = Extract<Preview, { type: "table" }>;

/** What a preview takes on a page, with its name. */
function sizeOf(id: string, preview: Preview): number {
  return gzipSync(JSON.stringify([id, preview])).length;
}

/** A table, and what it takes with its first rows. */
class Measured {
  readonly #sizes = new Map<number, number>();

  constructor(readonly id: string, readonly table: Table) {}

  /** The table with no more than so many rows. */
  cut(most: number): Table {
    const { table } = this;
    return table.rows.length <= most
      ? table
      : { ...table, rows: table.rows.slice(0, most) };
  }

  size(most: number): number {
    const rows = Math.min(most, this.table.rows.length);
    const known = this.#sizes.get(rows);
    const size = known ?? sizeOf(this.id, this.cut(rows));
    this.#sizes.set(rows, size);
    return size;
  }

  /** The most rows with which it is not too large; none where it always is. */
  fitting(most: number, each: number): number | undefined {
    return rowCounts.find((count) => count <= most && this.size(count) <= each);
  }
}

/** Previews, as long as there is room. */
export class Fitting {
  readonly #made: Record<string, Preview> = {};
  readonly #tables: Measured[] = [];
  readonly #seen = new Set<string>();
  readonly #room: Room;
  #left: number;

  constructor(room: Room) {
    this.#room = room;
    this.#left = room.all;
  }

  /** Whether it was added, though it may not have fitted. */
  has(id: string): boolean {
    return this.#seen.has(id);
  }

  /** Adds a preview, what is wanted most first. */
  add(id: string, preview: Preview): void {
    this.#seen.add(id);
    if (preview.type === "table") {
      this.#tables.push(new Measured(id, preview));
      return;
    }
    const size = sizeOf(id, preview);
    if (size > Math.min(this.#room.each, this.#left)) return;
    this.#made[id] = preview;
    this.#left -= size;
  }

  /** The previews; what is not among them did not fit. */
  previews(): Readonly<Record<string, Preview>> {
    const { each, tables } = this.#room;
    const all = (most: number) =>
      this.#tables.reduce((sum, table) => {
        const rows = table.fitting(most, each);
        return sum + (rows === undefined ? 0 : table.size(rows));
      }, 0);
    // One number of rows for all of them is one that a reader can be told.
    const most = rowCounts.find((count) => all(count) <= tables) ??
      rowCounts.at(-1)!;
    let left = tables;
    for (const table of this.#tables) {
      const rows = table.fitting(most, each);
      if (rows === undefined || table.size(rows) > left) continue;
      this.#made[table.id] = table.cut(rows);
      left -= table.size(rows);
    }
    return this.#made;
  }
}
