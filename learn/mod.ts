/**
 * Training language models on WebGPU and WebAssembly. The face of the folder,
 * for programs; stage kinds import the single files that they use, so that
 * their keys hold no more than those.
 *
 * @module
 */

export * from "./device/device.ts";
export {
  createWasmDevice,
  type WasmDevice,
  type WasmDeviceOptions,
} from "./wasm/device.ts";
export {
  createWebGpuDevice,
  NoAdapterError,
  WebGpuError,
  type WebGpuOptions,
} from "./webgpu/device.ts";
export type { Product } from "./webgpu/tuning/measure.ts";
export type { TunedTable } from "./webgpu/tuning/table.ts";
export {
  type ClassResult,
  tune,
  type TuneOptions,
} from "./webgpu/tuning/tune.ts";
export * from "./graph/graph.ts";
export * from "./graph/layers.ts";
export * from "./graph/operations.ts";
export { attend, type Rotary, splitHeads } from "./graph/attend.ts";
export { differentiate } from "./graph/differentiate.ts";
export { compile, plan } from "./graph/plan.ts";
export {
  type Config,
  configSchema,
  type Head,
  parametersOf,
} from "./models/gpt_neox.ts";
export { Flat } from "./models/flat.ts";
export { interpolate } from "./models/interpolate.ts";
export { Model, type Weights } from "./models/model.ts";
export * from "./data/sequence.ts";
export { epochs } from "./data/epochs.ts";
export * from "./objectives/objective.ts";
export * from "./objectives/likelihood.ts";
export * from "./objectives/contrast.ts";
export * from "./objectives/bradley_terry.ts";
export * from "./objectives/pairs.ts";
export * from "./objectives/position_wise.ts";
export * from "./objectives/rloo.ts";
export * from "./objectives/apa.ts";
export * from "./objectives/gae.ts";
export * from "./objectives/ppo.ts";
export * from "./objectives/value.ts";
export * from "./training/trainer.ts";
export * from "./training/reports.ts";
export * from "./training/optimiser.ts";
export * from "./training/schedule.ts";
export * from "./training/state.ts";
export * from "./training/together.ts";
export { Scorer } from "./scoring/scorer.ts";
export { TokenScorer } from "./scoring/token_scorer.ts";
export * from "./generation/generator.ts";
export * from "./checkpoint/folder.ts";
export * from "./checkpoint/safetensors.ts";
export * from "./checkpoint/state_file.ts";
export * from "./text/tokenizer.ts";
