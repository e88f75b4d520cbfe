/** The compiled kernels of learn/wasm/assembly/. */
export const module: WebAssembly.Module;
