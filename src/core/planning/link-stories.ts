import type { ConflictLine } from "../conflicts/story-pairs.ts";
import type { Place, Problem } from "../problem.ts";
import { indexBoard, isEpicAlone, resolveReference } from "../sprint/board/resolve-reference.ts";
import type { ReferenceIndex, Resolution } from "../sprint/board/resolve-reference.ts";
import { normaliseReference } from "../sprint/board/story-number.ts";
import { excerptOf } from "../sprint/excerpt.ts";
import type { BoardStory, SprintSnapshot } from "../sprint/sprint.ts";
import type { DependencyMention, StoryKey } from "../sprint/story.ts";

/** One story that another one needs, with the line that says so. */
export interface Link {
  readonly key: StoryKey;
  readonly line: ConflictLine;
}

export interface Links {
  /** What each unfinished story needs, finished stories included, without repetitions. */
  readonly needs: ReadonlyMap<StoryKey, readonly Link[]>;
  readonly problems: readonly { readonly story: StoryKey; readonly problem: Problem }[];
}

interface StoryLinks {
  readonly links: readonly Link[];
  readonly problems: readonly Problem[];
}

interface Known {
  readonly index: ReferenceIndex;
  readonly unusableKeys: readonly string[];
}

export function placeOf(line: ConflictLine & { readonly column?: number }): Place {
  const { file, column, excerpt } = line;
  return { file, line: line.line, ...(column !== undefined && { column }), excerpt };
}

function mentionsOf(story: BoardStory, snapshot: SprintSnapshot): readonly DependencyMention[] {
  return [
    ...(story.dependsOn ?? []),
    ...(snapshot.files.get(story.key)?.dependsOn ?? []),
    ...(snapshot.epicDependencies.get(story.key) ?? []),
  ];
}

/** The key on the board that is meant and cannot be a story. */
function unusableKey(reference: string, keys: readonly string[]): string | undefined {
  const wanted = normaliseReference(reference);
  return keys.find((key) => {
    if (key.toLowerCase() === reference.toLowerCase()) return true;
    const name = normaliseReference(key);
    return wanted !== "" && (name === wanted || name.startsWith(`${wanted}-`));
  });
}

function missingProblem(story: BoardStory, mention: DependencyMention, known: Known): Problem {
  const unusable = unusableKey(mention.reference, known.unusableKeys);
  if (unusable !== undefined) {
    return {
      code: "dependency-missing",
      severity: "error",
      message: `\`${story.key}\` depends on \`${excerptOf(mention.reference)}\`, whose key on the board cannot be used: \`${excerptOf(unusable)}\`.`,
      at: placeOf(mention),
      hint: "Rename that key: letters, digits, dots, dashes and underscores only, at most 100 of them.",
    };
  }
  return {
    code: "dependency-missing",
    severity: "error",
    message: `\`${story.key}\` depends on \`${mention.reference}\`, which is not on the board.`,
    at: placeOf(mention),
    hint: `Add \`${mention.reference}\` to the board or remove the dependency.`,
  };
}

function selfProblem(story: BoardStory, mention: DependencyMention): Problem {
  return {
    code: "dependency-self",
    severity: "error",
    message: `\`${story.key}\` depends on itself.`,
    at: placeOf(mention),
    hint: "Remove the dependency or name the story that was meant.",
  };
}

/** A later epic as a whole is context, not a condition: it often needs this story in its turn. */
function laterEpicProblem(story: BoardStory, mention: DependencyMention): Problem {
  return {
    code: "dependency-ambiguous",
    severity: "warning",
    message: `\`${story.key}\` names \`${mention.reference}\`, which comes later on the board; it does not wait for it.`,
    at: placeOf(mention),
    hint: "Name the stories of that epic that must be finished first.",
  };
}

function ambiguousProblem(story: BoardStory, mention: DependencyMention, keys: readonly StoryKey[]): Problem {
  const named = keys.slice(0, 3).map((key) => `\`${key}\``);
  return {
    code: "dependency-ambiguous",
    severity: "warning",
    message: `\`${story.key}\` depends on \`${mention.reference}\`, which fits ${named.join(", ")}; it waits for all of them.`,
    at: placeOf(mention),
    hint: "Write the whole key of the story that is meant.",
  };
}

