import type { Config } from "../config/config.ts";
import { excerptOf } from "../sprint/excerpt.ts";
import { storyLines } from "../sprint/story/story-lines.ts";
import type { StoryLine } from "../sprint/story/story-lines.ts";
import type { EpicText } from "../sprint/sprint.ts";
import type { StoryFile, StoryKey } from "../sprint/story.ts";
import type { FootprintEntry, Footprint } from "./conflict.ts";
import { endpointName, endpointsInText } from "./footprint/endpoints-in-text.ts";
import { createInterner } from "./footprint/interner.ts";
import type { Interner } from "./footprint/interner.ts";
import { changeLikelihood, MENTION_WEIGHTS } from "./footprint/likelihood.ts";
import type { MentionWeights } from "./footprint/likelihood.ts";
import { isIntroduction, mentionDeed } from "./footprint/mention-deed.ts";
import type { MentionDeed } from "./footprint/mention-deed.ts";
import { createPlaceTracker } from "./footprint/mention-place.ts";
import type { MentionPlace } from "./footprint/mention-place.ts";
import { createPathGrader } from "./footprint/path-grade.ts";
import { pathsInText } from "./footprint/paths-in-text.ts";
import { wordsInText } from "./footprint/words-in-text.ts";

/** What reading a footprint needs to know of the repository; built once for all stories. */
export interface FootprintContext {
  readonly readPath: ReturnType<typeof createPathGrader>;
  /** Paths of the tree by file name. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** Words and names of all stories. */
  readonly words: Interner;
  readonly weights: MentionWeights;
}

/** A footprint with what else the text tells: the words of the plan, by number, with how often they stand there. */
export interface StoryReading extends Footprint {
  readonly words: ReadonlyMap<number, number>;
  readonly mentions: ReadonlyMap<string, FileMentions>;
  /** The first line with a word; looked up again, since few words are ever quoted. */
  readonly quote: (word: string) => Quote | undefined;
}

type Quote = Pick<FootprintEntry, "file" | "line" | "excerpt">;

/** Everything said about one file. */
export interface FileMentions {
  readonly places: Set<MentionPlace>;
  readonly deeds: Set<MentionDeed>;
  readonly hasFolder: boolean;
  readonly isTest: boolean;
  isInCode: boolean;
  count: number;
}

export function footprintContext(
  tree: readonly string[],
  config: Config,
  weights: MentionWeights = MENTION_WEIGHTS,
): FootprintContext {
  const byName = new Map<string, string[]>();
  for (const path of tree) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const paths = byName.get(name);
    if (paths) paths.push(path);
    else byName.set(name, [path]);
  }
  return { readPath: createPathGrader(config), byName, words: createInterner(), weights };
}

/** Sections written after the work, or about other stories. */
const SILENT: ReadonlySet<StoryLine["section"]> = new Set(["review", "afterwards", "dependents"]);

/** Sections whose words are about other stories. */
const FOREIGN: ReadonlySet<MentionPlace> = new Set(["references", "learnings", "dependencies"]);

/** The path in the tree that a story means: a shortened path is completed when only one fits. */
function completePath(path: string, context: FootprintContext): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const candidates = context.byName.get(name) ?? [];
  if (candidates.includes(path)) return path;
  const fitting = candidates.filter((candidate) => candidate.endsWith(`/${path}`));
  return fitting.length === 1 && fitting[0] !== undefined ? fitting[0] : path;
}

interface Found {
  readonly entry: FootprintEntry;
  readonly mentions: FileMentions;
}

interface Draft {
  readonly path: string;
  readonly files: Map<string, Found>;
  readonly endpoints: Map<string, FootprintEntry>;
  readonly words: Map<number, number>;
}

interface Sentence {
  readonly line: StoryLine;
  readonly place: MentionPlace;
  readonly introduction: string;
}

function newMentions(name: string): FileMentions {
  return {
    places: new Set(),
    deeds: new Set(),
    hasFolder: name.includes("/"),
    isTest: /test|spec/iu.test(name),
    isInCode: false,
    count: 0,
  };
}

/** How much a line says by itself: the strongest one is quoted. */
function strengthOf(place: MentionPlace, deed: MentionDeed, { places, deeds }: MentionWeights): number {
  return places[place] + deeds[deed];
}

interface Mention {
  readonly name: string;
  readonly deed: MentionDeed;
  readonly sentence: Sentence;
}

