type Style = readonly [before: string, after: string];

const SLASHES: Style = ["// ", ""];
const HASH: Style = ["# ", ""];
const DASHES: Style = ["-- ", ""];
const SEMICOLON: Style = ["; ", ""];
const PERCENT: Style = ["% ", ""];
const BLOCK: Style = ["/* ", " */"];
const MARKUP: Style = ["<!-- ", " -->"];

const STYLES: ReadonlyMap<string, Style> = new Map(
  (
    [
      [SLASHES, "js mjs cjs jsx ts mts cts tsx java c h cc cpp hpp cs go rs swift kt kts scala dart proto"],
      [SLASHES, "groovy gradle prisma sol zig jsonc json5 glsl"],
      [HASH, "py pyi rb sh bash zsh yml yaml toml r jl pl pm tf ex exs gd graphql gql nix cfg conf"],
      [HASH, "properties env ps1 mk cmake txt dockerignore gitignore example"],
      [DASHES, "sql lua hs elm ada"],
      [SEMICOLON, "ini clj cljs lisp el asm"],
      [PERCENT, "tex erl"],
      [BLOCK, "css scss less"],
      [MARKUP, "html htm xml svg vue svelte md markdown"],
    ] as const
  ).flatMap(([style, extensions]) => extensions.split(" ").map((extension) => [extension, style] as const)),
);

const NAMES: ReadonlyMap<string, Style> = new Map([
  ["Dockerfile", HASH],
  ["Makefile", HASH],
  ["Justfile", HASH],
  ["CODEOWNERS", HASH],
]);

/** A one-line comment in the language of the file; undefined where there is none (JSON, binaries). */
export function commentLine(path: string, text: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const style = NAMES.get(name) ?? STYLES.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
  if (!style) return undefined;
  const [before, after] = style;
  return `${before}${text}${after}`;
}

/** Words for a comment: one line, and nothing that ends a comment or starts another. */
export function commentText(text: string, limit: number): string {
  return text
    .replaceAll(/[^\p{L}\p{N} .,:;()/_'+=-]/gu, " ")
    .replaceAll(/-{2,}/gu, "-")
    .replaceAll("*/", " ")
    .replaceAll(/\s+/gu, " ")
    .trim()
    .slice(0, limit)
    .trim();
}
