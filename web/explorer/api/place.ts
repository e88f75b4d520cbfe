/**
 * The addresses of places in the client.
 *
 * @module
 */

/**
 * Where the client is, after the `#` of the address. Parts are encoded by
 * `encodeURIComponent`, the slashes of a stage's name stay.
 *
 *   #/                    the graph
 *   #/stage/NAME          a stage, with its lineage
 *   #/artifact/DIGEST     the stage that put it out, with the output open
 *   #/results             the result table
 *   #/compare/KEY.N/KEY.N two records
 *
 * `?view=overview`, `?view=lineage` or `?view=everything` behind it chooses the
 * drawing of the graph beside it; `down` shows what was made from the stage.
 */
export type Place = `#/${string}`;
