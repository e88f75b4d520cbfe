/**
 * From a stage of a recipe to its preimage.
 *
 * @module
 */

import { closureOf } from "../identity/closure.ts";
import type { Digest } from "../identity/digest.ts";
import type { ModuleGraph } from "../identity/graph.ts";
import {
  type DeviceClass,
  type Json,
  keyVersion,
  type Preimage,
} from "../identity/preimage.ts";
import { toolDigests } from "../identity/tools.ts";
import type { Stage } from "../recipe.ts";
import type { Determinism, StageKind } from "../stage.ts";
import type { PartialPreimage } from "./compare.ts";

/** What a stage's key holds of the device. */
export function deviceField(
  kind: StageKind,
  device: DeviceClass,
): Preimage["device"] {
  if (kind.accelerated !== true) return "none";
  return device.kind === "wasm" ? "wasm" : `webgpu:${device.adapter}`;
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
): PartialPreimage {
  return {
    version: keyVersion,
    kind: stage.kind.name,
    code: closureOf(graph, stage.kind).code,
    deno: Deno.version.deno,
    params: stage.params as Json,
    inputs,
    device: deviceField(stage.kind, device),
    ...(stage.kind.command === undefined
      ? {}
      : { tools: toolDigests(stage.kind) }),
  };
}

/** Whether all inputs are known, which makes a preimage of it. */
export function isComplete(
  preimage: PartialPreimage,
): preimage is Preimage {
  return Object.values(preimage.inputs).every((digest) => digest !== null);
}
