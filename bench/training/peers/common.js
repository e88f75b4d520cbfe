/**
 * What the peers that are JavaScript share: reading the work, and repeating.
 *
 * These programs are plain JavaScript that is copied to where the peers are
 * installed: their packages, and so their types, are no part of this project.
 *
 * @module
 */

const [device, folder, threads] = Deno.args;

// Libraries take as many threads as the machine says that it has.
Object.defineProperty(navigator, "hardwareConcurrency", {
  get: () => Number(threads),
});

const { buffer } = Deno.readFileSync(`${folder}/weights.f32`);
const flat = new Float32Array(buffer);
const work = JSON.parse(Deno.readTextFileSync(`${folder}/work.json`));
const { batch, time } = work.shape;
const ids = new Uint32Array(Deno.readFileSync(`${folder}/ids.u32`).buffer);
const cut = (skip) =>
  Int32Array.from(
    { length: batch * time },
    (_, i) => ids[Math.floor(i / time) * (time + 1) + i % time + skip],
  );

/** What is read, what is predicted, and all that belongs to the work. */
export const inputs = cut(0);
export const targets = cut(1);
export { device, work };
export const threadCount = Number(threads);

/** The weights by name: flat values with their shapes. */
export const weights = work.parameters.map(
  ({ name, shape, offset, decays }) => {
    const count = shape.reduce((n, size) => n * size, 1);
    return { name, shape, decays, values: flat.slice(offset, offset + count) };
  },
);

/** Half the dimensions of a head that turn, and the tables of the turns. */
export function rotaryTables() {
  const { hidden_size, num_attention_heads, rotary_pct, rotary_emb_base } =
    work.config;
  const half = Math.floor(hidden_size / num_attention_heads * rotary_pct / 2);
  const table = (of) =>
    Float32Array.from(
      { length: time * half },
      (_, i) =>
        of(Math.floor(i / half) * rotary_emb_base ** (-(i % half) / half)),
    );
  return { half, cos: table(Math.cos), sin: table(Math.sin) };
}

/** Milliseconds of some work, several times; once before to warm up. */
export async function repeat(run) {
  await run();
  const { least, most, seconds } = work.effort;
  const times = [];
  const begin = performance.now();
  while (
    times.length < least ||
    times.length < most && performance.now() - begin < 1000 * seconds
  ) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times;
}

/** The best GFLOP/s of square products; `run` does so many and waits. */
export async function bestProducts(prepare) {
  const products = {};
  for (const n of work.products) {
    const run = await prepare(n);
    const measure = async (times) => {
      const start = performance.now();
      await run(times);
      return (performance.now() - start) / 1000;
    };
    let times = 1;
    const { least, seconds } = work.effort;
    while (await measure(times) < seconds / 15 && times < 4096) times *= 2;
    let best = Infinity;
    for (let i = 0; i < 2 * least; i++) {
      best = Math.min(best, await measure(times));
    }
    products[n] = 2 * n ** 3 * times / best / 1e9;
  }
  return products;
}

/** The peak of this process's memory, in MiB; null off Linux. */
export function peakMemory() {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Math.round(/^VmHWM:\s+(\d+) kB/m.exec(status)[1] / 1024);
  } catch {
    return null;
  }
}

/** Memory of WebGPU buffers that live at once, at most, in MiB. */
export function countBuffers() {
  let now = 0, most = 0;
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const made = createBuffer.call(this, descriptor);
    now += descriptor.size;
    most = Math.max(most, now);
    const destroy = made.destroy;
    let there = true;
    made.destroy = () => {
      if (there) now -= descriptor.size;
      there = false;
      return destroy.call(made);
    };
    return made;
  };
  return () => Math.round(most / 2 ** 20);
}
