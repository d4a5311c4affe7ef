import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/core/config/config.ts";
import type { DependencyMention } from "../../../src/core/sprint/story.ts";
import type { Problem } from "../../../src/core/problem.ts";
import { setBoardStatuses } from "../../../src/core/sprint/edit-board.ts";
import { setStoryStatus } from "../../../src/core/sprint/edit-story.ts";
import { parseBoard } from "../../../src/core/sprint/parse-board.ts";
import { parseEpics } from "../../../src/core/sprint/parse-epics.ts";
import { parseStory } from "../../../src/core/sprint/parse-story.ts";
import { storyFilesToRead } from "../../../src/core/sprint/story-files.ts";
import { hasOpenFindings } from "../../../src/core/sprint/story/read-review.ts";
import {
  corpusEntries,
  corpusRoot,
  filesBelow,
  hasCorpus,
  hasSamples,
  readCorpus,
  samplesRoot,
} from "./corpus.ts";
import { COUNTED_OTHERWISE, REFUSED_FILES } from "./survey.ts";

const BOARD = /(?:^|\/)[^/]*(?:sprint-status|stories)[^/]*\.ya?ml$|_oddities\/.*\.ya?ml$/iu;
const MARKER = "zz-written-by-us";

type Counts = Map<string, number>;

function count(counts: Counts, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function print(title: string, counts: Counts): void {
  const lines = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const table = lines.map(([name, number]) => `${String(number).padStart(8)} ${name}`);
  process.stdout.write(`${[title, ...table].join("\n")}\n`);
}

/** Texts below a folder, by path, read as they are needed. */
function textsBelow(root: string): readonly { readonly path: string; readonly text: () => string }[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(root.length + 1), text: () => readFileSync(path, "utf8") }));
}

/** A problem that does not say where it stands. */
function unplaced(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ at, hint }) => {
    return at?.line === undefined || at.column === undefined || at.excerpt === undefined || hint === "";
  });
}

function readBoardFile(path: string, text: string, counts: Counts): readonly Problem[] {
  const board = parseBoard(text, path);
  count(counts, "boards");
  count(counts, "stories on boards", board.stories.length);
  count(counts, "epics on boards", board.epics.length);
  count(counts, `boards, ${board.vocabulary} words, statuses in ${board.statusesIn}`);
  return board.problems;
}

/** Without words that only a board could tell to be keys. */
function statedIn(mentions: readonly DependencyMention[]): number {
  return mentions.filter((mention) => !mention.isCandidate).length;
}

function readStoryFile(path: string, text: string, counts: Counts): readonly Problem[] {
  const story = parseStory(text, path);
  count(counts, "texts of stories and epics");
  count(counts, "tasks", story.tasks.length);
  count(counts, "criteria", story.criteria.length);
  count(counts, "dependencies in stories", statedIn(story.dependsOn));
  if (story.status !== undefined) count(counts, "texts with a status");
  if (story.review) count(counts, `reviews, ${story.review.outcome}`);
  const epics = /epic/iu.test(path) ? parseEpics(text, path) : [];
  count(counts, "stories described in epics", epics.length);
  for (const { dependsOn } of epics) count(counts, "dependencies in epics", statedIn(dependsOn));
  return story.problems;
}

/** Reads what lies there, prints what it was, and gives back the problems that say too little. */
function readEverything(root: string): readonly Problem[] {
  const counts: Counts = new Map();
  const wrong: Problem[] = [];
  for (const { path, text } of textsBelow(root)) {
    const isStory = path.endsWith(".md") && path.includes("/");
    if (!isStory && !BOARD.test(path)) continue;
    const problems = (isStory ? readStoryFile : readBoardFile)(path, text(), counts);
    for (const { severity, code } of problems) count(counts, `problems, ${severity} ${code}`);
    wrong.push(...unplaced(problems));
  }
  print(`Read below ${root.split("/").at(-1) ?? ""}:`, counts);
  return wrong;
}

/** What an edit with the marker has replaced; undefined when anything else has changed. */
function replacedBy(before: string, after: string): string | undefined {
  const at = after.indexOf(MARKER);
  const tail = after.slice(at + MARKER.length);
  const isAround = at !== -1 && before.startsWith(after.slice(0, at)) && before.endsWith(tail);
  return isAround ? before.slice(at, before.length - tail.length) : undefined;
}

