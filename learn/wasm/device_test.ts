import { ieee } from "../testing/accuracy.ts";
import { testKernels } from "../testing/conformance.ts";
import { createWasmDevice } from "./device.ts";

for (const threads of [1, 2, 3]) {
  testKernels(
    `wasm, ${threads} threads`,
    () => createWasmDevice({ threads }),
    { accuracy: ieee },
  );
}
