/**
 * Causal attention in WGSL: an invocation a row for short sequences and small
 * heads (`attention_rows.ts`), a workgroup a block of rows for long ones
 * (`attention_tiles.ts`).
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";
import {
  deltaByRows,
  forwardByRows,
  gradKeyValueByRows,
  gradQueryByRows,
  type Rows,
} from "./attention_rows.ts";
import { block } from "./attention_blocks.ts";
import {
  tilesForward,
  tilesGradKeyValue,
  tilesGradQuery,
} from "./attention_tiles.ts";

/** Makes a planner from a function that writes the shader for a head's size. */
function perSize(
  write: (size: number) => Shader,
  groups: (dims: readonly number[]) => number,
): Planner {
  const planners = new Map<number, Planner>();
  return (dims, constants, target) => {
    const size = dims[3]!;
    let planner = planners.get(size);
    if (!planner) planners.set(size, planner = single(write(size), groups));
    return planner(dims, constants, target);
  };
}

/**
 * Whether a workgroup a block is better than an invocation a row. Rows of large
 * heads do not fit into registers, and those of long sequences read each key
 * and value too often; in short sequences much of the tiles on the diagonal is
 * computed in vain. A software adapter, on which all memory is equally near, is
 * about as fast with either.
 */
const tiled = (time: number, size: number) =>
  size <= 128 && time >= 128 && time * size >= 8192;

const blockGroups = ([batch, time, heads]: readonly number[]) =>
  batch! * heads! * Math.ceil(time! / block);

function planner(
  rows: Rows,
  tiles: (size: number) => Shader,
): Planner {
  const byRows = perSize(rows.shader, rows.groups);
  const byTiles = perSize(tiles, blockGroups);
  return (dims, constants, target) => {
    const [, time, , size] = dims;
    const plan = tiled(time!, size!) ? byTiles : byRows;
    return plan(dims, constants, target);
  };
}

/** Planners by the kernel's name. */
export const attention: Readonly<Record<string, Planner>> = {
  attention: planner(forwardByRows, tilesForward),
  attention_grad_delta: perSize(deltaByRows.shader, deltaByRows.groups),
  attention_grad_query: planner(gradQueryByRows, tilesGradQuery),
  attention_grad_key_value: planner(gradKeyValueByRows, tilesGradKeyValue),
};
