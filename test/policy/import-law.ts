/**
 * Who may import whom, as one table (docs/architecture.md shows it). `violations` is what the
 * architecture test runs over every source file and over its planted violations.
 */
import { posix } from "node:path";
import { parseSync } from "oxc-parser";

interface Layer {
  /** The files the row is about; the first matching row counts. */
  readonly files: RegExp;
  /** What these files may import of ours; `$1` stands for the first group of `files`. */
  readonly mayImport: readonly string[];
  /** npm packages: all, or the named ones. */
  readonly packages: "any" | readonly string[];
  readonly node: boolean;
  readonly why: string;
}

export const IMPORT_LAW: readonly Layer[] = [
  {
    files: /^src\/core\//u,
    mayImport: ["src/core/"],
    packages: ["zod", "yaml"],
    node: false,
    why: "core is pure: data in, data out",
  },
  {
    files: /^src\/operations\//u,
    mayImport: ["src/core/", "src/operations/"],
    packages: [],
    node: false,
    why: "operations reach the world through ports.ts",
  },
  {
    files: /^src\/adapters\/([a-z-]+)\//u,
    mayImport: ["src/core/", "src/operations/ports.ts", "src/operations/failure.ts", "src/adapters/$1/"],
    packages: "any",
    node: true,
    why: "adapters implement ports; they import neither each other nor operations nor shells",
  },
  {
    files: /^src\/(app|action)\//u,
    mayImport: ["src/core/", "src/operations/", "src/adapters/", "src/$1/"],
    packages: "any",
    node: true,
    why: "a shell wires what lies below it; shells never import each other",
  },
  {
    files: /^src\/cli\//u,
    mayImport: ["src/core/", "src/operations/", "src/adapters/", "src/cli/", "src/embedded-github/"],
    packages: "any",
    node: true,
    why: "the command line may start the embedded GitHub, but not import another shell",
  },
  {
    files: /^src\/embedded-github\//u,
    mayImport: ["src/embedded-github/"],
    packages: "any",
    node: true,
    why: "the embedded GitHub imports nothing of ours, or it would prove nothing",
  },
];

/** Every specifier a module names: static, type-only, re-exported and dynamic imports. */
export function importsOf(path: string, source: string): readonly string[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const specifiers = module.staticImports.map((entry) => entry.moduleRequest.value);
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest) specifiers.push(entry.moduleRequest.value);
    }
  }
  for (const entry of module.dynamicImports) {
    specifiers.push(
      source.slice(entry.moduleRequest.start, entry.moduleRequest.end).replaceAll(/^["'`]|["'`]$/gu, ""),
    );
  }
  // `import("x")` in type positions is not part of the module record.
  for (const match of source.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/gu)) {
    if (match[1]) specifiers.push(match[1]);
  }
  return [...new Set(specifiers)];
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function violation(path: string, layer: Layer, specifier: string): string | undefined {
  function say(what: string): string {
    return `${path} imports ${what}: ${layer.why}.`;
  }
  if (specifier.startsWith("node:")) return layer.node ? undefined : say(specifier);
  if (!specifier.startsWith(".")) {
    const allowed = layer.packages === "any" || layer.packages.includes(packageName(specifier));
    return allowed ? undefined : say(specifier);
  }
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  const [, group = ""] = layer.files.exec(path) ?? [];
  const allowed = layer.mayImport.some((prefix) => target.startsWith(prefix.replace("$1", group)));
  return allowed ? undefined : say(target);
}

/** What a file does against the law, one sentence each. */
export function violations(path: string, source: string): readonly string[] {
  const layer = IMPORT_LAW.find((row) => row.files.test(path));
  if (!layer) return [`${path} stands in no layer: give it a place in the layout.`];
  const found = importsOf(path, source).map((specifier) => violation(path, layer, specifier));
  const adapters = /^src\/(app|action|cli)\//u.test(path) && !/(^|\/)compose\.ts$/u.test(path);
  if (adapters && importsOf(path, source).some((specifier) => specifier.includes("/adapters/"))) {
    found.push(`${path} imports an adapter: only compose.ts constructs adapters.`);
  }
  return found.filter((sentence) => sentence !== undefined);
}
