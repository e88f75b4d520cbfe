import { testKernels } from "../testing/conformance.ts";
import { createWebGpuDevice } from "./device.ts";
testKernels("webgpu", () => createWebGpuDevice());