function addMention({ name, deed, sentence }: Mention, draft: Draft, context: FootprintContext): void {
  const { line, place } = sentence;
  const strength = strengthOf(place, deed, context.weights);
  const known = draft.files.get(name);
  const mentions = known?.mentions ?? newMentions(name);
  mentions.places.add(place);
  mentions.deeds.add(deed);
  mentions.count += 1;
  mentions.isInCode ||= line.isVerbatim;
  // Until all lines are read the likelihood is that of the line that is quoted.
  if (known && known.entry.likelihood >= strength) return;
  const { grade } = context.readPath(name);
  const excerpt = excerptOf(line.text);
  const entry = { name, grade, likelihood: strength, file: draft.path, line: line.number, excerpt };
  draft.files.set(name, { entry, mentions });
}

function deedOf({ line, introduction }: Sentence): MentionDeed {
  const deed = mentionDeed(line.text);
  return deed === "none" && introduction !== "" ? mentionDeed(introduction) : deed;
}

function readWords({ text }: StoryLine, draft: Draft, context: FootprintContext): void {
  for (const word of wordsInText(text)) {
    const id = context.words.idOf(word);
    draft.words.set(id, (draft.words.get(id) ?? 0) + 1);
  }
}

function readMentions(sentence: Sentence, draft: Draft, context: FootprintContext): void {
  const { line, place } = sentence;
  const paths = pathsInText(line.text);
  const endpoints = endpointsInText(line.text);
  if (paths.length === 0 && endpoints.length === 0) return;
  const deed = deedOf(sentence);
  for (const path of paths) addMention({ name: completePath(path, context), deed, sentence }, draft, context);
  if (deed === "spare" || deed === "read" || FOREIGN.has(place)) return;
  for (const endpoint of endpoints) {
    const name = endpointName(endpoint);
    if (draft.endpoints.has(name)) continue;
    const [file, excerpt] = [draft.path, excerptOf(line.text)];
    draft.endpoints.set(name, {
      name,
      grade: "exclusive",
      likelihood: 1,
      file,
      line: line.number,
      excerpt,
    });
  }
}

function readLines(lines: readonly StoryLine[], draft: Draft, context: FootprintContext): void {
  const placeBelow = createPlaceTracker();
  let place: MentionPlace = "other";
  let introduction = "";
  for (const line of lines) {
    if (line.heading) place = placeBelow(line.heading);
    if (line.text === "" || SILENT.has(line.section)) continue;
    if (isIntroduction(line.text)) introduction = line.text;
    if (!FOREIGN.has(place)) readWords(line, draft, context);
    readMentions({ line, place, introduction }, draft, context);
  }
}

/** An epics file is written before the story and says less: its words are left to the story. */
function readDescription(
  { path, line: first, text }: EpicText,
  draft: Draft,
  context: FootprintContext,
): void {
  for (const line of storyLines(text)) {
    const number = line.number + first - 1;
    const sentence: Sentence = { line: { ...line, number }, place: "story", introduction: "" };
    readMentions(sentence, { ...draft, path }, context);
  }
}

function finishFile({ entry, mentions }: Found, weights: MentionWeights): FootprintEntry {
  return { ...entry, likelihood: changeLikelihood(mentions, weights) };
}

function quoteWord({ path, text }: Pick<StoryFile, "path" | "text">, word: string): Quote | undefined {
  const line = storyLines(text).find(
    (each) => !SILENT.has(each.section) && wordsInText(each.text).includes(word),
  );
  return line && { file: path, line: line.number, excerpt: excerptOf(line.text) };
}

export interface PlanningText extends Pick<StoryFile, "path" | "text"> {
  /** What an epics file or the board says of the story. */
  readonly description?: EpicText | undefined;
}

/** What the planning text of a story says it will touch, and how likely. */
export function readFootprint(story: PlanningText, key: StoryKey, context: FootprintContext): StoryReading {
  const draft: Draft = { path: story.path, files: new Map(), endpoints: new Map(), words: new Map() };
  readLines(storyLines(story.text), draft, context);
  if (story.description) readDescription(story.description, draft, context);
  const files = [...draft.files.values()].map((found) => finishFile(found, context.weights));
  const endpoints = [...draft.endpoints.values()];
  return {
    story: key,
    files,
    endpoints,
    database: files.filter(({ name }) => context.readPath(name).isDatabase),
    isUnknown: files.length + endpoints.length === 0,
    words: draft.words,
    quote: (word) => quoteWord(story, word),
    mentions: new Map([...draft.files].map(([name, { mentions }]) => [name, mentions])),
  };
}

/** The footprint of a single story. For many stories build the context once and use `readFootprint`. */
export function findFootprint(
  story: PlanningText,
  key: StoryKey,
  context: { readonly tree: readonly string[]; readonly config: Config },
): Footprint {
  return readFootprint(story, key, footprintContext(context.tree, context.config));
}
