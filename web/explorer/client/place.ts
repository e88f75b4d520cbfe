/**
 * Where the client is, read from the address and written to it.
 *
 * @module
 */

import type { Place } from "../api.ts";

/** The three drawings of the graph. */
export type View = "overview" | "lineage" | "everything";

/** The same, in the order of their links. */
export const views: readonly View[] = ["overview", "lineage", "everything"];

/** A place, taken apart. */
export type Location =
  & {
    /** Which drawing of the graph stands beside it. */
    readonly view: View;
    /** Whether the lineage shows what was made from the stage, too. */
    readonly down: boolean;
  }
  & (
    | { readonly at: "graph" }
    | { readonly at: "stage"; readonly stage: string }
    | { readonly at: "artifact"; readonly digest: string }
    | { readonly at: "results" }
    | {
      readonly at: "compare";
      /** Each side is `KEY/N`. */
      readonly a: string;
      readonly b: string;
    }
  );

/**
 * Reads the part of an address from `#` on. What cannot be understood is the
 * overview.
 */
export function parsePlace(hash: string): Location {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const options = new URLSearchParams(query);
  const asked = views.find((view) => view === options.get("view"));
  const [at = "", ...parts] = path.split("/").map(decode);
  const rest = parts.join("/");
  const down = options.has("down");
  const beside = { view: asked ?? "lineage", down } as const;
  if (at === "stage" && rest !== "") return { at, stage: rest, ...beside };
  if (at === "artifact" && rest !== "") return { at, digest: rest, ...beside };
  if (at === "results") return { at, view: asked ?? "overview", down };
  if (at === "compare" && parts.length === 2) {
    const [a = "", b = ""] = parts.map((part) =>
      part.replace(/\.(\d+)$/, "/$1")
    );
    return { at, a, b, ...beside };
  }
  const view = asked === "everything" ? asked : "overview";
  return { at: "graph", view, down };
}

/** The address of a place: the inverse of {@linkcode parsePlace}. */
export function formatPlace(location: Location): Place {
  const { at, view, down } = location;
  const ownView = at === "graph" || at === "results" ? "overview" : "lineage";
  const query = [
    ...view === ownView ? [] : [`view=${view}`],
    ...down ? ["down"] : [],
  ].join("&");
  return `#/${pathOf(location)}${query && `?${query}`}`;
}

/** The place of a stage. */
export function stagePlace(stage: string): Place {
  return `#/stage/${encodeName(stage)}`;
}

/** The place of an artifact. */
export function artifactPlace(digest: string): Place {
  return `#/artifact/${encodeURIComponent(digest)}`;
}

/** The place of a comparison; each side is `KEY/N`. */
export function comparePlace(a: string, b: string): Place {
  return `#/compare/${encodeRecord(a)}/${encodeRecord(b)}`;
}

function pathOf(location: Location): string {
  switch (location.at) {
    case "graph":
      return "";
    case "stage":
      return `stage/${encodeName(location.stage)}`;
    case "artifact":
      return `artifact/${encodeURIComponent(location.digest)}`;
    case "results":
      return "results";
    case "compare":
      return `compare/${encodeRecord(location.a)}/${encodeRecord(location.b)}`;
  }
}

function encodeName(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

/** `KEY/N` as one part of an address: `KEY.N`. */
function encodeRecord(record: string): string {
  return encodeURIComponent(record.replace("/", "."));
}

/** A part of an address; as it stands where it is not well formed. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
