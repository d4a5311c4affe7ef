import { DEFAULT_CONFIG } from "../../src/core/config/config.ts";
import type { Config } from "../../src/core/config/config.ts";
import { planSprint } from "../../src/core/planning/plan-sprint.ts";
import type { Plan, PlannedStory } from "../../src/core/planning/plan.ts";
import { buildSnapshot } from "../../src/core/sprint/build-snapshot.ts";
import { parseBoard } from "../../src/core/sprint/parse-board.ts";
import type { SprintSnapshot, StoryPullRequest } from "../../src/core/sprint/sprint.ts";
import { storyFilesToRead } from "../../src/core/sprint/story-files.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import type { StoryFilter } from "../../src/core/commands/command.ts";

type WrittenPullRequest = Partial<Omit<StoryPullRequest, "story">> & { readonly story: string };

export interface WrittenSprint {
  /** Lines below `development_status`, without indentation. */
  readonly board: readonly string[];
  /** Story texts by key; they lie beside the board. */
  readonly stories?: Readonly<Record<string, string>>;
  readonly epics?: string;
  readonly tree?: readonly string[];
  readonly pullRequests?: readonly WrittenPullRequest[];
}

const FOLDER = "docs/sprint-artifacts/";

export function boardText(lines: readonly string[]): string {
  return ["development_status:", ...lines.map((line) => `  ${line}`), ""].join("\n");
}

/** A story with tasks that name the given files, and further lines in front of them. */
export function storyText(files: readonly string[], ...lines: readonly string[]): string {
  const tasks = files.length === 0 ? ["- [ ] Do it"] : files.map((file) => `- [ ] Change \`${file}\``);
  return ["# Story: Sample", "", ...lines, "", "## Tasks / Subtasks", "", ...tasks, ""].join("\n");
}

function pullRequestOf(partial: WrittenPullRequest, index: number): StoryPullRequest {
  const sha = "0".repeat(40);
  const defaults = {
    number: index + 1,
    state: "open",
    isDraft: false,
    needsFixes: false,
    headSha: sha,
  } as const;
  return { ...defaults, ...partial, story: StoryKey.parse(partial.story) };
}

export function snapshotOf(sprint: WrittenSprint): SprintSnapshot {
  const board = parseBoard(boardText(sprint.board), `${FOLDER}sprint-status.yaml`);
  const texts = new Map(
    Object.entries(sprint.stories ?? {}).map(([key, text]) => [`${FOLDER}${key}.md`, text]),
  );
  if (sprint.epics !== undefined) texts.set("docs/epics.md", sprint.epics);
  const paths = [...texts.keys(), ...(sprint.tree ?? [])];
  const files = storyFilesToRead({ board, paths, config: DEFAULT_CONFIG });
  const pullRequests = (sprint.pullRequests ?? []).map(pullRequestOf);
  return buildSnapshot({ commit: "c0ffee", board, files, texts, paths, pullRequests });
}

export function planOf(
  sprint: WrittenSprint,
  options: { readonly filter?: StoryFilter; readonly own?: readonly string[]; readonly config?: Config } = {},
): Plan {
  return planSprint(snapshotOf(sprint), {
    config: options.config ?? DEFAULT_CONFIG,
    filter: options.filter ?? {},
    own: new Set((options.own ?? []).map((key) => StoryKey.parse(key))),
  });
}

/** What the plan says about one story, in one word: `ready2`, `waits` or the reason it is left out. */
export function verdictOn(plan: Plan, key: string): string {
  const story = plan.stories.find((candidate) => candidate.key === key);
  return story ? verdict(story) : "not in the plan";
}

function verdict({ disposition }: PlannedStory): string {
  if (disposition.kind === "ready") return `ready${disposition.tier}`;
  return disposition.kind === "waits" ? "waits" : disposition.because;
}
