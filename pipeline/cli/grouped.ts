/**
 * Many lines that say the same of different stages, as one.
 *
 * @module
 */

import { count, wrap } from "./format.ts";

/** From how many stages on they are told as a group. */
const fewest = 3;
/** The most lines or groups that are printed. */
const maxShown = 12;
/** The most names of a group that are printed. */
const maxNames = 4;

/** What is said of one stage, or of several. */
export interface Group {
  readonly names: readonly string[];
  readonly text: string;
}

/**
 * Groups lines such as `count/pear: changed`, in the order of the first of each.
 * A name holds no space, so what is said begins behind the first colon with one.
 */
export function groupsOf(lines: readonly string[]): Group[] {
  const byText = Map.groupBy(lines, (line) => {
    const at = line.indexOf(": ");
    return at < 0 ? line : line.slice(at + 2);
  });
  return [...byText].flatMap(([text, all]) => {
    const names = all.map((line) => line.slice(0, line.indexOf(": ")));
    return names.length < fewest
      ? names.map((name) => ({ names: [name], text }))
      : [{ names, text }];
  });
}

/** `count/pear: changed`, or `12 stages: changed`. */
export function groupHead({ names, text }: Group): string {
  const who = names.length === 1 ? names[0] : count(names.length, "stage");
  return `${who}: ${text}`;
}

/** A group's names, as far as they are shown. */
function someNames(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).join(", ");
  const more = names.length - maxNames;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** Lines in groups, each behind two spaces. */
export function renderGroups(
  lines: readonly string[],
  columns: number,
): string[] {
  const groups = groupsOf(lines);
  const printed = groups.slice(0, maxShown).flatMap((group) => {
    const [first = "", ...rest] = wrap(groupHead(group), columns - 2, "  ");
    return [
      first,
      ...rest.map((line) => "  " + line),
      ...(group.names.length > 1
        ? wrap(someNames(group.names), columns, "    ")
        : []),
    ];
  });
  const left = groups.slice(maxShown).flatMap(({ names }) => names).length;
  return left === 0
    ? printed
    : [...printed, `  and ${left} more; --json has all`];
}
