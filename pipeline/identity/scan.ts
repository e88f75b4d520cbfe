/**
 * Finds code that a module graph does not show: computed imports, Workers that
 * load modules of their own, code made from text, native libraries. Deno's
 * permissions stop most of it at run time; finding it here names the line
 * before anything runs, and stops the rest: npm packages need no permission.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { loaderOf, refusals, refusedImports } from "./loaders.ts";
import {
  children,
  headOf,
  isLiteral,
  isNameOnly,
  type Node,
  parseModule,
  propertyName,
} from "./syntax.ts";
import { isSuspicious } from "./suspicion.ts";

/** Something that the graph does not show. */
export interface Hidden {
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
}

/** What is found in a module's source. */
interface Scan {
  readonly hidden: readonly Hidden[];
  /**
   * What `import.meta.resolve` is called with, as far as it is literal. The
   * graph does not show that these go through the import map.
   */
  readonly resolved: readonly string[];
}

const nothing: Scan = { hidden: [], resolved: [] };

/** Objects whose properties are as good as global names. */
const globals = new Set(["globalThis", "self", "window", "Deno", "process"]);

class Scanner {
  readonly hidden: Hidden[] = [];
  readonly resolved: string[] = [];
  /** Names that the module declares itself, which are not the global ones. */
  readonly #own = new Set<string>();

  #report(node: Node, what: string): void {
    const line = node.loc?.start.line ?? 1;
    // `const { dlopen } = Deno` is both a property and a name.
    if (this.hidden.some((one) => one.line === line && one.what === what)) {
      return;
    }
    this.hidden.push({ line, what });
  }

  /** Gathers names that the module declares, also within functions. */
  declare(node: Node): void {
    if (/^(Class|Function)(Declaration|Expression)$/.test(node.type)) {
      if (node.id) this.#own.add(node.id.name);
      for (const param of node.params ?? []) this.#bind(param);
    } else if (node.type === "ArrowFunctionExpression") {
      for (const param of node.params) this.#bind(param);
    } else if (node.type === "VariableDeclarator") this.#bind(node.id);
    else if (node.type === "ImportDeclaration") {
      // What a built-in module exports is not the module's own.
      if (loaderOf(node.source) !== null) return;
      for (const { local } of node.specifiers) this.#own.add(local.name);
    }
    for (const [, child] of children(node)) this.declare(child);
  }

  #bind(pattern: Node | null): void {
    if (pattern?.type === "Identifier") this.#own.add(pattern.name);
    else if (pattern?.type === "AssignmentPattern") this.#bind(pattern.left);
    else if (pattern?.type === "RestElement") this.#bind(pattern.argument);
    else if (pattern?.type === "ArrayPattern") {
      for (const element of pattern.elements) this.#bind(element);
    }
    // A name taken out of an object may well be the global one, so it is not
    // counted as the module's own.
  }

  visit(node: Node, parent: Node, field: string): void {
    for (const [at, what] of refusedImports(node)) this.#report(at, what);
    switch (node.type) {
      case "ImportExpression":
        if (node.source.type !== "StringLiteral") {
          this.#report(node, "a computed import()");
        }
        break;
      case "CallExpression":
        this.#call(node);
        break;
      case "Identifier":
        if (!isNameOnly(node, parent, field)) {
          this.#name(node.name, node, parent, field);
        }
        break;
      case "MemberExpression":
      case "OptionalMemberExpression":
        this.#member(node, parent, field);
        break;
      case "ObjectPattern":
        this.#pattern(node, parent);
        break;
      case "ImportDeclaration":
        return;
    }
    for (const [name, child] of children(node)) this.visit(child, node, name);
  }

  #call(node: Node): void {
    const { callee, arguments: [argument] } = node;
    const onMeta = callee.type === "MemberExpression" &&
      callee.object.type === "MetaProperty" &&
      propertyName(callee) === "resolve";
    if (onMeta) {
      const head = headOf(argument);
      if (head) this.resolved.push(head);
      else this.#report(node, "a computed import.meta.resolve()");
    }
  }

  /** A use of a global name, or of a property that is one. */
  #name(name: string, node: Node, parent: Node, field: string): void {
    const what = Object.hasOwn(refusals, name) ? refusals[name] : undefined;
    if (what === undefined) return;
    if (node.type === "Identifier" && this.#own.has(name)) return;
    if (
      parent.type === "BinaryExpression" && parent.operator === "instanceof"
    ) {
      return;
    }
    if (parent.type === "UnaryExpression" && parent.operator === "typeof") {
      return;
    }
    const isCallee = field === "callee";
    if (name === "Worker" && isCallee) {
      const head = headOf(parent.arguments[0]);
      if (head?.startsWith("data:")) return;
    }
    if (name === "require" && isCallee) {
      if (parent.arguments[0]?.type === "StringLiteral") return;
    }
    // Function.prototype is a value like any other.
    if (name === "Function" && /MemberExpression$/.test(parent.type)) return;
    this.#report(node, what);
  }

  #member(node: Node, parent: Node, field: string): void {
    const ofGlobal = node.object.type === "Identifier" &&
      globals.has(node.object.name) && !this.#own.has(node.object.name);
    if (ofGlobal && node.computed && !isLiteral(node.property)) {
      this.#report(node, `a computed property of ${node.object.name}`);
    }
    const name = propertyName(node);
    if (name === null) return;
    const hides = /^(createRequire|dlopen|registerHooks|getBuiltinModule)$/
      .test(
        name,
      );
    if (ofGlobal || hides || name === "Worker") {
      this.#name(name, node, parent, field);
    }
  }

  /** `const { Worker: Other } = globalThis` */
  #pattern(node: Node, parent: Node): void {
    if (parent.type !== "VariableDeclarator") return;
    const from = parent.init;
    if (from?.type !== "Identifier" || !globals.has(from.name)) return;
    for (const property of node.properties) {
      if (property.type !== "ObjectProperty") continue;
      const name = propertyName(property) ?? "";
      if (Object.hasOwn(refusals, name)) {
        this.#report(property, refusals[name]!);
      }
    }
  }
}

/**
 * Everything in a module's source that its graph does not show.
 *
 * @param name The file's name, whose extension tells the language.
 */
export function scan(source: string, name: string): Scan {
  if (!isSuspicious(source, name)) return nothing;
  let program: Node;
  try {
    program = parseModule(source, name);
  } catch (error) {
    const line = (error as { loc?: { line?: number } }).loc?.line ?? 1;
    const what = `something that cannot be searched for hidden imports ` +
      `(${messageOf(error)})`;
    return { hidden: [{ line, what }], resolved: [] };
  }
  const scanner = new Scanner();
  scanner.declare(program);
  scanner.visit(program, program, "");
  const hidden = scanner.hidden.sort((a, b) => a.line - b.line);
  return { hidden, resolved: [...new Set(scanner.resolved)] };
}
