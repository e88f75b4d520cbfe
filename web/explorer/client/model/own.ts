/**
 * Looking up names that are data.
 *
 * @module
 */

/**
 * What a record has under a name; undefined where it has nothing of its own.
 * A metric may be called `constructor`, which every object inherits.
 */
export function own<Value>(
  record: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
