/**
 * Sorting rows by their entry in WGSL: a radix sort, stable and without
 * atomics. An invocation has a run of rows. For each digit of the entries, from
 * the lowest, it counts how often each value occurs in its run (in a column of
 * a table of its own); the table's sums say where its rows with each value
 * begin, and it puts them there in order.
 *
 * @module
 */

import type { Pass, Planner, Shader } from "../shader.ts";

const width = 64;

/** Bits of a digit, at most: their counts must fit into a workgroup. */
const mostBits = 8;
/** Rows that an invocation has, at least, and invocations at most. */
const leastDepth = 32, mostRuns = 1024;

const arrays: Shader["arrays"] = [
  ["index", "u32"],
  ["order", "u32"],
  ["scratch", "u32"],
];

/**
 * `digits` is the number of a digit's values; `scratch` holds the table
 * [digits, runs], the sums of its rows, and (from `spare` on) an order between
 * two digits. Orders are read from `source` and written to `target_place`, both of `places`.
 */
const integers = [
  "rows",
  "entries",
  "shift",
  "digits",
  "runs",
  "depth",
  "spare",
  "source",
  "target_place",
];

const places = { identity: 0, order: 1, spare: 2 };

const declarations = `
fn row_at(i: u32) -> u32 {
  if (p.source == ${places.identity}u) {
    return i;
  }
  if (p.source == ${places.order}u) {
    return order[i];
  }
  return scratch[p.spare + i];
}
fn digit(row: u32) -> u32 {
  return (min(index[row], p.entries) >> p.shift) & (p.digits - 1u);
}`;

const count: Shader = {
  name: "bucket_rows_count",
  arrays,
  integers,
  floats: [],
  size: width,
  declarations,
  body: `  let run: u32 = group * ${width}u + local;
  if (run < p.runs) {
    for (var d: u32 = 0u; d < p.digits; d++) {
      scratch[d * p.runs + run] = 0u;
    }
    let end: u32 = min((run + 1u) * p.depth, p.rows);
    for (var i: u32 = run * p.depth; i < end; i++) {
      scratch[digit(row_at(i)) * p.runs + run] += 1u;
    }
  }`,
};

/**
 * `before(value, local)` is the sum of the values of the invocations before
 * this one. Every invocation of a workgroup has to call it.
 */
const before = `
var<workgroup> sums: array<u32, ${width}>;
fn before(value: u32, local: u32) -> u32 {
  sums[local] = value;
  workgroupBarrier();
  for (var step: u32 = 1u; step < ${width}u; step *= 2u) {
    var sum: u32 = sums[local];
    if (local >= step) {
      sum += sums[local - step];
    }
    workgroupBarrier();
    sums[local] = sum;
    workgroupBarrier();
  }
  return sums[local] - value;
}`;

/** A workgroup a value: the sums of all runs before each run, and of all. */
const scan: Shader = {
  name: "bucket_rows_scan",
  arrays,
  integers,
  floats: [],
  size: width,
  declarations: before,
  body: `  let each: u32 = (p.runs + ${width - 1}u) / ${width}u;
  let start: u32 = min(group, p.digits - 1u) * p.runs;
  let first: u32 = start + min(local * each, p.runs);
  let end: u32 = start + min((local + 1u) * each, p.runs);
  var own: u32 = 0u;
  for (var i: u32 = first; i < end; i++) {
    own += scratch[i];
  }
  var sum: u32 = before(own, local);
  if (group < p.digits) {
    for (var i: u32 = first; i < end; i++) {
      let value: u32 = scratch[i];
      scratch[i] = sum;
      sum += value;
    }
    if (local == ${width - 1}u) {
      scratch[p.digits * p.runs + group] = sum;
    }
  }`,
};

const scatter: Shader = {
  name: "bucket_rows_scatter",
  arrays,
  integers,
  floats: [],
  size: width,
  declarations: `${declarations}${before}
var<workgroup> begins: array<u32, ${1 << mostBits}>;`,
  body: `  let each: u32 = (p.digits + ${width - 1}u) / ${width}u;
  let first: u32 = min(local * each, p.digits);
  let last: u32 = min((local + 1u) * each, p.digits);
  let totals: u32 = p.digits * p.runs;
  var own: u32 = 0u;
  for (var d: u32 = first; d < last; d++) {
    own += scratch[totals + d];
  }
  var sum: u32 = before(own, local);
  for (var d: u32 = first; d < last; d++) {
    begins[d] = sum;
    sum += scratch[totals + d];
  }
  workgroupBarrier();
  let run: u32 = group * ${width}u + local;
  if (run < p.runs) {
    let end: u32 = min((run + 1u) * p.depth, p.rows);
    for (var i: u32 = run * p.depth; i < end; i++) {
      let row: u32 = row_at(i);
      let d: u32 = digit(row);
      let place: u32 = scratch[d * p.runs + run];
      scratch[d * p.runs + run] = place + 1u;
      if (p.target_place == ${places.order}u) {
        order[begins[d] + place] = row;
      } else {
        scratch[p.spare + begins[d] + place] = row;
      }
    }
  }`,
};

/** An invocation an entry, which looks for its first row by halves. */
const starts: Shader = {
  name: "bucket_rows_starts",
  arrays: [["index", "u32"], ["order", "u32"], ["starts", "u32"]],
  integers: ["rows", "entries"],
  floats: [],
  size: width,
  body: `  let entry: u32 = group * ${width}u + local;
  if (entry <= p.entries) {
    var low: u32 = 0u;
    var high: u32 = p.rows;
    while (low < high) {
      let middle: u32 = (low + high) / 2u;
      if (index[order[middle]] < entry) {
        low = middle + 1u;
      } else {
        high = middle;
      }
    }
    starts[entry] = low;
  }`,
};

/** Planners by the kernel's name. */
export const bucket: Readonly<Record<string, Planner>> = {
  bucket_rows([rows, entries]) {
    const all = Math.max(1, Math.ceil(Math.log2(entries! + 1)));
    const rounds = Math.ceil(all / mostBits), bits = Math.ceil(all / rounds);
    const digits = 2 ** bits;
    const depth = Math.max(leastDepth, Math.ceil(rows! / mostRuns));
    const runs = Math.ceil(rows! / depth), spare = digits * (runs + 1);
    const passes: Pass[] = [];
    let source = places.identity;
    for (let round = 0; round < rounds; round++) {
      // The last round writes the kernel's operand.
      const target = (rounds - round) % 2 ? places.order : places.spare;
      const pass = (shader: Shader, groups: number): Pass => ({
        shader,
        bind: [0, 1, "scratch"],
        integers: [
          rows!,
          entries!,
          round * bits,
          digits,
          runs,
          depth,
          spare,
          source,
          target,
        ],
        floats: [],
        groups,
      });
      passes.push(
        pass(count, Math.ceil(runs / width)),
        pass(scan, digits),
        pass(scatter, Math.ceil(runs / width)),
      );
      source = target;
    }
    passes.push({
      shader: starts,
      bind: [0, 1, 2],
      integers: [rows!, entries!],
      floats: [],
      groups: Math.ceil((entries! + 1) / width),
    });
    return { passes, scratch: spare + (rounds > 1 ? rows! : 0) };
  },
};
