/**
 * How a shader for matrix products is built: its family, the tiles of its
 * workgroups and invocations, and when k is cut into slices. Plain data, so
 * that it can be recorded.
 *
 * @module
 */

/**
 * Where an invocation takes A and B from: straight from storage, or from tiles
 * that its workgroup has copied to shared memory.
 */
export type Family = "registers" | "shared";

/** One way to build a shader for products. */
export interface Configuration {
  readonly family: Family;
  /** Invocations of a workgroup, downwards and across. */
  readonly workgroup: readonly [down: number, across: number];
  /** Rows and columns of C that an invocation computes: multiples of four. */
  readonly each: readonly [rows: number, columns: number];
  /**
   * Steps over k that a workgroup takes between barriers, a multiple of four;
   * 0 for registers, which need no barriers.
   */
  readonly depth: number;
  /**
   * Where C has fewer tiles than `groups`, k is cut into as many slices as give
   * that many workgroups, each at least `depth` steps long.
   */
  readonly slices: { readonly groups: number; readonly depth: number };
}

/** The limits of an adapter that a product must keep. */
export type ProductLimits = Pick<
  GPUSupportedLimits,
  | "maxComputeInvocationsPerWorkgroup"
  | "maxComputeWorkgroupSizeX"
  | "maxComputeWorkgroupStorageSize"
  | "maxStorageBufferBindingSize"
>;

/** Invocations of a workgroup. */
export function invocationsOf(
  { workgroup: [down, across] }: Configuration,
): number {
  return down * across;
}

/** Rows and columns of C that a workgroup computes. */
export function tileOf(
  { workgroup, each }: Configuration,
): [rows: number, columns: number] {
  return [workgroup[0] * each[0], workgroup[1] * each[1]];
}

/**
 * Bytes of shared memory that a configuration needs at most, in any layout:
 * tiles of A and B, whose rows are padded by four elements where they lie
 * along k, so that neighbours read from different banks.
 */
export function sharedBytes(configuration: Configuration): number {
  if (configuration.family === "registers") return 0;
  const [rows, columns] = tileOf(configuration);
  return (rows + columns) * (configuration.depth + 4) * 4;
}

/** A short name, unique among configurations: `shared 64x64x16 4x4 256/128`. */
export function nameOf(configuration: Configuration): string {
  const { family, each, depth, slices } = configuration;
  const tile = tileOf(configuration).join("x");
  return `${family} ${tile}${depth > 0 ? `x${depth}` : ""} ` +
    `${each.join("x")} ${slices.groups}/${slices.depth}`;
}

const whole = (value: unknown, least: number, most: number, factor = 1) =>
  Number.isInteger(value) && (value as number) >= least &&
  (value as number) <= most && (value as number) % factor === 0;

/**
 * What is wrong with a configuration as data, whatever the adapter, or
 * undefined.
 */
export function configurationFault(value: unknown): string | undefined {
  const { family, workgroup, each, depth, slices } = (value ?? {}) as Partial<
    Configuration
  >;
  const pair = (two: unknown, least: number, most: number, factor: number) =>
    Array.isArray(two) && two.length === 2 &&
    two.every((one) => whole(one, least, most, factor));
  if (family !== "registers" && family !== "shared") {
    return '"family" must be "registers" or "shared"';
  }
  if (!pair(workgroup, 1, 256, 1)) {
    return '"workgroup" must be two whole numbers from 1 to 256';
  }
  if (!pair(each, 4, 16, 4)) {
    return '"each" must be two of 4, 8, 12 and 16';
  }
  if (family === "shared" ? !whole(depth, 4, 64, 4) : depth !== 0) {
    return '"depth" must be a multiple of four up to 64, and 0 for registers';
  }
  if (!whole(slices?.groups, 1, 65536) || !whole(slices?.depth, 1, 2 ** 24)) {
    return '"slices" must hold the whole numbers "groups" and "depth"';
  }
  return undefined;
}

/** Whether an adapter can run a configuration. */
export function fitsAdapter(
  configuration: Configuration,
  limits: ProductLimits,
): boolean {
  const invocations = invocationsOf(configuration);
  return invocations <= limits.maxComputeInvocationsPerWorkgroup &&
    invocations <= limits.maxComputeWorkgroupSizeX &&
    sharedBytes(configuration) <= limits.maxComputeWorkgroupStorageSize;
}
