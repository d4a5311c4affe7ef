import type { Config } from "../config/config.ts";
import { excerptOf } from "../sprint/excerpt.ts";
import { storyLines } from "../sprint/story/story-lines.ts";
import type { StoryLine } from "../sprint/story/story-lines.ts";
import type { StoryFile, StoryKey } from "../sprint/story.ts";
import type { FootprintEntry, Footprint } from "./conflict.ts";
import { endpointName, endpointsInText } from "./endpoints-in-text.ts";
import { createPathGrader } from "./path-grade.ts";
import { pathsInText } from "./paths-in-text.ts";

/** What reading a footprint needs to know of the repository; built once for all stories. */
export interface FootprintContext {
  readonly readPath: ReturnType<typeof createPathGrader>;
  /** Paths of the tree by file name. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
}

export function footprintContext(tree: readonly string[], config: Config): FootprintContext {
  const byName = new Map<string, string[]>();
  for (const path of tree) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const paths = byName.get(name);
    if (paths) paths.push(path);
    else byName.set(name, [path]);
  }
  return { readPath: createPathGrader(config), byName };
}

/** Sections that do not say what the story is going to change. */
const SILENT: ReadonlySet<StoryLine["section"]> = new Set([
  "review",
  "afterwards",
  "references",
  "dependents",
  "dependencies",
]);

/** Lines that name a file to be read or left alone. */
const NOT_CHANGED =
  /\[source:|\b(?:do not|don't|never|without|not) (?:modify|modifying|change|changing|touch|touching|edit|editing)\b|\bunchanged\b|\bsee (?:also )?`|\b(?:pattern|example|same|as) (?:from|in) `|\brefer(?:ence)?s? to\b/iu;

const LONGEST_LINE = 2000;

const SCHEMA_WORDS =
  /\b(?:migrations?|(?:alter|create|drop) table|(?:database|db|prisma|sql) schema|schema (?:change|migration)s?|(?:add|drop|rename) (?:an? |the )?(?:new )?columns?)\b/iu;

/** The name all changes to the database's structure share: two of them rarely merge. */
export const DATABASE_SCHEMA = "database schema";

/** The path in the tree that a story means: a shortened path is completed when only one fits. */
function completePath(path: string, context: FootprintContext): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const candidates = context.byName.get(name) ?? [];
  if (candidates.includes(path)) return path;
  const fitting = candidates.filter((candidate) => candidate.endsWith(`/${path}`));
  return fitting.length === 1 && fitting[0] !== undefined ? fitting[0] : path;
}

interface Draft {
  readonly file: string;
  readonly files: Map<string, FootprintEntry>;
  readonly endpoints: Map<string, FootprintEntry>;
  readonly database: Map<string, FootprintEntry>;
}

function addOnce(entries: Map<string, FootprintEntry>, entry: FootprintEntry): void {
  if (!entries.has(entry.name)) entries.set(entry.name, entry);
}

function readLine(line: StoryLine, draft: Draft, context: FootprintContext): void {
  const paths = pathsInText(line.text);
  const endpoints = endpointsInText(line.text);
  const start = line.text.slice(0, LONGEST_LINE);
  const isPlanned = line.isInTasks || line.section === "criteria";
  const isSchema = isPlanned && SCHEMA_WORDS.test(start);
  const isSilent = !isSchema && paths.length === 0 && endpoints.length === 0;
  if (isSilent || NOT_CHANGED.test(start)) return;
  const place = { file: draft.file, line: line.number, excerpt: excerptOf(line.text) };
  const schema: FootprintEntry = { name: DATABASE_SCHEMA, grade: "exclusive", ...place };
  for (const path of paths) {
    const name = completePath(path, context);
    const { grade, isDatabase } = context.readPath(name);
    addOnce(draft.files, { name, grade, ...place });
    if (isDatabase) addOnce(draft.database, schema);
  }
  for (const endpoint of endpoints) {
    addOnce(draft.endpoints, { name: endpointName(endpoint), grade: "exclusive", ...place });
  }
  if (isSchema) addOnce(draft.database, schema);
}

/** What the planning text of a story says it will touch. */
export function readFootprint(story: StoryFile, key: StoryKey, context: FootprintContext): Footprint {
  const draft: Draft = { file: story.path, files: new Map(), endpoints: new Map(), database: new Map() };
  for (const line of storyLines(story.text)) {
    if (line.text !== "" && !SILENT.has(line.section)) readLine(line, draft, context);
  }
  const isUnknown = draft.files.size + draft.endpoints.size + draft.database.size === 0;
  const files = [...draft.files.values()];
  const endpoints = [...draft.endpoints.values()];
  const database = [...draft.database.values()];
  return { story: key, files, endpoints, database, isUnknown };
}

/** The footprint of a single story. For many stories build the context once and use `readFootprint`. */
export function findFootprint(
  story: StoryFile,
  key: StoryKey,
  context: { readonly tree: readonly string[]; readonly config: Config },
): Footprint {
  return readFootprint(story, key, footprintContext(context.tree, context.config));
}
