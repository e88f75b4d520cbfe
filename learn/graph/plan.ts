/**
 * From a recording to steps over static memory: nodes that nothing needs are
 * dropped, others fused, temporaries share arenas by liveness, and stored
 * tensors are computed where they are to end.
 *
 * @module
 */

import type {
  Allocation,
  Device,
  Executable,
  Location,
  Step,
} from "../device/device.ts";
import { copy } from "../kernels/elementwise.ts";
import type { DType } from "../kernels/kernel.ts";
import { accumulateEarly } from "./accumulate_early.ts";
import { Arenas, type ByType, poisonStep } from "./arenas.ts";
import { fuse } from "./fuse.ts";
import {
  count,
  type Graph,
  type Node,
  original,
  type Tensor,
} from "./graph.ts";
import { writeInPlace } from "./in_place.ts";
import { type Interval, layOut } from "./lay_out.ts";
import { doubledOperands, neededNodes, placeStores } from "./operands.ts";
import { recompute } from "./recompute.ts";

/** Steps whose temporaries still have to be given memory. */
export interface Plan {
  /** The lengths of its arenas, in elements. */
  readonly arenas: ByType<readonly number[]>;
  /**
   * When each temporary is alive: node i reads and writes at 2 i + 1, copies
   * that it needs are made at 2 i.
   */
  readonly lifetimes: ReadonlyMap<Tensor, Interval>;
  /**
   * The steps, once the arenas are there.
   *
   * @param poisoned Whether each temporary of type f32 is filled with NaN as
   * soon as it is dead. (A NaN is no id, and kernels hold ids inside of their
   * tables, so those of type u32 stay.)
   */
  steps(arenas: ByType<readonly Allocation[]>, poisoned?: boolean): Step[];
}

/** How to plan. */
export interface PlanOptions {
  /** Elements of an arena, at most; no limit if not given. */
  readonly limit?: number;
  /**
   * Whether nodes are fused (`fuse.ts`) and write over what nobody needs any
   * more (`in_place.ts`); true if not given.
   */
  readonly fused?: boolean;
  /** Whether segments are recomputed (`recompute.ts`); false if not given. */
  readonly recomputed?: boolean;
}

/** Plans a recording. */
export function plan(
  graph: Graph,
  { limit = Infinity, fused = true, recomputed = false }: PlanOptions = {},
): Plan {
  let nodes = neededNodes(graph);
  if (recomputed) nodes = recompute(nodes, graph.segments);
  nodes = accumulateEarly(nodes);
  if (fused) {
    nodes = writeInPlace(fuse(nodes, graph.stores), graph.stores);
  }
  const placed = placeStores(graph, nodes);
  const lifetimes = new Map<Tensor, Interval>();
  const touch = (tensor: Tensor, time: number) => {
    const key = original(tensor);
    if (key.location !== null || placed.has(key)) return;
    const interval = lifetimes.get(key);
    if (interval) interval.last = time;
    else {
      lifetimes.set(key, { first: time, last: time, length: count(key) });
    }
  };
  // Two time units a node: copies of doubled operands live in the first.
  nodes.forEach((node, i) => {
    for (const operand of node.operands) touch(operand, 2 * i + 1);
  });
  const copies = doubledOperands(nodes);
  const late = graph.stores.filter(({ tensor, to }) =>
    placed.get(original(tensor)) !== to
  );
  for (const { tensor } of late) touch(tensor, 2 * nodes.length);
  for (const copy of copies) lifetimes.set(copy.tensor, copy.interval);
  const layoutOf = (dtype: DType) =>
    layOut(
      [...lifetimes].flatMap(([tensor, interval]) =>
        tensor.dtype === dtype ? [interval] : []
      ),
      limit,
    );
  const layouts = { f32: layoutOf("f32"), u32: layoutOf("u32") };
  return {
    arenas: { f32: layouts.f32.arenas, u32: layouts.u32.arenas },
    lifetimes,
    steps(arenas, poisoned = false) {
      const inArena = (tensor: Tensor): Location => {
        const interval = lifetimes.get(tensor)!;
        const place = layouts[tensor.dtype].places.get(interval)!;
        return {
          allocation: arenas[tensor.dtype][place.arena]!,
          offset: place.offset,
          length: interval.length,
        };
      };
      const locate = (tensor: Tensor): Location => {
        const key = original(tensor);
        return key.location ?? placed.get(key) ?? inArena(key);
      };
      /** The steps that poison what is dead after a node. */
      const poisonAfter = (index: number) =>
        [...lifetimes].flatMap(([tensor, { last }]) =>
          tensor.dtype === "f32" && last >> 1 === index
            ? [poisonStep(inArena(tensor))]
            : []
        );
      const steps: Step[] = [];
      nodes.forEach((node, index) => {
        const operands = node.operands.map(locate);
        for (const double of copies) {
          if (double.index !== index) continue;
          const to = inArena(double.tensor);
          steps.push(copyStep(operands[double.operand]!, to));
          operands[double.operand] = to;
        }
        steps.push(...stepsOf(node, operands));
        if (poisoned) steps.push(...poisonAfter(index));
      });
      for (const { tensor, to } of late) {
        steps.push(copyStep(locate(tensor), to));
      }
      if (poisoned) steps.push(...poisonAfter(nodes.length));
      return steps;
    },
  };
}

