/** What would let a story run that is left out of the plan: the remedy for every reason. */
import type { Problem } from "../../problem.ts";
import type { Place } from "../../problem.ts";
import type { BoardEntry, SprintSnapshot } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { ExclusionReason, PlannedStory } from "../plan.ts";
import type { Release } from "./explanation.ts";

export interface ReleaseFacts {
  readonly snapshot: SprintSnapshot;
  readonly problems: readonly Problem[];
}

export function boardPlace(entry: BoardEntry, snapshot: SprintSnapshot): Place {
  const { path } = snapshot.board;
  return { file: path, line: entry.line, excerpt: `${entry.key}: ${entry.rawStatus}`.slice(0, 200) };
}

function onBoard(key: string, snapshot: SprintSnapshot): Pick<Release, "at"> {
  const { epics, stories } = snapshot.board;
  const entry = stories.find((story) => story.key === key) ?? epics.find((epic) => epic.key === key);
  return entry ? { at: boardPlace(entry, snapshot) } : {};
}

function inFile({ path }: PlannedStory): Pick<Release, "at"> {
  return path === undefined ? {} : { at: { file: path } };
}

/** The problem that keeps the story from being ordered names its line and remedy. */
function dependencyReleases(key: StoryKey, { problems }: ReleaseFacts): readonly Release[] {
  const own = problems.filter(
    ({ code, severity, message }) =>
      code.startsWith("dependency-") && severity === "error" && message.includes(`\`${key}\``),
  );
  return own.map(({ hint, at }) => ({ action: hint, ...(at ? { at } : {}) }));
}

function firstTried(key: StoryKey, snapshot: SprintSnapshot): string {
  return snapshot.missing.get(key)?.[0] ?? `${key}.md`;
}

/** A status that means nothing leaves a story out before anybody looks at its file. */
function isStatusKnown(key: StoryKey, snapshot: SprintSnapshot): boolean {
  return snapshot.board.stories.some((story) => story.key === key && story.status !== "unknown");
}

type Remedy = (story: PlannedStory, facts: ReleaseFacts) => readonly Release[];

const REMEDIES: Readonly<Record<ExclusionReason, Remedy>> = {
  done: () => [],
  "filtered-out": ({ key }) => [{ action: `Leave out the filter, or name \`${key}\` in \`--stories\`.` }],
  "no-story-file": ({ key }, { snapshot }) => {
    const description = snapshot.epicTexts.get(key);
    const path = firstTried(key, snapshot);
    if (!description) return [{ action: `Write the story as \`${path}\`.` }];
    const { path: file, line } = description;
    return [{ action: `Write the story as \`${path}\`, from its description.`, at: { file, line } }];
  },
  "no-tasks": (story) => [{ action: "Add tasks to its file, one `- [ ] …` a line.", ...inFile(story) }],
  "blocked-on-board": ({ key }, { snapshot }) => [
    {
      action: `When nothing blocks it any more, set \`${key}\` to \`ready-for-dev\`.`,
      ...onBoard(key, snapshot),
    },
  ],
  "epic-blocked": ({ epic }, { snapshot }) => [
    {
      action: `When nothing blocks the epic any more, set \`${epic}\` to \`in-progress\`.`,
      ...onBoard(epic, snapshot),
    },
  ],
  "epic-not-contexted": ({ epic }, { snapshot }) => [
    { action: `Set \`${epic}\` to \`contexted\`.`, ...onBoard(epic, snapshot) },
  ],
  "in-progress-elsewhere": ({ key }, { snapshot }) => [
    {
      action: `Finish it, or set \`${key}\` to \`ready-for-dev\` if nobody works on it.`,
      ...onBoard(key, snapshot),
    },
  ],
  "open-pull-request": ({ key }, { snapshot }) => {
    const open = snapshot.pullRequests.find(({ story, state }) => story === key && state === "open");
    return [{ action: open ? `Merge or close #${open.number}.` : "Merge or close its pull request." }];
  },
  "in-review": ({ key }, { snapshot }) => [
    {
      action: `Finish the review: set \`${key}\` to \`done\`, or write down what it asks for as open items.`,
      ...onBoard(key, snapshot),
    },
  ],
  "dependency-problem": ({ key }, facts) => dependencyReleases(key, facts),
  unreadable: (story, { snapshot }) => {
    const unread = snapshot.unread.get(story.key);
    if (unread !== undefined && isStatusKnown(story.key, snapshot)) {
      return [{ action: "Write its file as UTF-8 text of less than 1 MB.", at: { file: unread } }];
    }
    const text = snapshot.files.get(story.key)?.text;
    if (text !== undefined && text.trim() === "") {
      return [{ action: "Write the story: its file is empty.", ...inFile(story) }];
    }
    return [
      {
        action: `Give \`${story.key}\` a status that is known, such as \`ready-for-dev\`.`,
        ...onBoard(story.key, snapshot),
      },
    ];
  },
};

/** Empty for a story that is not left out, or that is finished. */
export function releaseStory(story: PlannedStory, facts: ReleaseFacts): readonly Release[] {
  const { disposition } = story;
  return disposition.kind === "excluded" ? REMEDIES[disposition.because](story, facts) : [];
}
