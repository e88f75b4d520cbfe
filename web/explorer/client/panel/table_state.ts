/**
 * What is shown of a table: page, order and filter, and the same for a table
 * that is whole at hand and needs no one asked.
 *
 * @module
 */

import type { PreviewRequest, TableColumn } from "../../api.ts";

/** A cell. */
export type Cell = string | number | boolean | null;

/** What is shown of a table. */
export interface TableState {
  readonly offset: number;
  readonly limit: number;
  readonly orderBy: string | null;
  readonly descending: boolean;
  readonly filter: string;
}

/** The first page of a table as it is. */
export const firstPage: TableState = {
  offset: 0,
  limit: 15,
  orderBy: null,
  descending: false,
  filter: "",
};

/** Sorts by a column: first ascending, then descending, then not at all. */
export function sortedBy(state: TableState, column: string): TableState {
  const first = { ...state, offset: 0 };
  if (state.orderBy !== column) {
    return { ...first, orderBy: column, descending: false };
  }
  return state.descending
    ? { ...first, orderBy: null, descending: false }
    : { ...first, descending: true };
}

/** Only rows that hold the text. */
export function filteredBy(state: TableState, filter: string): TableState {
  return { ...state, offset: 0, filter };
}

/** Another page: `by` pages on, within the table. */
export function turned(
  state: TableState,
  by: number,
  total: number,
): TableState {
  const last = Math.max(0, Math.ceil(total / state.limit) - 1);
  const page = Math.floor(state.offset / state.limit) + by;
  return {
    ...state,
    offset: Math.min(Math.max(page, 0), last) * state.limit,
  };
}

/** What is to be asked for, to show it. */
export function requestOf(
  state: TableState,
  digest: string,
  path?: string,
): PreviewRequest {
  return {
    digest,
    ...path === undefined ? {} : { path },
    offset: state.offset,
    limit: state.limit,
    ...state.orderBy === null
      ? {}
      : { orderBy: state.orderBy, descending: state.descending },
    ...state.filter === "" ? {} : { filter: state.filter },
  };
}

/** Rows of a table at hand, as the state has them. */
export function pageOf(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  state: TableState,
): { rows: readonly (readonly Cell[])[]; total: number } {
  const text = state.filter.toLowerCase();
  let chosen = text === ""
    ? rows
    : rows.filter((row) =>
      row.some((cell) =>
        cell !== null && String(cell).toLowerCase().includes(text)
      )
    );
  const column = columns.findIndex(({ name }) => name === state.orderBy);
  if (column >= 0) {
    const sign = state.descending ? -1 : 1;
    chosen = chosen.toSorted((a, b) =>
      inOrder(a[column] ?? null, b[column] ?? null, sign)
    );
  }
  return {
    rows: chosen.slice(state.offset, state.offset + state.limit),
    total: chosen.length,
  };
}

/** Numbers by value, all else by code points, nothing last either way. */
export function inOrder(a: Cell, b: Cell, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  const [x, y] = [String(a), String(b)];
  return x === y ? 0 : sign * (x < y ? -1 : 1);
}
