/**
 * The device's other threads: workers with an instance each of the same module
 * over the same memory. They get no messages after the first; from then on they
 * take tasks and sleep inside the module (learn/wasm/assembly/program.ts).
 *
 * @module
 */

/** What the module exports. */
export interface Exports {
  start(thread: number): void;
  prepare(step: number): void;
  sharedScratchOf(step: number): number;
  privateScratchOf(step: number): number;
  run(program: number, steps: number, times: number): number;
  sleeping(): number;
  serve(): void;
  end(): void;
  fail(): void;
}

/** Makes the instance of one thread. */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Exports {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return instance.exports as unknown as Exports;
}

// A data: URL needs no permission to read, and imports nothing, so that the
// whole of a stage's code is in its module graph.
const code = `
onmessage = ({ data: { module, memory, thread } }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.start(thread);
  postMessage("ready");
  try {
    exports.serve();
  } catch (error) {
    exports.fail();
    throw error;
  }
  close();
};
`;

/** Starts a thread, and waits until it can take tasks. */
export async function startThread(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  thread: number,
): Promise<Worker> {
  const worker = new Worker(
    `data:application/javascript,${encodeURIComponent(code)}`,
    { type: "module" },
  );
  await new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot start thread ${thread}: ${event.message}`));
    };
    worker.postMessage({ module, memory, thread });
  });
  return worker;
}
