/**
 * Short labels of stages. A full name is always at hand beside one.
 *
 * @module
 */

/** How a stage is called where there is little room. */
export interface Label {
  /** What it shares with its group, such as `policy/rft`. */
  readonly group: string;
  /** What sets it apart there, such as `base=0.7 seed=1`; may be empty. */
  readonly rest: string;
}

/** A word that this share of the names has is left out. */
const almostAll = 0.8;

/** The parts of a name before the first that gives something a value. */
export function prefixOf(name: string): string {
  const parts = name.split("/");
  const first = parts.findIndex((part) => part.includes("="));
  return (first < 0 ? parts : parts.slice(0, first)).join("/");
}

/**
 * The labels of stages. A word that stands in almost all of the names tells
 * none of them from another, and is left out but where a name begins with it.
 */
export function labelsOf(names: readonly string[]): readonly Label[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (const part of new Set(name.split("/").slice(1))) {
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
  }
  const says = (part: string) =>
    part.includes("=") || counts.get(part)! < almostAll * names.length;
  return names.map((name) => {
    const [first = "", ...prefix] = prefixOf(name).split("/");
    const rest = name.split("/").slice(1 + prefix.length);
    return {
      group: [first, ...prefix.filter(says)].join("/"),
      rest: rest.filter(says).join(" "),
    };
  });
}
