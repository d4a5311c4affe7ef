/** Paths in one line of prose, backticks, a list or a tree: `src/a.ts:22-89`, `app/[id]/page.tsx`. */

const EXTENSIONS = new Set(
  (
    "ts tsx js jsx mjs cjs mts cts vue svelte astro py pyi rb go rs java kt kts scala swift m mm c h cc cpp hpp " +
    "cs fs vb php dart ex exs erl clj cljs lua r jl pl sql prisma graphql gql proto css scss sass less html htm " +
    "hbs ejs njk json jsonc yaml yml toml xml ini cfg conf properties env sh bash zsh ps1 bat gradle tf tfvars " +
    "gd tscn tres cls ipynb sol zig nix rake erb haml slim csproj sln xaml razor cshtml lock md mdx txt csv svg"
  ).split(" "),
);

/** Products that are spelled like files. */
const PRODUCTS =
  /^(?:node|next|vue|nuxt|express|three|d3|react|chart|alpine|ember|backbone|discord|socket|p5|moment|day|require|nest|tone|pixi|web3|ethers|solid|deno|bun|asp|vb|web|plotly|prism|highlight|fuse|lunr|pdf|sharp|matter|konva|fabric)\.(?:js|io|net|ts)$/iu;

const SEPARATORS = /[\s`"'<>|,;│├└─]+|\]\(/u;
const LONGEST_LINE = 4000;
const LONGEST_PATH = 300;
/** Ends with a slash, or has a star behind one. */
const FOLDER = /^(?:\.\/)?[\w@.\-()[\]$+]+(?:\/[\w@.\-()[\]$+]+)*\/(?:\*[\w*./{},-]*)?$/u;
const BRACES = /([\w@./-]{1,100})\{([\w.,/-]{1,200})\}([\w./-]{0,100})/gu;
const NAME = /^[\w@.\-()[\]{}$+~/]+$/u;

function trimMarks(token: string): string {
  const bare = token.replace(/^[(*[{=:]*(?=[\w@.])/u, "").replace(/[.:*]+$/u, "");
  // Underscores around a path are emphasis; those of `__init__.py` are its own.
  const unmarked = /^(_{1,2}).*\1$/u.test(bare) ? bare.replace(/^_{1,2}|_{1,2}$/gu, "") : bare;
  const opened = unmarked.replace(/^file:(?:\/\/)?/u, "");
  const path = opened.replace(/(?:#L?\d.*|:\d.*|[?!].*)$/u, "").replace(/[.:*]+$/u, "");
  // Brackets at the end belong to the sentence unless they were opened inside the path.
  const isClosedInside = /[([{]/u.test(path);
  return isClosedInside ? path : path.replace(/[)\]}]+.*$/u, "");
}

/** Files that are known by their whole name. */
const WHOLE_NAMES =
  /^(?:Dockerfile|Makefile|Jenkinsfile|Gemfile|Procfile|Rakefile|justfile|\.env(?:\.[a-z]{1,20})?|\.gitignore)$/u;

function isPath(token: string): boolean {
  if (token.length > LONGEST_PATH || token.includes("//") || token.includes("..") || !NAME.test(token))
    return false;
  const name = token.slice(token.lastIndexOf("/") + 1);
  if (WHOLE_NAMES.test(name)) return true;
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || PRODUCTS.test(token)) return false;
  if (!EXTENSIONS.has(name.slice(dot + 1).toLowerCase())) return false;
  // `1.0.md` is a version, `migrations/001.sql` is a file.
  return /[A-Za-z]/u.test(name.slice(0, dot)) || /[A-Za-z]\//u.test(token);
}

/** `src/auth/`, `src/auth/**` and `src/auth/*.ts` name a folder: `src/auth/`. An address does not. */
function folderIn(word: string): string | undefined {
  const token = word.replace(/^[(*{=:]*(?=[\w@.])/u, "").replace(/[).:]+$/u, "");
  if (token.length > LONGEST_PATH || !FOLDER.test(token) || token.includes("//")) return undefined;
  const folder = token.replace(/^(?:\.\/)+/u, "").replace(/[^/]*\*.*$/u, "");
  return /[A-Za-z]/u.test(folder) && !folder.includes("..") ? folder : undefined;
}

function pathIn(token: string): string | undefined {
  // Most dots end a sentence; the other patterns are not asked about those.
  if (!/\.[A-Za-z]|file$/u.test(token)) return undefined;
  // Stories lie in folders of their own and link from there: `../../src/a.ts` is `src/a.ts`.
  const path = trimMarks(token)
    .replaceAll("\\", "/")
    .replace(/^(?:\.{0,2}\/)+/u, "");
  return isPath(path) ? path : undefined;
}

/** `src/{a,b}.ts` is `src/a.ts src/b.ts`, put behind the line. */
function withBracesOpened(line: string): string {
  if (!line.includes("{")) return line;
  const opened = [...line.matchAll(BRACES)].flatMap(([, before = "", inside = "", after = ""]) =>
    inside.split(",").map((one) => `${before}${one}${after}`),
  );
  return [line.replaceAll(BRACES, " "), ...opened].join(" ");
}

/**
 * Paths as written, without line numbers and leading `./`, in the order of the line, those from braces
 * last; folders end with a slash, and globs are the folder they begin with.
 */
export function pathsInText(line: string): readonly string[] {
  const paths: string[] = [];
  if (!/[./\\]|file\b/u.test(line)) return paths;
  for (const token of withBracesOpened(line.slice(0, LONGEST_LINE)).split(SEPARATORS)) {
    if (token.length < 4) continue;
    const path = pathIn(token) ?? (token.includes("/") ? folderIn(token) : undefined);
    if (path !== undefined) paths.push(path);
  }
  return paths;
}
