/**
 * Modules as syntax trees, of which the types are left out.
 *
 * @module
 */

import { parse, type ParserPlugin } from "@babel/parser";

/** A node of a syntax tree. */
export interface Node {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } };
  // deno-lint-ignore no-explicit-any
  readonly [field: string]: any;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value;

/** TypeScript's nodes that hold code. The others are types, which go away. */
const codeOfTypeScript = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "TSEnumDeclaration",
  "TSEnumBody",
  "TSEnumMember",
  "TSModuleDeclaration",
  "TSModuleBlock",
  "TSExportAssignment",
  "TSParameterProperty",
]);

/** The text that an expression begins with; null where it is computed. */
export function headOf(node: Node | undefined): string | null {
  if (node?.type === "StringLiteral") return node.value;
  if (node?.type === "TemplateLiteral") return node.quasis[0].value.cooked;
  if (node?.type === "BinaryExpression") return headOf(node.left);
  return null;
}

/** Whether an expression is written out, as a text or a number. */
export function isLiteral(node: Node): boolean {
  return node.type === "TemplateLiteral"
    ? node.expressions.length === 0
    : node.type === "StringLiteral" || node.type === "NumericLiteral";
}

/** The name of a property, whether written `.x` or `["x"]`. */
export function propertyName(node: Node): string | null {
  const { computed, property = node.key } = node;
  return computed ? headOf(property) : property.name ?? property.value ?? null;
}

/** Nodes in which a name stands for a binding or a key, not for its value. */
export function isNameOnly(node: Node, parent: Node, field: string): boolean {
  switch (parent.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      return field === "property" && !parent.computed;
    case "ObjectProperty":
      return field === "key" && !parent.computed && parent.value !== node;
    case "ObjectMethod":
    case "ClassMethod":
    case "ClassProperty":
    case "ClassAccessorProperty":
      return field === "key" && !parent.computed;
    case "TSEnumMember":
      return field === "id";
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return true;
  }
  return /^(Import|Export)\w*Specifier$|^MetaProperty$/.test(parent.type);
}

/** A node's nodes, less those that are types. */
export function* children(node: Node): Generator<[string, Node]> {
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (!isNode(child)) continue;
      const isType = child.type.startsWith("TS") &&
        !codeOfTypeScript.has(child.type);
      if (!isType) yield [name, child];
    }
  }
}

/** The syntax that a file may hold, by its name. */
function pluginsFor(name: string): ParserPlugin[] {
  const plugins: ParserPlugin[] = [
    "sourcePhaseImports",
    "deferredImportEvaluation",
    "decoratorAutoAccessors",
    "decorators",
  ];
  if (/\.[cm]?ts$|\.tsx$/.test(name)) plugins.push("typescript");
  if (/\.[jt]sx$/.test(name)) plugins.push("jsx");
  return plugins;
}

/** Whether a file is a CommonJS module, in which `require` is a name. */
export function isCommonJs(name: string): boolean {
  return /\.c[jt]s$/.test(name);
}

/**
 * Parses a module.
 *
 * @param name The file's name, whose extension tells the language.
 * @throws SyntaxError with the line in `loc`.
 */
export function parseModule(source: string, name: string): Node {
  return parse(source, {
    sourceType: isCommonJs(name) ? "script" : "module",
    allowReturnOutsideFunction: true,
    errorRecovery: true,
    plugins: pluginsFor(name),
  }).program as unknown as Node;
}
