/** The seeds' rules, literally, as `score.py` of the corpus has them: what ours is measured against. */
import type { CorpusRepository, CorpusStory } from "../corpus/read-corpus.ts";

interface SeedStory {
  readonly key: string;
  readonly epic: string;
  readonly needs: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  readonly endpoints: ReadonlySet<string>;
  readonly hasSchemaWord: boolean;
}

const SCHEMA_WORDS = ["database", "schema", "migration", "model", "table", "query"];

function section(text: string, name: string): string {
  const heading = new RegExp(String.raw`^(#{1,6}) +[^\n]*${name}[^\n]*\n`, "imu").exec(text);
  if (!heading) return "";
  const [whole, marks = ""] = heading;
  const rest = text.slice(heading.index + whole.length);
  const end = new RegExp(String.raw`^#{1,${marks.length}} +`, "mu").exec(rest);
  return end ? rest.slice(0, end.index) : rest;
}

function needsIn(text: string): ReadonlySet<string> {
  const [, front = ""] = /^---\n([\s\S]*?)\n---\n/u.exec(text) ?? [];
  const [, list = ""] = /^depends_on:\s*(\[[\s\S]*?\]|[^\n]*(?:\n\s+- [^\n]*)*)/mu.exec(front) ?? [];
  return new Set([...list.matchAll(/[\p{L}\p{N}_.]+-[\p{L}\p{N}_.-]+/gu)].map(([name]) => name));
}

function readSeedStory({ key, epic, plan }: CorpusStory): SeedStory {
  const where = section(plan, "Acceptance Criteria") + section(plan, "Development Tasks");
  const files = where.matchAll(/`([a-zA-Z0-9_\-/.]+\.(?:tsx?|jsx?|py|md|json|yaml))`/gu);
  const endpoints = plan.matchAll(/`(\/api\/[a-zA-Z0-9_\-/]+)`/gu);
  const text = plan.toLowerCase();
  return {
    key,
    epic,
    needs: needsIn(plan),
    files: new Set([...files].map(([, path = ""]) => path)),
    endpoints: new Set([...endpoints].map(([, path = ""]) => path)),
    hasSchemaWord: SCHEMA_WORDS.some((word) => text.includes(word)),
  };
}

function sharesAny(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((item) => other.has(item));
}

function needs(one: SeedStory, other: SeedStory): boolean {
  return [...one.needs].some((name) => other.key === name || other.key.startsWith(`${name}-`));
}

function topFolders(files: ReadonlySet<string>): ReadonlySet<string> {
  const inFolders = [...files].filter((file) => file.includes("/"));
  return new Set(inFolders.map((file) => file.slice(0, file.indexOf("/"))));
}

function conflicts(one: SeedStory, other: SeedStory): boolean {
  if (needs(one, other) || needs(other, one)) return true;
  if (sharesAny(one.files, other.files) || sharesAny(one.endpoints, other.endpoints)) return true;
  if (one.hasSchemaWord && other.hasSchemaWord) return true;
  if (one.epic !== other.epic) return false;
  const bothNameFiles = one.files.size > 0 && other.files.size > 0;
  return !(bothNameFiles && !sharesAny(topFolders(one.files), topFolders(other.files)));
}

export function seedsConflicts(repository: CorpusRepository): readonly boolean[] {
  const stories = repository.stories.map(readSeedStory);
  return repository.pairs.map((pair) => {
    const [one, other] = [stories[pair.one], stories[pair.other]];
    return one !== undefined && other !== undefined && conflicts(one, other);
  });
}
