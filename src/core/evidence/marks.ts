import type { Change } from "./evidence.ts";

/** Changes a reviewer must see, since they change what tests, agents, git or CI do. */
const MUST_SEE: readonly { readonly what: string; readonly path: RegExp }[] = [
  {
    what: "continuous integration",
    path: /^(?:\.github\/|\.gitlab-ci|\.circleci\/|\.buildkite\/|\.travis\.yml$|azure-pipelines|Jenkinsfile)/u,
  },
  {
    what: "a lockfile",
    path: /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|go\.sum|gradle\.lockfile|packages\.lock\.json|mix\.lock|pubspec\.lock)$/u,
  },
  {
    what: "test scripts or configuration",
    path: /(?:^|\/)(?:package\.json|Makefile|justfile|pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|conftest\.py|noxfile\.py|Cargo\.toml|go\.mod|build\.gradle(?:\.kts)?|pom\.xml|Rakefile|(?:jest|vitest|vite|playwright|cypress|karma|ava|babel)\.(?:config|setup|workspace)\.[a-z]{2,4}|\.mocharc(?:\.[a-z]{2,5})?|phpunit\.xml(?:\.dist)?)$/u,
  },
  {
    what: "instructions for agents",
    path: /(?:^|\/)(?:AGENTS\.md|CLAUDE\.md|GEMINI\.md|\.cursorrules|\.mcp\.json)$|(?:^|\/)\.(?:claude|cursor|codex|gemini)\//u,
  },
  { what: "how git treats files", path: /(?:^|\/)\.(?:gitattributes|gitmodules|gitignore)$/u },
];

const TEST_FILE = /(?:^|\/)(?:tests?|__tests__|spec)\/|[._-](?:test|spec)\.[a-z]{1,5}$|(?:^|\/)test_[^/]+$/u;
const LISTED = 10;

/** What a reviewer must see in a story's change, one sentence each. */
export function findMarks(
  changes: readonly Change[],
  context: { readonly storyPath: string; readonly footprint: readonly string[] },
): readonly string[] {
  const marks = MUST_SEE.flatMap(({ what, path }) => {
    const touched = changes.filter((change) => path.test(change.path)).map((change) => change.path);
    return touched.length > 0 ? [`Changes ${what}: ${listed(touched)}.`] : [];
  });
  const executable = changes.filter((change) => change.mode === "100755").map((change) => change.path);
  if (executable.length > 0) marks.push(`Executable files: ${listed(executable)}.`);
  const outside = changes.map((change) => change.path).filter((path) => isOutside(path, context));
  if (outside.length > 0) marks.push(`Outside the story's footprint: ${listed(outside)}.`);
  return marks;
}

/** Test files belong to what they test; they are never outside. */
function isOutside(
  path: string,
  context: { readonly storyPath: string; readonly footprint: readonly string[] },
): boolean {
  if (context.footprint.length === 0 || path === context.storyPath || TEST_FILE.test(path)) return false;
  return !context.footprint.some(
    (entry) => entry === path || path.startsWith(entry.endsWith("/") ? entry : `${entry}/`),
  );
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, LISTED).join(", ");
  return paths.length > LISTED ? `${shown} and ${paths.length - LISTED} more` : shown;
}
