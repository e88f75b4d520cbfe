/**
 * Whether the code is what it was when it was signed: files of the project and
 * of the engine, and the packages that deno.lock holds to their integrity.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../errors.ts";
import { plainId, readConfig, readIntegrity } from "../../identity/config.ts";
import { engineUrl } from "../../identity/graph.ts";
import type { Digest } from "../../identity/digest.ts";
import { digestIfThere } from "../../identity/hash.ts";
import type { Json } from "../../identity/preimage.ts";
import type { SignedStatement } from "../bundle.ts";
import { integrityDigests, npmUrl } from "../packages.ts";
import { at, descriptorsIn } from "../statement.ts";
import { dependencyName, ownDigest } from "./facts.ts";
import { difference, fault, type VerifyFinding } from "./finding.ts";

/** What comparing code came to. */
export interface ComparedCode {
  readonly files: number;
  readonly packages: number;
  readonly findings: readonly VerifyFinding[];
}

/** A dependency of code, and how many stages are made with it. */
interface Used {
  readonly name: string;
  readonly digest: Json | undefined;
  stages: number;
}

/** The code that statements name, each file and package of a digest once. */
function usedBy(statements: Iterable<SignedStatement>): Used[] {
  const used = new Map<string, Used>();
  for (const { statement } of statements) {
    const all = descriptorsIn(
      at(statement.predicate, "buildDefinition", "resolvedDependencies"),
    );
    for (const one of all) {
      const name = dependencyName(one);
      if (!/^(code|package) /.test(name)) continue;
      const digest = ownDigest(one.digest);
      const id = JSON.stringify([name, digest]);
      const known = used.get(id);
      if (known !== undefined) known.stages++;
      else used.set(id, { name, digest, stages: 1 });
    }
  }
  return [...used.values()];
}

/** A file of code as it is now, by its name in keys. */
function codeNow(name: string, root: string): Digest | null {
  if (name.split("/").includes("..")) return null;
  const own = digestIfThere(join(root, name));
  if (!name.startsWith("pipeline/")) return own;
  // The engine's files are named so wherever the engine is.
  const rest = name.slice("pipeline/".length);
  return digestIfThere(join(fileURLToPath(engineUrl), rest)) ?? own;
}

/** The digests of the packages of deno.lock, by package URL. */
function lockedPackages(root: string): Map<string, Json | undefined> {
  const config = readConfig(join(root, "deno.json"));
  const integrity = readIntegrity(config, root);
  return new Map(
    Object.entries(integrity).map(([id, one]) => [
      npmUrl(plainId(id)),
      ownDigest(integrityDigests(one)),
    ]),
  );
}

/** Compares the code of signed statements with a project's as it is now. */
export function compareCode(
  root: string,
  statements: Iterable<SignedStatement>,
): ComparedCode {
  const used = usedBy(statements);
  const findings: VerifyFinding[] = [];
  // Where it cannot be read, nothing is to be said of single packages.
  let packages: Map<string, Json | undefined> | null = null;
  try {
    packages = lockedPackages(root);
  } catch (error) {
    findings.push(fault(null, "deno.lock", messageOf(error)));
  }
  let files = 0, known = 0;
  for (const { name, digest, stages } of used) {
    const [, kind, rest = ""] = /^(\w+) (.*)$/s.exec(name) ?? [];
    // Deno itself has no integrity in deno.lock.
    if (kind === "package" && !rest.startsWith("pkg:npm/")) continue;
    if (kind !== "code" && packages === null) continue;
    if (kind === "code") files++;
    else known++;
    const now = kind === "code"
      ? codeNow(rest, root) ?? undefined
      : packages?.get(rest);
    if (now === digest) continue;
    const more = `; ${stages} of the stages are made with it`;
    findings.push(difference(null, name, digest, now, more));
  }
  return { files, packages: known, findings };
}
