/**
 * What a WGSL program for a kernel is made of, and how its text is put
 * together: bindings, parameters and the entry point are generated, a kernel's
 * file gives the body.
 *
 * @module
 */

import type { ProductChoice } from "./tuning/table.ts";

/** What the elements of a shader's array are. */
export type ElementType = "f32" | "u32" | "vec4<f32>";

/** One compute shader. It is compiled once, whatever the dimensions. */
export interface Shader {
  /** Names it among all shaders. */
  readonly name: string;
  /** The storage arrays that it binds, in order. */
  readonly arrays: readonly [name: string, type: ElementType][];
  /** Numbers of type u32 that it gets, members of `p` in the body. */
  readonly integers: readonly string[];
  /** Numbers of type f32 that it gets, likewise. */
  readonly floats: readonly string[];
  /** Invocations in a workgroup. */
  readonly size: number;
  /** Declarations outside of the entry point. */
  readonly declarations?: string;
  /**
   * The entry point's body. It may use `group` (the workgroup's number),
   * `local` (the invocation's number in it) and `p`. Workgroups beyond those
   * asked for can run, so it must guard what it writes by an index.
   */
  readonly body: string;
}

/** One dispatch of a shader. */
export interface Pass {
  readonly shader: Shader;
  /**
   * Which memory each array of the shader is: the number of one of the kernel's
   * operands, or "scratch".
   */
  readonly bind: readonly (number | "scratch")[];
  readonly integers: readonly number[];
  readonly floats: readonly number[];
  readonly groups: number;
}

/** What a kernel does on given dimensions. */
export interface Plan {
  readonly passes: readonly Pass[];
  /** Elements of memory that its passes hand to each other. */
  readonly scratch?: number;
}

/** What a plan may depend on besides the step: the adapter, as it is known. */
export interface Target {
  /** How configurations of matrix products are chosen. */
  readonly products: ProductChoice;
}

/**
 * Plans a kernel. It must depend on nothing but its arguments, since the order
 * of sums, and with it the result's last bits, follows from the plan.
 */
export type Planner = (
  dims: readonly number[],
  constants: readonly number[],
  target: Target,
) => Plan;

/** Workgroups in a row of the grid: the least that WebGPU promises. */
const gridWidth = 65535;

/** The grid for a number of workgroups. */
export function gridOf(groups: number): [x: number, y: number] {
  return groups <= gridWidth
    ? [groups, 1]
    : [gridWidth, Math.ceil(groups / gridWidth)];
}

/** The bytes of a shader's parameters: a multiple of 16, and never none. */
export function parameterBytes({ integers, floats }: Shader): number {
  return Math.max(16, Math.ceil((integers.length + floats.length) / 4) * 16);
}

/** A shader's text. */
export function wgslOf(shader: Shader): string {
  const { arrays, integers, floats, size, declarations = "", body } = shader;
  const members = [
    ...integers.map((name) => `  ${name}: u32,`),
    ...floats.map((name) => `  ${name}: f32,`),
  ];
  // A struct needs a member, and uniform structs fill multiples of 16 bytes.
  for (let i = members.length; i === 0 || i % 4 !== 0; i++) {
    members.push(`  unused${i}: u32,`);
  }
  // All arrays are writable, because operands of one step may lie in one buffer
  // and WebGPU forbids to bind a buffer as readable and as writable at once.
  const bindings = arrays.map(([name, type], i) =>
    `@group(0) @binding(${i + 1}) ` +
    `var<storage, read_write> ${name}: array<${type}>;`
  );
  return `struct Parameters {
${members.join("\n")}
}
@group(0) @binding(0) var<uniform> p: Parameters;
${bindings.join("\n")}
${declarations}
@compute @workgroup_size(${size})
fn main(
  @builtin(workgroup_id) place: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let group: u32 = place.x + place.y * ${gridWidth}u;
${body}
}
`;
}

/** Repeats text for i = 0 to count - 1: unrolled code. */
export function unroll(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}

/**
 * A plan of a single pass whose arrays are the kernel's operands, and whose
 * parameters are the kernel's own dimensions and constants.
 */
export function single(
  shader: Shader,
  groups: (dims: readonly number[]) => number,
): Planner {
  const bind = shader.arrays.map((_, i) => i);
  return (dims, constants) => ({
    passes: [{
      shader,
      bind,
      integers: dims,
      floats: constants,
      groups: groups(dims),
    }],
  });
}
