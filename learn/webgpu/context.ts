/**
 * A WebGPU device with its errors and pipelines. WebGPU reports errors later
 * than the call that made them, and not to its caller; here the first one is
 * kept, and every later call throws it.
 *
 * @module
 */

import { Backlog } from "./backlog.ts";
import { parameterBytes, type Shader, type Target, wgslOf } from "./shader.ts";

/** Something went wrong on the device: it must not be used any more. */
export class WebGpuError extends Error {
  override readonly name = "WebGpuError";
}

/** A device, what it compiled, and whether it still works. */
export class Context {
  /** What the device was given to do. */
  readonly backlog: Backlog;
  /** See {@linkcode Device.work}. */
  work = 0;
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  #failure: string | undefined;
  /**
   * What failed without an attempt around it: mostly a consequence of one that
   * failed, but reported before it.
   */
  #consequence: string | undefined;
  #destroyed = false;

  constructor(
    readonly gpu: GPUDevice,
    readonly description: string,
    readonly target: Target,
    /** See {@linkcode Device.poison}. */
    readonly poison = false,
  ) {
    this.backlog = new Backlog(gpu.queue);
    gpu.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      const { message } = (event as GPUUncapturedErrorEvent).error;
      this.#consequence ??= `an operation failed: ${message}`;
    });
    gpu.lost.then((info) => {
      if (this.#destroyed) return;
      // Its memory is gone, so there is nothing to go on with.
      this.#failure ??= `the adapter stopped working (${info.message}); ` +
        `run the command again, and it continues from its last checkpoint`;
    });
  }

  /** @throws {WebGpuError} Where the device has failed before. */
  check(): void {
    if (this.#destroyed) throw new WebGpuError("The device was destroyed");
    if (this.#first !== undefined) {
      throw new WebGpuError(`${this.description}: ${this.#first}`);
    }
  }

  get #first(): string | undefined {
    return this.#failure ?? this.#consequence;
  }

  /**
   * Runs something and keeps the errors that it makes, so that the next
   * {@linkcode check} throws them with the words of the attempt.
   */
  attempt<T>(words: string, kind: GPUErrorFilter, run: () => T): T {
    this.gpu.pushErrorScope(kind);
    try {
      return run();
    } finally {
      // The promise is fulfilled even if the device is lost.
      this.gpu.popErrorScope().then((error) => {
        if (error) this.#fail(words, error);
      }, (error) => this.#fail(words, error));
    }
  }

  /**
   * What to throw for an operation that failed at once: the first error of all,
   * where WebGPU has told of it by then.
   */
  async failureOf(words: string, error: unknown): Promise<WebGpuError> {
    await new Promise((done) => setTimeout(done, 0));
    this.#fail(words, error);
    return new WebGpuError(`${this.description}: ${this.#first}`);
  }

  /** Makes a buffer. Its contents are zero at first. */
  buffer(words: string, bytes: number, usage: number): GPUBuffer {
    return this.attempt(
      `cannot allocate ${bytes} bytes for ${words} (give it less to hold at ` +
        `once, as by smaller batches, or end what else uses the adapter)`,
      "out-of-memory",
      () => this.gpu.createBuffer({ label: words, size: bytes, usage }),
    );
  }

  /** The layout of a shader's bindings. */
  layout(shader: Shader): GPUBindGroupLayout {
    const bytes = parameterBytes(shader);
    const sizes = shader.arrays.map(([, type]) =>
      type === "vec4<f32>" ? 16 : 4
    );
    const key = [bytes, ...sizes].join(" ");
    let layout = this.#layouts.get(key);
    if (!layout) {
      const array = (size: number, i: number): GPUBindGroupLayoutEntry => ({
        binding: i + 1,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: "storage", minBindingSize: size },
      });
      layout = this.gpu.createBindGroupLayout({
        entries: [{
          binding: 0,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: "uniform", minBindingSize: bytes },
        }, ...sizes.map(array)],
      });
      this.#layouts.set(key, layout);
    }
    return layout;
  }

  /** A shader's pipeline, compiled when it is first asked for. */
  pipeline(shader: Shader): GPUComputePipeline {
    let pipeline = this.#pipelines.get(shader.name);
    if (!pipeline) {
      const { gpu } = this, label = shader.name;
      pipeline = this.attempt(
        `cannot compile shader "${label}"`,
        "validation",
        () =>
          gpu.createComputePipeline({
            label,
            layout: gpu.createPipelineLayout({
              bindGroupLayouts: [this.layout(shader)],
            }),
            compute: {
              module: gpu.createShaderModule({ label, code: wgslOf(shader) }),
              entryPoint: "main",
            },
          }),
      );
      this.#pipelines.set(label, pipeline);
    }
    return pipeline;
  }

  destroy(): void {
    this.#destroyed = true;
    this.gpu.destroy();
  }

  #fail(words: string, error: unknown) {
    const { message } = error as { message: string };
    this.#failure ??= message ? `${words}: ${message}` : words;
  }
}
