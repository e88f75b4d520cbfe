/**
 * Finds code that a module graph does not show: computed imports, Workers that
 * load modules of their own, code made from text, native libraries. Deno's
 * permissions stop most of it at run time; finding it here names the line
 * before anything runs, and stops the rest: npm packages need no permission.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { bind, parametersOf } from "./bindings.ts";
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

/** What a global object is called in the source. */
function globalName(node: Node): string {
  if (node.type.startsWith("TS")) return globalName(node.expression);
  return node.name ?? propertyName(node);
}

class Scanner {
  readonly hidden: Hidden[] = [];
  readonly resolved: string[] = [];
  /** Names that the module declares itself, which are not the global ones. */
  readonly #own = new Set<string>();
  /** Parameters of the functions that are visited, from the outside in. */
  readonly #parameters: ReadonlySet<string>[] = [];
  /** Names under which the module imports all of node:process. */
  readonly #processes = new Set<string>();

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
    } else if (node.type === "VariableDeclarator") bind(node.id, this.#own);
    else if (node.type === "ImportDeclaration") this.#import(node);
    for (const [, child] of children(node)) this.declare(child);
  }

  #import(node: Node): void {
    const loader = loaderOf(node.source);
    for (const one of node.specifiers) {
      // What a built-in module exports is not the module's own.
      if (loader === null) this.#own.add(one.local.name);
      const whole = one.type !== "ImportSpecifier" ||
        (one.imported.name ?? one.imported.value) === "default";
      if (loader === "process" && whole) this.#processes.add(one.local.name);
    }
  }

  #isOwn(name: string): boolean {
    return this.#own.has(name) ||
      this.#parameters.some((names) => names.has(name));
  }

  /** Whether an expression is an object whose properties are global. */
  #isGlobal(node: Node | null | undefined): boolean {
    if (node?.type === "Identifier") {
      const { name } = node;
      return (globals.has(name) || this.#processes.has(name)) &&
        !this.#isOwn(name);
    }
    if (node?.type.startsWith("TS")) return this.#isGlobal(node.expression);
    return /MemberExpression$/.test(node?.type ?? "") &&
      globals.has(propertyName(node!) ?? "") && this.#isGlobal(node!.object);
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
    const parameters = parametersOf(node);
    if (parameters) this.#parameters.push(parameters);
    for (const [name, child] of children(node)) this.visit(child, node, name);
    if (parameters) this.#parameters.pop();
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
    if (node.type === "Identifier" && this.#isOwn(name)) return;
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
    const ofGlobal = this.#isGlobal(node.object);
    if (ofGlobal && node.computed && !isLiteral(node.property)) {
      this.#report(node, `a computed property of ${globalName(node.object)}`);
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
    // A declaration's value, an assignment's, or what a parameter defaults to.
    const from = parent.init ?? parent.right;
    if (!this.#isGlobal(from)) return;
    for (const property of node.properties) {
      if (property.type !== "ObjectProperty") continue;
      if (property.computed && !isLiteral(property.key)) {
        this.#report(property, `a computed property of ${globalName(from)}`);
      }
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