/** Plans a recording and loads it, with its temporaries in given arenas. */
export function compileInto(arenas: Arenas, graph: Graph): Executable {
  const { device } = arenas;
  const planned = plan(graph, { limit: device.limits.allocation });
  return device.load(
    planned.steps(arenas.give(planned.arenas), device.poison),
  );
}

/**
 * Plans recordings, gives them common arenas, and loads them as one program
 * that runs them in order.
 */
export function compile(
  device: Device,
  ...graphs: readonly Graph[]
): Executable {
  return compileTogether(device, [graphs])[0]!;
}

/**
 * Plans programs of recordings, of which one runs at a time, and gives them
 * common arenas: their temporaries do not outlast a run. The arenas are freed
 * with the last of the programs.
 *
 * On a poisoning device, temporaries hold NaN whenever they are not alive.
 */
export function compileTogether(
  device: Device,
  programs: readonly (readonly Graph[])[],
  options: Pick<PlanOptions, "recomputed"> = {},
): Executable[] {
  const { poison: poisoned, limits } = device;
  const plans = programs.map((graphs) =>
    graphs.map((graph) => plan(graph, { ...options, limit: limits.allocation }))
  );
  const lengthsOf = (dtype: DType) => {
    const lengths: number[] = [];
    for (const { arenas } of plans.flat()) {
      arenas[dtype].forEach((length, i) =>
        lengths[i] = Math.max(lengths[i] ?? 0, length)
      );
    }
    return lengths;
  };
  const arenas = new Arenas(device);
  const given = arenas.give({ f32: lengthsOf("f32"), u32: lengthsOf("u32") });
  let loaded = programs.length;
  return plans.map((plans) => {
    const executable = device.load(
      plans.flatMap((plan) => plan.steps(given, poisoned)),
    );
    return {
      run: (times) => executable.run(times),
      free() {
        executable.free();
        if (--loaded > 0) return;
        arenas.free();
      },
    };
  });
}

function stepsOf(
  { kernel, dims, constants }: Node,
  operands: readonly Location[],
): Step[] {
  if ("expand" in kernel) return kernel.expand(operands, dims);
  const numbers = kernel.dims.map((name) => dims[name]!);
  return [{ kernel: kernel.name, operands, dims: numbers, constants }];
}

function copyStep(from: Location, to: Location): Step {
  return {
    kernel: copy.name,
    operands: [from, to],
    dims: [from.length],
    constants: [],
  };
}
