/**
 * The formats that a profile can be exported in, by name. Each is loaded when
 * it is asked for, so that none pays for the others.
 *
 * @module
 */

import type { Exporter } from "./target.ts";

/** A format, as a list of them shows it. */
export interface ExportFormat {
  readonly name: string;
  /** What it is, and who takes it, in one line. */
  readonly doc: string;
  /** Whether what it writes can be signed. */
  readonly signs?: boolean;
  load(): Promise<Exporter>;
}

/** All of them, in the order of the help. */
export const exportFormats: readonly ExportFormat[] = [
  {
    name: "rocrate",
    doc: "RO-Crate (Provenance Run Crate 0.5) with all files, for archives",
    load: async () => (await import("./rocrate/export.ts")).rocrate,
  },
  {
    name: "intoto",
    doc: "in-toto statements with SLSA provenance, signed with --sign",
    signs: true,
    load: async () => (await import("./intoto/export.ts")).intoto,
  },
  {
    name: "openlineage",
    doc: "OpenLineage run events, for catalogues such as Marquez",
    load: async () => (await import("./openlineage/export.ts")).openlineage,
  },
  {
    name: "croissant",
    doc: "Croissant 1.1, the tables as a dataset for machine learning",
    load: async () => (await import("./croissant/export.ts")).croissant,
  },
  {
    name: "prov",
    doc: "W3C PROV as PROV-JSON, for tools that read provenance",
    load: async () => (await import("./prov/export.ts")).prov,
  },
];