/** A word that is a story only if it is a key of the board. */
function linkCandidate(story: BoardStory, mention: DependencyMention, index: ReferenceIndex): StoryLinks {
  const { file, line, excerpt } = mention;
  const keys = index.bySpelling.get(mention.reference.toLowerCase()) ?? [];
  const others = keys.filter((key) => key !== story.key);
  return { links: others.map((key) => ({ key, line: { file, line, excerpt } })), problems: [] };
}

function resolveMention({ reference, except }: DependencyMention, index: ReferenceIndex): Resolution {
  const resolution = resolveReference(reference, index);
  if (!except || resolution.kind === "missing") return resolution;
  const left = new Set(
    except.flatMap((excepted) => {
      const found = resolveReference(excepted, index);
      return found.kind === "missing" ? [] : found.keys;
    }),
  );
  return { ...resolution, keys: resolution.keys.filter((key) => !left.has(key)) };
}

type Keys = Extract<Resolution, { kind: "found" | "ambiguous" }>;

function linkKeys(story: BoardStory, mention: DependencyMention, { kind, keys }: Keys): StoryLinks {
  const others = keys.filter((key) => key !== story.key);
  if (others.length === 0) {
    // Without keys all that was named was taken back: `Story 1.2, except 1.2`.
    const isFine = mention.isProse === true || keys.length === 0;
    return { links: [], problems: isFine ? [] : [selfProblem(story, mention)] };
  }
  const problems = kind === "ambiguous" ? [ambiguousProblem(story, mention, others)] : [];
  const { file, line, excerpt } = mention;
  return { links: others.map((key) => ({ key, line: { file, line, excerpt } })), problems };
}

function linkMention(story: BoardStory, mention: DependencyMention, known: Known): StoryLinks {
  const { index } = known;
  if (mention.isCandidate) return linkCandidate(story, mention, index);
  const resolution = resolveMention(mention, index);
  const line = { file: mention.file, line: mention.line, excerpt: mention.excerpt };
  switch (resolution.kind) {
    case "missing":
      // An epic that is not on this board was finished long ago or is kept elsewhere.
      if (isEpicAlone(mention.reference)) return { links: [], problems: [] };
      return { links: [], problems: [missingProblem(story, mention, known)] };
    case "epic": {
      // A story that names its own epic speaks of the epic, not of itself.
      if (resolution.keys.includes(story.key)) return { links: [], problems: [] };
      if (resolution.firstOrder > story.order)
        return { links: [], problems: [laterEpicProblem(story, mention)] };
      return { links: resolution.keys.map((key) => ({ key, line })), problems: [] };
    }
    case "found":
    case "ambiguous":
      return linkKeys(story, mention, resolution);
  }
}

function linkStory(story: BoardStory, snapshot: SprintSnapshot, known: Known): StoryLinks {
  const links = new Map<StoryKey, Link>();
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const mention of mentionsOf(story, snapshot)) {
    const name = `${mention.isCandidate ? "?" : ""}${mention.reference.toLowerCase()}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const linked = linkMention(story, mention, known);
    problems.push(...linked.problems);
    for (const link of linked.links) if (!links.has(link.key)) links.set(link.key, link);
  }
  return { links: [...links.values()], problems };
}

/** Resolves what every unfinished story says it needs. Linear in the mentions. */
export function linkStories(snapshot: SprintSnapshot): Links {
  const { board } = snapshot;
  const known: Known = { index: indexBoard(board), unusableKeys: board.unusableKeys ?? [] };
  const needs = new Map<StoryKey, readonly Link[]>();
  const problems: { readonly story: StoryKey; readonly problem: Problem }[] = [];
  for (const story of snapshot.board.stories) {
    if (story.status === "done") continue;
    const linked = linkStory(story, snapshot, known);
    needs.set(story.key, linked.links);
    problems.push(...linked.problems.map((problem) => ({ story: story.key, problem })));
  }
  return { needs, problems };
}
