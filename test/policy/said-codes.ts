/** Which codes the source says, found in its syntax tree: values of `code`, `cause` and the like. */
import { parseSync, Visitor } from "oxc-parser";
import type { ObjectExpression } from "oxc-parser";
import { filesBelow, readFromRoot } from "../support/source-files.ts";

/** String literals below folders of `src`, without types; the files that declare the lists left out. */
export function literalsIn(folders: readonly string[], declaredIn: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of folders.flatMap((folder) => filesBelow(folder, ".ts"))) {
    if (declaredIn.includes(path)) continue;
    let typeDepth = 0;
    const visitor = new Visitor({
      TSLiteralType: () => void (typeDepth += 1),
      "TSLiteralType:exit": () => void (typeDepth -= 1),
      Literal: (node) => {
        if (typeDepth === 0 && typeof node.value === "string") found.add(node.value);
      },
    });
    visitor.visit(parseSync(path, readFromRoot(path)).program);
  }
  return found;
}

function literalOf(object: ObjectExpression, name: string): string | undefined {
  for (const property of object.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier") continue;
    if (property.key.name !== name) continue;
    const { value } = property;
    return value.type === "Literal" && typeof value.value === "string" ? value.value : "";
  }
  return undefined;
}

/** Values that object literals below folders of `src` give to one property, such as `kind`. */
export function valuesOf(property: string, folders: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visitor = new Visitor({
    ObjectExpression: (object) => {
      const value = literalOf(object, property);
      if (value) found.add(value);
    },
  });
  for (const path of folders.flatMap((folder) => filesBelow(folder, ".ts"))) {
    visitor.visit(parseSync(path, readFromRoot(path)).program);
  }
  return found;
}

/** Codes of object literals that are problems: they have a code, a severity, a message and a hint. */
export function problemCodesIn(path: string, source: string): readonly string[] {
  const found: string[] = [];
  const visitor = new Visitor({
    ObjectExpression: (object) => {
      const [code, ...rest] = ["code", "severity", "hint"].map((name) => literalOf(object, name));
      if (code !== undefined && rest.every((each) => each !== undefined)) found.push(code);
    },
  });
  visitor.visit(parseSync(path, source).program);
  return found;
}
