/**
 * What a recipe connects: by it the origin of an input is told from others that
 * put out the same bytes.
 *
 * @module
 */

/** Which stage a recipe connects to an input of a stage, if it does. */
export type Connections = (stage: string, input: string) => string | undefined;

/** The connections of a recipe's stages. */
export function connectionsOf(
  stages: readonly {
    readonly name: string;
    readonly inputs: Readonly<Record<string, { readonly stage: string }>>;
  }[],
): Connections {
  const inputs = new Map(stages.map((stage) => [stage.name, stage.inputs]));
  return (stage, input) => inputs.get(stage)?.[input]?.stage;
}
