/**
 * The rules this project began with, line by line: what a pair shares is read from the texts each time
 * a pair is asked about, as they do. Helpers that they only name are filled in the plainest way.
 */
import { formIndependentClusters } from "./form-independent-clusters.ts";

export interface SeedsSprint {
  readonly statuses: ReadonlyMap<string, string>;
  /** By number, such as `1-2`. */
  readonly keyOf: ReadonlyMap<string, string>;
  readonly readFile: (storyKey: string) => string;
}

const DB_KEYWORDS = ["database", "schema", "migration", "model", "table", "query"];

function extractSection(content: string, title: string): string {
  const lines = content.split("\n");
  const start = lines.findIndex((line) => /^#{1,6} /u.test(line) && line.includes(title));
  if (start === -1) return "";
  const end = lines.findIndex((line, index) => index > start && /^#{1,2} /u.test(line));
  return lines.slice(start + 1, end === -1 ? undefined : end).join("\n");
}

function extractDependencies(content: string, { keyOf }: SeedsSprint): ReadonlySet<string> {
  const numbers = [...content.matchAll(/Story (\d{1,4})\.(\d{1,4})(?![\d:])/gu)];
  return new Set(numbers.flatMap(([, epic, number]) => keyOf.get(`${epic}-${number}`) ?? []));
}

function extractFileMentions(content: string): ReadonlySet<string> {
  const text = extractSection(content, "Acceptance Criteria") + extractSection(content, "Development Tasks");
  const found = text.matchAll(/`([a-zA-Z0-9_\-/.]+\.(?:tsx?|jsx?|py|md|json|yaml))`/gu);
  return new Set([...found].map(([, path = ""]) => path));
}

function modifiesDbSchema(content: string): boolean {
  const lower = content.toLowerCase();
  return DB_KEYWORDS.some((keyword) => lower.includes(keyword));
}

function extractApiEndpoints(content: string): ReadonlySet<string> {
  return new Set([...content.matchAll(/`(\/api\/[a-zA-Z0-9_\-/]+)`/gu)].map(([, path = ""]) => path));
}

function isDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const member of a) if (b.has(member)) return false;
  return true;
}

function modulesOf(files: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    [...files].filter((file) => file.includes("/")).map((file) => file.slice(0, file.indexOf("/"))),
  );
}

function clearlyIndependent(contentA: string, contentB: string): boolean {
  const [filesA, filesB] = [extractFileMentions(contentA), extractFileMentions(contentB)];
  if (filesA.size === 0 || filesB.size === 0) return false;
  return isDisjoint(modulesOf(filesA), modulesOf(filesB));
}

function epicNumber(storyKey: string): string {
  return storyKey.split("-", 1)[0] ?? "";
}

function storiesConflict(sprint: SeedsSprint, storyA: string, storyB: string): boolean {
  const [contentA, contentB] = [sprint.readFile(storyA), sprint.readFile(storyB)];
  const [depsA, depsB] = [extractDependencies(contentA, sprint), extractDependencies(contentB, sprint)];
  if (depsA.has(storyB) || depsB.has(storyA)) return true;
  if (!isDisjoint(extractFileMentions(contentA), extractFileMentions(contentB))) return true;
  if (modifiesDbSchema(contentA) && modifiesDbSchema(contentB)) return true;
  if (!isDisjoint(extractApiEndpoints(contentA), extractApiEndpoints(contentB))) return true;
  return epicNumber(storyA) === epicNumber(storyB) && !clearlyIndependent(contentA, contentB);
}

/** Their candidates of the second and the third tier; in a sprint without reviews there is no first. */
function gatherCandidates(sprint: SeedsSprint): readonly (readonly string[])[] {
  const unmet: string[] = [];
  const backlog: string[] = [];
  for (const key of sprint.statuses.keys()) {
    const dependencies = extractDependencies(sprint.readFile(key), sprint);
    const isSatisfied = [...dependencies].every((needed) => sprint.statuses.get(needed) === "done");
    (isSatisfied ? backlog : unmet).push(key);
  }
  return [unmet, backlog];
}

/** All their clusters, tier by tier: they form those of one tier at a time, ours is the whole plan. */
export function planLiterally(sprint: SeedsSprint): readonly (readonly string[])[] {
  return gatherCandidates(sprint).flatMap((tier) =>
    formIndependentClusters(tier, (a, b) => storiesConflict(sprint, a, b)),
  );
}
