/**
 * Which configuration computes which matrix product: a table by shape class,
 * and rules for what it does not name. The choice depends on the dimensions,
 * the table and the adapter's limits alone, since the order of sums follows
 * from it.
 *
 * @module
 */

import {
  type Configuration,
  configurationFault,
  fitsAdapter,
  type ProductLimits,
} from "./configuration.ts";
import { hardwareRules, smallest, softwareRules } from "./defaults.ts";
import { dimensionsOf, isShapeClass, type ShapeClass } from "./shape_class.ts";

/** Configurations measured on one adapter. Plain data. */
export interface TunedTable {
  readonly version: 1;
  /** The description of the adapter that it was measured on. */
  readonly adapter: string;
  readonly classes: Readonly<Record<ShapeClass, Configuration>>;
}

/**
 * A default: the configuration of all classes of a layout (of any, if none is
 * given) whose logarithms of m, n and k, rounded up, are as large as given.
 */
export interface Rule {
  readonly layout?: "nn" | "nt" | "tn";
  readonly m?: number;
  readonly n?: number;
  readonly k?: number;
  readonly configuration: Configuration;
}

/** What decides over the configurations on one device. */
export interface ProductChoice {
  readonly software: boolean;
  readonly limits: ProductLimits;
  readonly tuned?: TunedTable | undefined;
}

/** The configuration of a shape class. */
export function configurationOf(
  shape: ShapeClass,
  { software, limits, tuned }: ProductChoice,
): Configuration {
  const chosen = tuned?.classes[shape];
  if (chosen && fitsAdapter(chosen, limits)) return chosen;
  const { layout, m, n, k } = dimensionsOf(shape);
  const rules = software ? softwareRules : hardwareRules;
  const rule = rules.find((rule) =>
    (rule.layout === undefined || rule.layout === layout) &&
    m >= (rule.m ?? 0) && n >= (rule.n ?? 0) && k >= (rule.k ?? 0) &&
    fitsAdapter(rule.configuration, limits)
  );
  return rule?.configuration ?? smallest;
}

/**
 * Checks that a value is a table, and one of the adapter that it is to be used
 * on: what was measured elsewhere is worth nothing here.
 *
 * @throws {TypeError} Where it is not.
 */
export function checkTable(
  value: unknown,
  adapter: string,
): asserts value is TunedTable {
  const table = value as Partial<TunedTable> | null;
  const refuse = (why: string): never => {
    throw new TypeError(
      `Cannot use the tuned configurations of matrix products: ${why}; ` +
        `measure anew with "deno task tune"`,
    );
  };
  if (typeof table !== "object" || table === null || table.version !== 1) {
    return refuse("they are not a table of version 1");
  }
  if (table.adapter !== adapter) {
    return refuse(
      `they were measured on "${table.adapter}", and this is "${adapter}"`,
    );
  }
  const { classes } = table;
  if (typeof classes !== "object" || classes === null) {
    return refuse('"classes" are missing');
  }
  for (const [name, value] of Object.entries(classes)) {
    const fault = isShapeClass(name)
      ? configurationFault(value)
      : "it is no shape class";
    if (fault) return refuse(`"${name}": ${fault}`);
  }
}

/**
 * A new table with what an earlier one of its adapter says of classes that were
 * not measured now. An earlier one that cannot be used adds nothing.
 *
 * @param measured The classes that were measured, also those that are not in
 *   the new table because their usual configuration is as fast as any.
 */
export function withEarlier(
  table: TunedTable,
  measured: readonly ShapeClass[],
  earlier: unknown,
): TunedTable {
  try {
    checkTable(earlier, table.adapter);
  } catch {
    return table;
  }
  const others = Object.entries(earlier.classes)
    .filter(([shape]) => !measured.includes(shape));
  return {
    ...table,
    classes: { ...Object.fromEntries(others), ...table.classes },
  };
}
