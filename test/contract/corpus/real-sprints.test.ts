import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/core/config/config.ts";
import { planSprint } from "../../../src/core/planning/plan-sprint.ts";
import type { Plan } from "../../../src/core/planning/plan.ts";
import { buildSnapshot } from "../../../src/core/sprint/build-snapshot.ts";
import { setBoardStatuses } from "../../../src/core/sprint/edit-board.ts";
import { findBoard } from "../../../src/core/sprint/find-board.ts";
import { parseBoard } from "../../../src/core/sprint/parse-board.ts";
import { parseStory } from "../../../src/core/sprint/parse-story.ts";
import type { Board } from "../../../src/core/sprint/sprint.ts";
import { storyFilesToRead } from "../../../src/core/sprint/story-files.ts";
import { corpusEntries, corpusRoot, filesBelow, hasCorpus, readCorpus } from "./corpus.ts";
import type { CorpusEntry } from "./corpus.ts";

const BOARD = /(?:^|\/)[^/]*sprint-status[^/]*\.ya?ml$|^_oddities\/.*\.ya?ml$/iu;

function report(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function statuses(board: Board): readonly string[] {
  return board.stories.map((story) => `${story.key} ${story.rawStatus}`);
}

/** Quotes are added where a status people left bare needs them. */
function withoutQuotes(text: string): string {
  return text.replaceAll(/["']/gu, "");
}

interface Planned {
  readonly plan: Plan;
  readonly board: Board;
  readonly files: ReturnType<typeof storyFilesToRead>;
}

const planned = new Map<string, Planned>();

/** Plans of all entries are used by several tests, and take seconds. */
function planOnce(entry: CorpusEntry): Planned {
  const plan = planned.get(entry.dir) ?? planEntry(entry);
  planned.set(entry.dir, plan);
  return plan;
}

function planEntry(entry: CorpusEntry): Planned {
  const all = filesBelow(entry.dir);
  const paths = all.filter((path) => !path.startsWith("_mid/") && !path.startsWith("_pre/"));
  const config = { ...DEFAULT_CONFIG, board: entry.primary_status };
  const mid = `${entry.dir}/_mid/sprint-status.yaml`;
  const hasMid = existsSync(join(corpusRoot(), mid));
  const board = parseBoard(
    readCorpus(hasMid ? mid : `${entry.dir}/${entry.primary_status}`),
    entry.primary_status,
  );
  const files = storyFilesToRead({ board, paths, config });
  const wanted = [...files.stories.values()].map((story) => story.path);
  const readable = [...wanted, ...files.epics].filter((path) => path !== undefined);
  const texts = new Map(readable.map((path) => [path, readCorpus(`${entry.dir}/${path}`)]));
  const snapshot = buildSnapshot({ commit: "c0ffee", board, files, texts, paths, pullRequests: [] });
  return { plan: planSprint(snapshot, { config, filter: {}, own: new Set() }), board, files };
}

describe.skipIf(!hasCorpus())("real sprints", () => {
  it("have boards that are all read, and whose statuses can be changed and changed back", () => {
    const boards = filesBelow(".").filter((path) => BOARD.test(path));
    let stories = 0;
    for (const path of boards) {
      const text = readCorpus(path);
      const board = parseBoard(text, path);
      const away = board.stories.map(({ key }) => ({ key, to: "in-review" }));
      const back = board.stories.map(({ key, rawStatus }) => ({ key, to: rawStatus }));
      const edited = setBoardStatuses(text, away);
      const restored = setBoardStatuses(edited.text, back).text;
      expect({ path, missing: edited.missing }).toEqual({ path, missing: [] });
      expect([path, ...statuses(parseBoard(edited.text, path))]).toEqual([
        path,
        ...away.map(({ key, to }) => `${key} ${to}`),
      ]);
      expect([path, ...statuses(parseBoard(restored, path))]).toEqual([path, ...statuses(board)]);
      expect([path, withoutQuotes(restored)]).toEqual([path, withoutQuotes(text)]);
      stories += board.stories.length;
    }
    report([`${boards.length} boards with ${stories} stories read and edited`]);
    expect(boards.length).toBeGreaterThan(60);
  });

  it("have stories that are all read, in reasonable time", () => {
    const texts = filesBelow(".")
      .filter((path) => path.endsWith(".md") && path.includes("/"))
      .map((path) => ({ path, text: readCorpus(path) }));
    let bytes = 0;
    for (const { text } of texts) bytes += text.length;
    // Time of this process: others may keep the machine busy.
    const before = process.cpuUsage();
    const stories = texts.map(({ path, text }) => parseStory(text, path));
    const elapsedMs = process.cpuUsage(before).user / 1000;
    const megabytes = bytes / 1e6;
    const withTasks = stories.filter((story) => story.tasks.length > 0).length;
    report([
      `${stories.length} texts of ${megabytes.toFixed(0)} MB read in ${elapsedMs.toFixed(0)} ms of a processor, ${withTasks} with tasks`,
    ]);
    // 10,000 stories of 15 kB are 150 MB; on a busy machine with two cores they take some seconds.
    expect(elapsedMs / megabytes).toBeLessThan(150);
  });

  it("have plans that account for every story once", () => {
    const counts = new Map<string, number>();
    for (const entry of corpusEntries()) {
      const { plan, board } = planOnce(entry);
      const keys = plan.stories.map((story) => story.key as string);
      expect([entry.dir, ...new Set(keys)]).toHaveLength(board.stories.length + 1);
      expect(new Set(keys)).toEqual(new Set(board.stories.map((story) => story.key as string)));
      for (const { disposition } of plan.stories) {
        const name = disposition.kind === "excluded" ? disposition.because : disposition.kind;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    report(
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${String(count).padStart(6)} ${name}`),
    );
    expect(counts.get("ready")).toBeGreaterThan(300);
    // Problems with dependencies are rare in real sprints; a rule that finds many is wrong.
    expect(counts.get("dependency-problem") ?? 0).toBeLessThan(30);
  });

  it("have boards that are found, but for one of several in one repository", () => {
    const missed = corpusEntries().filter((entry) => {
      const paths = filesBelow(entry.dir).filter((path) => !path.startsWith("_mid/"));
      return findBoard(paths, DEFAULT_CONFIG).path !== entry.primary_status;
    });
    expect(missed.map((entry) => entry.dir)).toEqual(["zsutxz__HeAgent"]);
  });
});
