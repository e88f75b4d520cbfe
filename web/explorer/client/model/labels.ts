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

/** More characters than these do not fit into a row of the list. */
const longest = 36;
/** In longer lists nobody looks for the words that could be left out. */
const mostShortened = 300;

/**
 * What sets stages of a group apart, in one line each: of a long one, words go,
 * the last first, that every stage of the group has which has all the others.
 */
export function shortened(rests: readonly string[]): readonly string[] {
  if (rests.length > mostShortened) return rests;
  const words = rests.map((rest) => new Set(rest.split(" ")));
  return rests.map((rest, at) => {
    const kept = [...words[at]!];
    for (
      let last = kept.length - 1;
      last >= 0 && kept.join(" ").length > longest;
      last--
    ) {
      const others = kept.toSpliced(last, 1);
      const implied = words.every((one) =>
        one.has(kept[last]!) || others.some((word) => !one.has(word))
      );
      if (implied) kept.splice(last, 1);
    }
    return kept.length === 0 ? rest : kept.join(" ");
  });
}
