/**
 * What is compared: executions, as records have them, and as the explorer's
 * page carries them.
 *
 * @module
 */

import type { Json, RecordDetail } from "../api.ts";
import { compareCodePoints } from "./order.ts";

/** What a key is the digest of. An input is null where it is not known yet. */
export interface Preimage {
  readonly version: number;
  readonly kind: string;
  readonly code: {
    readonly files: Readonly<Record<string, string>>;
    readonly packages: Readonly<Record<string, string>>;
    readonly compilerOptions: Readonly<Record<string, unknown>>;
    readonly imports: Readonly<Record<string, string>>;
    readonly scopes?: Readonly<
      Record<string, Readonly<Record<string, string>>>
    >;
    readonly versions?: Readonly<Record<string, readonly string[]>>;
    readonly unstable?: readonly string[];
  };
  readonly deno: string;
  readonly params: Json;
  readonly inputs: Readonly<Record<string, string | null>>;
  readonly tools?: Readonly<Record<string, string>>;
  readonly source?: string;
  readonly device: string;
}

/** One execution of a stage: what of it is compared. */
export interface Execution {
  readonly key: string;
  readonly stage: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly preimage: Preimage;
  readonly outputs: Readonly<Record<string, { readonly digest: string }>>;
  readonly determinism: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings?: readonly string[];
  readonly machine: Readonly<Record<string, string | number>>;
  readonly threads: number;
  readonly isolation?: string;
}

/** Which execution made an input of another one; null where nobody knows. */
export type OriginOf<E extends Execution> = (
  execution: E,
  input: string,
  digest: string,
) => E | null;

/** The name of the output of an execution that has these bytes. */
export function outputOf(
  { outputs }: Pick<Execution, "outputs">,
  digest: string,
): string | null {
  const names = Object.keys(outputs).sort(compareCodePoints);
  return names.find((name) => outputs[name]!.digest === digest) ?? null;
}

/** What of a record's rest belongs to its code. */
const ofCode: ReadonlySet<string> = new Set([
  "compilerOptions",
  "imports",
  "scopes",
  "versions",
  "unstable",
]);

/** The preimage of a record's key. */
export function preimageOf(record: RecordDetail): Preimage {
  const rest = Object.entries(record.rest);
  const part = (isOfCode: boolean) =>
    Object.fromEntries(
      rest.filter(([name]) => ofCode.has(name) === isOfCode),
    );
  return {
    kind: record.kind,
    code: {
      files: Object.fromEntries(
        record.code.map(({ path, digest }) => [path, digest]),
      ),
      packages: record.packages,
      ...part(true) as Pick<Preimage["code"], "compilerOptions" | "imports">,
    },
    deno: record.deno,
    params: record.params,
    inputs: record.inputs,
    device: record.device,
    ...part(false) as Pick<Preimage, "version">,
  };
}

/** A record as the page carries it, to be compared. */
export function executionOf(record: RecordDetail): Execution {
  return {
    key: record.key,
    stage: record.stage,
    startedAt: record.startedAt,
    seconds: record.seconds,
    preimage: preimageOf(record),
    outputs: Object.fromEntries(
      record.outputs.flatMap(({ name, digest }) =>
        digest === null ? [] : [[name, { digest }]]
      ),
    ),
    determinism: record.determinism,
    metrics: record.metrics,
    warnings: record.warnings,
    machine: record.machine,
    threads: record.threads,
    ...record.isolation === null ? {} : { isolation: record.isolation },
  };
}
