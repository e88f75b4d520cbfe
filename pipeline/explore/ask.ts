/**
 * What the page asks for below `api/`, by its query.
 *
 * @module
 */

import type { PreviewRequest } from "../../web/explorer/api.ts";
import { fault, json } from "./answers.ts";
import type { Explorer } from "./explorer.ts";
import { notFound } from "./guard.ts";

/** A whole number of a query; undefined where it is left out or none. */
function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The most rows of a table in one answer. */
const maxRows = 1000;

function previewRequest(query: URLSearchParams): PreviewRequest {
  const path = query.get("path");
  const offset = wholeNumber(query.get("offset"));
  const limit = wholeNumber(query.get("limit"));
  const orderBy = query.get("orderBy");
  const filter = query.get("filter");
  return {
    digest: query.get("digest") ?? "",
    ...path === null ? {} : { path },
    ...offset === undefined ? {} : { offset },
    ...limit === undefined ? {} : { limit: Math.min(limit, maxRows) },
    ...orderBy === null ? {} : { orderBy },
    descending: query.get("descending") === "true",
    ...filter === null || filter === "" ? {} : { filter },
  };
}

/** Answers what stands behind `api/`. */
export async function answerQuery(
  explorer: Explorer,
  what: string,
  query: URLSearchParams,
): Promise<Response> {
  const found = (value: unknown, error: string) =>
    value === null ? fault(error, 404) : json(value);
  switch (what) {
    case "graph":
      return json(await explorer.graph());
    case "stage": {
      const name = query.get("name") ?? "";
      return found(
        await explorer.stage(name),
        `There is no stage "${name}" in this profile`,
      );
    }
    case "record": {
      const key = query.get("key") ?? "", n = wholeNumber(query.get("n")) ?? 0;
      return found(
        await explorer.record(key, n),
        "The store has no such record, or it is damaged",
      );
    }
    case "preview":
      return found(
        await explorer.preview(previewRequest(query)),
        "No record of the store names such an artifact or file",
      );
    case "compare":
      return found(
        await explorer.compare(query.get("a") ?? "", query.get("b") ?? ""),
        "The store does not have both records, or one is damaged",
      );
    default:
      return notFound();
  }
}
