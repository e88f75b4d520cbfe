/**
 * The files that every crate has, by the names that RO-Crate gives them.
 *
 * @module
 */

/** The file that describes all others. */
export const metadataFile = "ro-crate-metadata.json";

/** The page for people beside it. */
export const previewFile = "ro-crate-preview.html";

/** The explorer's page, here and beside the report. */
export const explorerFile = "explorer.html";
