import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isHard, withoutAfterwards } from "./planning-text.ts";

const Index = z.array(
  z.object({
    repo: z.string(),
    dir: z.string(),
    key_order: z.array(z.string()),
    epic_keys: z.array(z.union([z.string(), z.number()])),
    story_file_of: z.record(z.string(), z.string()),
  }),
);
type Entry = z.infer<typeof Index>[number];
const Touched = z.record(z.string(), z.array(z.string()));

/** Fewer stories than these say nothing about a repository. */
const FEWEST_STORIES = 8;
/** Pairs of stories that stand farther apart on the board are not scored. */
const REACH = 9;

export interface CorpusStory {
  readonly key: string;
  readonly epic: string;
  readonly plan: string;
  /** What its commits changed, and what of it makes a collision. */
  readonly hard: ReadonlySet<string>;
}

export interface CorpusPair {
  readonly one: number;
  readonly other: number;
  readonly isCollision: boolean;
}

export interface CorpusRepository {
  readonly name: string;
  readonly stories: readonly CorpusStory[];
  readonly pairs: readonly CorpusPair[];
  readonly tree: readonly string[];
}

function readText(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return readFileSync(path, "utf8")
    .replaceAll("\r\n", "\n")
    .replace(/^\uFEFF+/u, "");
}

function epicOf(key: string, epics: ReadonlySet<string>): string {
  const name = key.toLowerCase();
  const [, epic = "", part = ""] =
    /^(?:story[-_.]?)?(\d+[a-z]?)[-.](\d+)-(\d+[a-z]?)(?:[-_.]|$)/u.exec(name) ?? [];
  if (epic !== "" && (epics.has(`epic-${epic}-${part}`) || epics.has(`epic-${epic}.${part}`))) {
    return `${epic}.${part}`;
  }
  const match =
    /^epic[-_ ]?(\w+?)[-_ ]story/u.exec(name) ??
    /^(?:story[-_.]?)?([a-z]{0,8}-?\d+[a-z]?(?:\.\d+)?)[-._]/u.exec(name);
  return match?.[1] ?? name;
}

function readStories(folder: string, entry: Entry, touched: z.infer<typeof Touched>): readonly CorpusStory[] {
  const epics = new Set(entry.epic_keys.map((key) => `${key}`.toLowerCase()));
  return [...new Set(entry.key_order)].flatMap((key) => {
    const files = touched[key] ?? [];
    if (files.length === 0) return [];
    const path = entry.story_file_of[key];
    const before = readText(join(folder, "_pre", `${key.replaceAll(/[^A-Za-z0-9._-]/gu, "_")}.md`));
    const final = path === undefined ? undefined : readText(join(folder, path));
    const text = before || final;
    if (!text) return [];
    const hard = new Set(files.filter(isHard));
    return [{ key, epic: epicOf(key, epics), plan: withoutAfterwards(text), hard }];
  });
}

function sharesAny(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const path of one) if (other.has(path)) return true;
  return false;
}

function pairsOf(stories: readonly CorpusStory[]): readonly CorpusPair[] {
  return stories.flatMap((story, one) =>
    stories.slice(one + 1, one + 1 + REACH).map((neighbour, offset) => {
      return { one, other: one + 1 + offset, isCollision: sharesAny(story.hard, neighbour.hard) };
    }),
  );
}

function readRepository(
  folder: string,
  entry: Entry,
  onSkip: (reason: string) => void,
): readonly CorpusRepository[] {
  const text = readText(join(folder, "touched.json"));
  if (text === undefined) return [];
  const touched = Touched.safeParse(safeJson(text));
  if (!touched.success) {
    const place = touched.error.issues[0]?.path.join(".") || "the whole file";
    onSkip(`${join(folder, "touched.json")} is left out: ${place} is not a list of paths for each story.`);
    return [];
  }
  const stories = readStories(folder, entry, touched.data);
  if (stories.length < FEWEST_STORIES) return [];
  const tree = (readText(join(folder, "tree.txt")) ?? "").split("\n").filter((line) => line !== "");
  return [{ name: entry.repo, stories, pairs: pairsOf(stories), tree }];
}

/**
 * A message for people where the folder is not what it should be; `onSkip` hears of a single
 * repository that cannot be read.
 */
export function readCorpus(
  root: string,
  onSkip: (reason: string) => void = () => undefined,
): readonly CorpusRepository[] | string {
  const text = readText(join(root, "index.json"));
  if (text === undefined) {
    return `There is no index.json in ${root}: name the folder of a corpus with --corpus.`;
  }
  const index = Index.safeParse(safeJson(text));
  if (!index.success)
    return `${join(root, "index.json")} is not the index of a corpus: ${z.prettifyError(index.error)}`;
  const repositories = index.data.flatMap((entry) => readRepository(join(root, entry.dir), entry, onSkip));
  if (repositories.length === 0)
    return `No repository in ${root} has a touched.json with ${FEWEST_STORIES} stories.`;
  return repositories;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
