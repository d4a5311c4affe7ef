/** The part of a story that was there before the work: what `score.py` of the corpus shows to a prediction. */

const AFTERWARDS = new RegExp(
  [
    "^(dev agent record|file list|change ?log|completion notes|debug log|agent model|senior developer|code review|review|qa results",
    "|files? (modified|changed|created|touched)|modified files|implementation (summary|record|complete|results|status|evidence)",
    "|challenges|lessons|design review|test results|verification (results|evidence)|validation (evidence|results)",
    "|story (completion|done)|done|retrospective|completion|status history|action items|key findings",
    "|acceptance criteria (coverage|validation)|task completion|test coverage and gaps|architectural alignment|security notes",
    "|best-practices|outcome|summary of changes|web design guidelines|pre-review|post-|context reference)",
  ].join(""),
  "iu",
);

function headingOf(line: string): { readonly level: number; readonly title: string } | undefined {
  const [, marks, title = ""] = /^(#{1,6}) +([^\n]*)$/u.exec(line) ?? [];
  if (marks === undefined) return undefined;
  return { level: marks.length, title: title.replace(/^(?:[^\p{L}\p{N}_]|[\p{Nd}.])+/u, "") };
}

export function withoutAfterwards(text: string): string {
  const kept: string[] = [];
  let skipping: number | undefined;
  let isFenced = false;
  for (const line of text.split("\n")) {
    if (/^\s*(?:```|~~~)/u.test(line)) isFenced = !isFenced;
    const heading = isFenced ? undefined : headingOf(line);
    if (!heading) {
      if (skipping === undefined) kept.push(line);
      continue;
    }
    if (skipping !== undefined && heading.level <= skipping) skipping = undefined;
    if (skipping === undefined && heading.level >= 2 && AFTERWARDS.test(heading.title))
      skipping = heading.level;
    kept.push(line);
  }
  return kept.join("\n");
}

const NOT_CODE: readonly RegExp[] = [
  /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|cargo\.lock|go\.sum|gemfile\.lock|composer\.lock|pubspec\.lock|podfile\.lock|packages\.lock\.json)$/iu,
  /(?:^|\/)(?:package\.json|cargo\.toml|go\.mod|pyproject\.toml|requirements[^/]*\.txt|pnpm-workspace\.yaml|directory\.packages\.props|build\.gradle(?:\.kts)?|libs\.versions\.toml|pubspec\.yaml|composer\.json|[^/]*\.csproj|[^/]*\.sln|project\.pbxproj)$/iu,
  /(?:^|\/)(?:docs?|\.planning|\.context|documentation)\/|\.(?:md|mdx|txt)$|(?:^|\/)(?:changelog|readme|license)/iu,
  /(?:^|\/)(?:\.gitignore|\.env[^/]*|\.dockerignore|\.prettierrc[^/]*|\.eslintrc[^/]*|eslint\.config\.[cm]?[jt]s|tsconfig[^/]*\.json|vite(?:st)?\.config\.[cm]?[jt]s|next\.config\.[cm]?[jt]s|playwright\.config\.[cm]?[jt]s|jest\.[^/]*|tailwind\.config\.[cm]?[jt]s|turbo\.json|makefile|dockerfile|docker-compose[^/]*|\.github\/.*|\.vscode\/.*|components\.json|\.tool-versions|\.mcp\.json|claude\.md|agents\.md)$/iu,
];

/** Two stories that both change such a file have collided. */
export function isHard(path: string): boolean {
  return !NOT_CODE.some((pattern) => pattern.test(path));
}
