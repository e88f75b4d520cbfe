/**
 * Programs on WebGPU. Everything that a run needs is made when the program is
 * loaded: pipelines, one buffer with the parameters of all dispatches, scratch
 * memory, and bind groups. A run only encodes and submits.
 *
 * @module
 */

import { checkStep } from "../device/check.ts";
import type { Executable, Location, Step } from "../device/device.ts";
import { flopsOf } from "../device/work.ts";
import type { Context } from "./context.ts";
import { planners } from "./kernels/mod.ts";
import { bytesEach, type Memory, memoryOf } from "./memory.ts";
import {
  gridOf,
  parameterBytes,
  type Pass,
  type Plan,
  type Target,
} from "./shader.ts";

/** Dispatches in one submission, at most. */
const mostDispatches = 2048;
/** The least that may be bound: an element of any type of array. */
const leastBytes = 16;
/** The alignment of uniform bindings. */
const slot = 256;

/** One dispatch, ready to be encoded. */
interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
}

interface Planned extends Pass {
  readonly operands: readonly Location[];
}

/** Checks a step, and that the adapter can bind its operands. */
function checkBindings({ gpu, description }: Context, step: Step): void {
  const kernel = checkStep(step), most = gpu.limits.maxStorageBufferBindingSize;
  step.operands.forEach(({ length }, i) => {
    const bytes = length * bytesEach;
    if (bytes <= most) return;
    throw new RangeError(
      `Cannot load kernel "${kernel.name}": operand ` +
        `"${kernel.operands[i]!.name}" has ${bytes} bytes, and ` +
        `"${description}" binds ${most} at most; give it less to do at once, ` +
        `as by smaller batches`,
    );
  });
}

/** On a device that poisons, what comes before a step with scratch memory. */
function poisoned(context: Context, { scratch = 0 }: Plan): readonly Pass[] {
  if (!context.poison || scratch === 0) return [];
  const { passes } = planners.poison!([scratch], [], context.target);
  return passes.map((pass) => ({ ...pass, bind: ["scratch"] }));
}

/** A loaded program. */
export class Program implements Executable {
  readonly #context: Context;
  readonly #dispatches: readonly Dispatch[];
  readonly #memory: ReadonlySet<Memory>;
  readonly #flops: number;
  /** Parameters and scratch memory, which end with the program. */
  readonly #own: GPUBuffer[] = [];
  #freed = false;

  /** @param target What the plans follow; the tuner tries others. */
  constructor(
    context: Context,
    steps: readonly Step[],
    target: Target = context.target,
  ) {
    this.#context = context;
    const memory = new Set<Memory>(), passes: Planned[] = [];
    let scratch = 0;
    for (const step of steps) {
      checkBindings(context, step);
      for (const { allocation } of step.operands) {
        memory.add(memoryOf(context, allocation));
      }
      // Constants are float32 on every device.
      const constants = step.constants.map(Math.fround);
      const plan = planners[step.kernel]!(
        step.dims,
        constants,
        target,
      );
      scratch = Math.max(scratch, plan.scratch ?? 0);
      for (const pass of [...poisoned(context, plan), ...plan.passes]) {
        if (pass.groups > 0) passes.push({ ...pass, operands: step.operands });
      }
    }
    this.#memory = memory;
    this.#flops = flopsOf(steps);
    const most = context.gpu.limits.maxStorageBufferBindingSize;
    if (scratch * bytesEach > most) {
      throw new RangeError(
        `Cannot load a program that needs ${scratch * bytesEach} bytes of ` +
          `scratch memory: "${context.description}" allows ${most}`,
      );
    }
    const parameters = this.#upload(passes);
    const between = this.#buffer(
      "scratch memory",
      Math.max(scratch * bytesEach, leastBytes),
      GPUBufferUsage.STORAGE,
    );
    this.#dispatches = passes.map((pass, i) =>
      this.#prepare(pass, i, parameters, between)
    );
  }

  run(times = 1): void {
    const { gpu, backlog } = this.#context;
    this.#context.check();
    if (this.#freed) throw new TypeError("The program was freed");
    for (const memory of this.#memory) memoryOf(this.#context, memory);
    const dispatches = this.#dispatches, total = times * dispatches.length;
    for (let start = 0; start < total; start += mostDispatches) {
      const end = Math.min(start + mostDispatches, total);
      const encoder = gpu.createCommandEncoder();
      const pass = encoder.beginComputePass();
      let pipeline: GPUComputePipeline | undefined;
      for (let i = start; i < end; i++) {
        const dispatch = dispatches[i % dispatches.length]!;
        if (dispatch.pipeline !== pipeline) {
          pass.setPipeline(pipeline = dispatch.pipeline);
        }
        pass.setBindGroup(0, dispatch.group);
        pass.dispatchWorkgroups(dispatch.x, dispatch.y);
      }
      pass.end();
      backlog.queue.submit([encoder.finish()]);
      backlog.submitted(end - start);
    }
    this.#context.work += times * this.#flops;
  }

  free(): void {
    this.#freed = true;
    for (const buffer of this.#own) buffer.destroy();
    this.#own.length = 0;
  }

  #buffer(words: string, bytes: number, usage: number): GPUBuffer {
    const buffer = this.#context.buffer(words, bytes, usage);
    this.#own.push(buffer);
    return buffer;
  }

  /** Puts the parameters of all passes into one buffer, a slot for each. */
  #upload(passes: readonly Pass[]): GPUBuffer {
    const data = new ArrayBuffer(Math.max(1, passes.length) * slot);
    const integers = new Uint32Array(data), floats = new Float32Array(data);
    passes.forEach((pass, i) => {
      const at = i * slot / bytesEach;
      integers.set(pass.integers, at);
      floats.set(pass.floats, at + pass.integers.length);
    });
    const buffer = this.#buffer(
      "parameters",
      data.byteLength,
      GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    );
    this.#context.gpu.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  #prepare(
    pass: Planned,
    number: number,
    parameters: GPUBuffer,
    scratch: GPUBuffer,
  ): Dispatch {
    const context = this.#context, { shader, operands } = pass;
    const resource = (place: number | "scratch"): GPUBufferBinding => {
      if (place === "scratch") return { buffer: scratch };
      const { allocation, offset, length } = operands[place]!;
      // A binding cannot be empty, and nothing reads an operand that is, so
      // any memory will do for it.
      if (length === 0) return { buffer: scratch, size: leastBytes };
      return {
        buffer: memoryOf(context, allocation).buffer,
        offset: offset * bytesEach,
        size: length * bytesEach,
      };
    };
    const words = `cannot bind the operands of shader "${shader.name}"`;
    const group = context.attempt(
      words,
      "validation",
      () =>
        context.gpu.createBindGroup({
          label: shader.name,
          layout: context.layout(shader),
          entries: [
            {
              binding: 0,
              resource: {
                buffer: parameters,
                offset: number * slot,
                size: parameterBytes(shader),
              },
            },
            ...pass.bind.map((place, i) => ({
              binding: i + 1,
              resource: resource(place),
            })),
          ],
        }),
    );
    const [x, y] = gridOf(pass.groups);
    return { pipeline: context.pipeline(shader), group, x, y };
  }
}
