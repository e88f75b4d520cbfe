/**
 * `export`: a profile's results and lineage in a standard form.
 *
 * @module
 */

import { isAbsolute, relative, resolve, sep } from "node:path";
import {
  checkNewFolder,
  type Exported,
  type ExportFormat,
  exportFormats,
  findPrivateTraces,
  gatherTarget,
  writeNewFolder,
} from "../../export/mod.ts";
import { suggest } from "../../suggest.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { bytes, count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { TargetOptions } from "../options.ts";
import { alteredJson, alteredText } from "../overrides.ts";
import { withRemedy } from "../remedy.ts";
import type { PassphraseOptions } from "../passphrase.ts";
import { openSession, type Session } from "../session.ts";
import { checkInputs, signingKey } from "../signing_key.ts";
import { UsageError } from "../usage.ts";

/** The options of `export`. */
interface ExportCommandOptions extends TargetOptions, PassphraseOptions {
  readonly format?: string | undefined;
  readonly out?: string | undefined;
  readonly references?: boolean | undefined;
  readonly sign?: string | undefined;
}

/** Lists the formats, for who does not know them yet. */
function listFormats(
  { json }: ExportCommandOptions,
  { terminal }: CommandContext,
): number {
  if (json) {
    const formats = exportFormats.map(({ name, doc }) => ({ name, doc }));
    printJson(terminal, { version: 1, formats });
    return exitCodes.ok;
  }
  const width = Math.max(0, ...exportFormats.map(({ name }) => name.length));
  const lines = exportFormats.flatMap(({ name, doc }) => {
    const indent = " ".repeat(width + 4);
    const [first = "", ...rest] = wrap(doc, terminal.columns, indent);
    return [`  ${name.padEnd(width)}${first.slice(width + 2)}`, ...rest];
  });
  terminal.out(["Formats, for --format:", ...lines].join("\n"));
  return exitCodes.ok;
}

/** Whether nothing is to be written yet: no format is chosen. */
function asksForFormats(
  { format, out, references, sign, passphraseFile }: ExportCommandOptions,
): boolean {
  if (format !== undefined) return false;
  if ((out ?? references ?? sign ?? passphraseFile) === undefined) return true;
  const known = exportFormats.map(({ name }) => name).join(", ");
  throw new UsageError(
    `Cannot export in no format: name one with --format, of ${known}`,
  );
}

/** Reads the options, before anything is planned. */
function checkOptions(
  options: ExportCommandOptions,
): { readonly format: ExportFormat; readonly out: string } {
  const { format: name = "", out, sign } = options;
  const format = exportFormats.find((one) => one.name === name);
  if (format === undefined) {
    const known = exportFormats.map((one) => one.name);
    throw new UsageError(`There is no format "${name}"${suggest(name, known)}`);
  }
  if (out === undefined) {
    throw new UsageError(
      "Cannot export without a folder to write into: name one with --out",
    );
  }
  if (sign !== undefined && format.signs !== true) {
    const signed = exportFormats.filter(({ signs }) => signs === true)
      .map((one) => `"${one.name}"`).join(", ");
    throw new UsageError(
      `Cannot sign the format "${format.name}": only ${signed} is signed`,
    );
  }
  if (options.passphraseFile !== undefined && sign === undefined) {
    throw new UsageError("Cannot use --passphrase-file without --sign KEY");
  }
  checkInputs(sign, options);
  checkNewFolder(out);
  return { format, out };
}

/** Refuses a place in the store, which has no room for anything else. */
function checkOutside(out: string, { project: { store } }: Session): void {
  const way = relative(resolve(store.root), resolve(out));
  if (isAbsolute(way) || way.split(sep)[0] === "..") return;
  throw new UsageError(
    "Cannot export into the store: only objects and records belong there\n" +
      "Name another folder with --out",
  );
}

/** What `export` prints. */
function renderExport(
  { built }: Session,
  { main, files, bytes: size, leftOut }: Exported,
  format: string,
  out: string,
  columns: number,
): string[] {
  const altered = alteredText(built);
  const one = files === 1 ? "it" : main;
  return [
    `Exported the profile "${built.profile}" as ${format} into`,
    `  ${out}`,
    `${count(files, "file")}, ${bytes(size)}; begin with ${one}`,
    ...altered === null ? [] : wrap(`Altered: ${altered}`, columns),
    ...leftOut.length === 0 ? [] : [
      "",
      "Left out, because nobody has said it:",
      ...leftOut.flatMap((what) => {
        const [first = "", ...rest] = wrap(harmless(what), columns - 4);
        return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
      }),
    ],
  ];
}

/** The most files that a warning names. */
const maxNamed = 3;

/** Warns of paths of this machine that an export could not leave out. */
function tracesText(traces: readonly string[], columns: number): string {
  const named = traces.slice(0, maxNamed).map((path) => `  ${harmless(path)}`);
  const more = traces.length - named.length;
  const one = traces.length === 1;
  return [
    ...wrap(
      `Warning: paths of this machine stand in ${
        count(traces.length, "file")
      }, which ${one ? "is" : "are"} known by ${
        one ? "its digest" : "their digests"
      } and so ${one ? "was" : "were"} not changed:`,
      columns,
    ),
    ...named,
    ...more > 0 ? [`  and ${more} more`] : [],
    ...wrap(
      "Look at what they tell before you hand it on; docs/exports.md says " +
        "where it comes from",
      columns,
    ),
  ].join("\n");
}

/** Runs `export`. */
export async function exportCommand(
  options: ExportCommandOptions,
  context: CommandContext,
): Promise<number> {
  if (asksForFormats(options)) return listFormats(options, context);
  const { terminal } = context;
  const { format, out } = checkOptions(options);
  const sign = options.sign === undefined
    ? undefined
    : await signingKey(options.sign, options, terminal);
  const session = await openSession(options, context);
  checkOutside(out, session);
  const { project, built, device } = session;
  const target = await gatherTarget(project, built, device, {
    action: "export",
    reproduce: session.command("reproduce"),
  });
  const write = await format.load();
  let exported: Exported, traces: string[];
  try {
    [exported, traces] = await writeNewFolder(out, async (folder) => {
      const exported = await write(target, folder, {
        files: options.references !== true,
        ...sign === undefined ? {} : { sign },
      });
      return [exported, findPrivateTraces(folder, project.root, built)];
    });
  } catch (error) {
    throw withRemedy(error, session);
  }
  if (options.json) {
    printJson(terminal, {
      version: 1,
      format: format.name,
      profile: built.profile,
      ...alteredJson(built),
      folder: out,
      ...exported,
      privatePaths: traces,
    });
    return exitCodes.ok;
  }
  const { columns } = terminal;
  const lines = renderExport(session, exported, format.name, out, columns);
  terminal.out(lines.join("\n"));
  if (traces.length > 0) terminal.err(tracesText(traces, columns));
  return exitCodes.ok;
}