describe.skipIf(!hasCorpus())("the corpus", () => {
  it("is read without a throw, and every problem says where it stands and what to do", () => {
    expect(readEverything(corpusRoot())).toEqual([]);
  });

  it("has the stories, epics and statuses that a survey counted", () => {
    const differing: { readonly dir: string; readonly read: unknown; readonly theirs: unknown }[] = [];
    for (const entry of corpusEntries()) {
      const board = parseBoard(readCorpus(`${entry.dir}/${entry.primary_status}`), entry.primary_status);
      const histogram: Counts = new Map();
      for (const { rawStatus } of board.stories) count(histogram, rawStatus);
      const { dir, stories, epics, status_histogram } = entry;
      const ours = { dir, stories: board.stories.length, epics: board.epics.length };
      const theirs = { dir, stories, epics, status_histogram };
      const read = { ...ours, status_histogram: Object.fromEntries(histogram) };
      if (!isDeepStrictEqual(read, theirs)) differing.push({ dir, read, theirs });
    }
    const unexplained = differing.filter(({ dir }) => !(dir in COUNTED_OTHERWISE));
    expect(unexplained).toEqual([]);
    // A reason that is no longer needed has to go.
    expect(differing.map(({ dir }) => dir).toSorted()).toEqual(Object.keys(COUNTED_OTHERWISE).toSorted());
  });

  it("has story files that are found where the survey found them, or refused for a reason", () => {
    const counts: Counts = new Map();
    const refused: Record<string, string[]> = {};
    const others: unknown[] = [];
    for (const { dir, primary_status, story_file_of } of corpusEntries()) {
      const board = parseBoard(readCorpus(`${dir}/${primary_status}`), primary_status);
      const paths = filesBelow(dir).filter((path) => !/^_(?:mid|pre)\//u.test(path));
      const config = { ...DEFAULT_CONFIG, board: primary_status };
      for (const [key, { path }] of storyFilesToRead({ board, paths, config }).stories) {
        const surveyed = story_file_of[key];
        if (surveyed === undefined)
          count(counts, path === undefined ? "stories without a file" : "files the survey missed");
        else if (path === undefined) (refused[dir] ??= []).push(key);
        else if (path !== surveyed) others.push({ dir, key, path, surveyed });
        if (path !== undefined && path === surveyed) count(counts, "files where the survey found them");
      }
    }
    print("Story files:", counts);
    expect(others).toEqual([]);
    const listed = Object.entries(REFUSED_FILES).map(([dir, { keys }]) => [dir, keys.toSorted()]);
    const found = Object.entries(refused).map(([dir, keys]) => [dir, keys.toSorted()]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
  });

  it("has boards of which an edit changes exactly the bytes of one status", () => {
    for (const path of filesBelow(".").filter((candidate) => BOARD.test(candidate))) {
      const text = readCorpus(path);
      const { stories } = parseBoard(text, path);
      const picked = [stories[0], stories[Math.floor(stories.length / 2)], stories.at(-1)];
      for (const story of picked) {
        if (!story) continue;
        const edited = setBoardStatuses(text, [{ key: story.key, to: MARKER }]).text;
        expect([path, story.key, replacedBy(text, edited)]).toEqual([path, story.key, story.rawStatus]);
      }
    }
  });

  it("has stories of which an edit changes exactly the bytes of the status", () => {
    for (const path of filesBelow(".").filter(
      (candidate) => candidate.endsWith(".md") && candidate.includes("/"),
    )) {
      const text = readCorpus(path);
      const { status } = parseStory(text, path);
      if (status === undefined) continue;
      expect([path, replacedBy(text, setStoryStatus(text, MARKER))]).toEqual([path, status]);
    }
  });
});

function sample(name: string): string {
  return readFileSync(join(samplesRoot(), name), "utf8");
}

describe.skipIf(!hasSamples())("the samples", () => {
  it("are read without a throw, and every problem says where it stands and what to do", () => {
    expect(readEverything(samplesRoot())).toEqual([]);
  });

  it.each([
    ["bmad/sprint-status.alpha8-11.yaml", "legacy", "done ready-for-dev backlog backlog"],
    [
      "bmad/sprint-status.current-6.12.yaml",
      "current",
      "done review in-progress ready-for-dev backlog backlog",
    ],
    ["bringtolife/sprint-status.locked.yaml", "legacy", "locked backlog blocked"],
    ["bmad/stories.yaml", "current", "backlog backlog"],
  ])("%s is a board with %s words", (name, vocabulary, statuses) => {
    const board = parseBoard(sample(name), name);
    expect(board).toMatchObject({ vocabulary, problems: [] });
    expect(board.stories.map(({ status }) => status).join(" ")).toBe(statuses);
  });

  it.each([
    ["current", "ready-for-dev 4", undefined],
    ["review-alpha8-11", "in-progress 5", "changes-requested"],
    ["review-alpha13-to-6.2.0", "in-progress 5", "none"],
    ["review-6.2.1plus", "in-progress 7", "none"],
  ] as const)("the story of %s is read", (form, statusAndTasks, outcome) => {
    const name = `bmad/1-4-add-plant-manual.${form}.md`;
    const story = parseStory(sample(name), name);
    expect(story).toMatchObject({ title: "Add plant manually", problems: [] });
    expect([`${story.status} ${story.tasks.length}`, story.review?.outcome]).toEqual([
      statusAndTasks,
      outcome,
    ]);
    expect(hasOpenFindings(story.review)).toBe(outcome !== undefined);
  });

  it("the build spec is read, whose tasks have no boxes", () => {
    const story = parseStory(sample("bmad/spec-1-4-add-plant-manual.build-auto-6.12.md"), "spec.md");
    expect(story).toMatchObject({ title: "Add plant manually", status: "done", problems: [] });
    expect(story.tasks).toMatchObject([{ checked: false, depth: 0 }]);
  });

  it("the frontmatter of a story names what it depends on", () => {
    const story = parseStory(sample("bringtolife/story-frontmatter.yaml"), "s.md");
    expect(story).toMatchObject({ title: "Leaderboard", status: "backlog" });
    expect(story.dependsOn.map(({ reference }) => reference)).toEqual(["2-2", "2-4"]);
  });
});
