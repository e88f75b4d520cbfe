/**
 * From a stage of a recipe to its preimage.
 *
 * @module
 */

import { closureOf } from "../identity/closure.ts";
import type { Digest } from "../identity/digest.ts";
import type { ModuleGraph } from "../identity/graph.ts";
import {
  type Code,
  type DeviceClass,
  type Json,
  keyVersion,
  nameOfDevice,
  type Preimage,
} from "../identity/preimage.ts";
import { toolDigests } from "../identity/tools.ts";
import type { Stage } from "../recipe.ts";
import type { Determinism, StageKind } from "../stage.ts";
import type { PartialPreimage } from "./compare.ts";

/** What a stage's key holds of the device. */
export function deviceField(
  kind: Pick<StageKind, "accelerated">,
  device: DeviceClass,
): Preimage["device"] {
  return kind.accelerated === true ? nameOfDevice(device) : "none";
}

/** What a stage promises about its bytes on a device. */
export function determinismOf(
  kind: StageKind,
  device: DeviceClass,
): Determinism {
  const onAdapter = kind.accelerated === true && device.kind === "webgpu";
  return kind.determinism === "bitwise" && onAdapter
    ? "adapter"
    : kind.determinism;
}

/** The preimage as far as it is known: an input may be null. */
export function partialPreimage(
  stage: Stage,
  graph: ModuleGraph,
  device: DeviceClass,
  inputs: Readonly<Record<string, Digest | null>>,
  source?: Digest,
): PartialPreimage {
  const { kind } = stage;
  const local = kind.local === true;
  return {
    version: keyVersion,
    kind: kind.name,
    code: local ? noCode : closureOf(graph, kind).code,
    deno: Deno.version.deno,
    // Files that lie elsewhere are the same files: paths are in no key.
    params: local ? {} : stage.params as Json,
    inputs,
    device: deviceField(kind, device),
    ...(kind.command === undefined ? {} : { tools: toolDigests(kind, graph) }),
    ...(source === undefined ? {} : { source }),
  };
}

/** Of a stage that brings local files in: it runs none. */
const noCode: Code = {
  files: {},
  packages: {},
  compilerOptions: {},
  imports: {},
};

/** Whether all inputs are known, which makes a preimage of it. */
export function isComplete(
  preimage: PartialPreimage,
): preimage is Preimage {
  return Object.values(preimage.inputs).every((digest) => digest !== null);
}
