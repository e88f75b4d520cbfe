/**
 * `audit` with attestations: which of its commands is asked for, and signing
 * what an audit found to be clean.
 *
 * @module
 */

import { type CommandContext, exitCodes, printJson } from "../context.ts";
import type { RunOptions } from "../options.ts";
import { openSession } from "../session.ts";
import { signingKey } from "../signing_key.ts";
import { auditCommand } from "./audit.ts";
import {
  type AttestOptions,
  checkAttestOptions,
  newKeyCommand,
  renderSigned,
  signProfile,
} from "./audit_sign.ts";
import { verifyCommand } from "./audit_verify.ts";

/** All options of `audit`. */
type Options = AttestOptions & RunOptions;

/** Audits, and signs if that came out clean. */
async function signCommand(
  names: readonly string[],
  options: Options & { readonly sign: string },
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const key = await signingKey(options.sign, options, terminal);
  // An audit is of the whole store, whatever is set: what is signed is not.
  const { set: _set, data: _data, ...rest } = options;
  let printed = "";
  const quiet = Object.create(terminal, {
    out: { value: (text: string) => void (printed += text) },
  });
  const shown = options.json ? { ...context, terminal: quiet } : context;
  const code = await auditCommand(names, rest, shown);
  if (code !== exitCodes.ok) {
    if (options.json) {
      printJson(terminal, { ...JSON.parse(printed), signed: null });
    } else terminal.out("\nNothing was signed: the audit is not clean");
    return code;
  }
  const session = await openSession(options, context);
  const signed = await signProfile(session, key, options.out);
  if (options.json) printJson(terminal, { ...JSON.parse(printed), signed });
  else terminal.out(["", ...renderSigned(signed)].join("\n"));
  return exitCodes.ok;
}

/** Runs `audit`, with or without attestations. */
export async function auditOrAttest(
  names: readonly string[],
  options: Options,
  context: CommandContext,
): Promise<number> {
  checkAttestOptions(names, options);
  const { newKey, sign, verify } = options;
  if (newKey !== undefined) {
    return await newKeyCommand(
      { ...options, newKey },
      options.json === true,
      context,
    );
  }
  if (verify !== undefined) {
    return await verifyCommand({ ...options, verify }, context);
  }
  if (sign !== undefined) {
    return await signCommand(names, { ...options, sign }, context);
  }
  return await auditCommand(names, options, context);
}
