/** Decides for one story whether it may run, waits or is left out. Facts in, a reasoned answer out. */
import { hasOpenFindings } from "../sprint/story/read-review.ts";
import type { BoardEpic, BoardStory, StoryPullRequest } from "../sprint/sprint.ts";
import type { StoryFile, StoryKey } from "../sprint/story.ts";
import type { Link } from "./link-stories.ts";
import type { Blocker, Disposition, ExclusionReason } from "./plan.ts";

/** Everything about one story that the decision rests on. */
export interface StoryFacts {
  readonly story: BoardStory;
  readonly epic: BoardEpic | undefined;
  readonly file: StoryFile | undefined;
  /** Paths that were tried for the file. */
  readonly tried: readonly string[];
  /** Started by the batch that asks. */
  readonly isOwn: boolean;
  /** Why the command leaves it out. */
  readonly filteredOut: string | undefined;
  readonly brokenDependency: string | undefined;
  readonly pullRequests: readonly StoryPullRequest[];
  /** What it needs that is not finished. */
  readonly unmet: readonly Link[];
  /** What keeps a needed story from being finished, in words. */
  readonly stateOf: (key: StoryKey) => string;
  readonly openPullRequestOf: (key: StoryKey) => StoryPullRequest | undefined;
}

/** Without a tier: that depends on who waits, which is known only when all stories are decided. */
export type Decision =
  | { readonly kind: "ready"; readonly fix: string | undefined }
  | Exclude<Disposition, { kind: "ready" }>;

const PATHS_SHOWN = 6;

function excluded(because: ExclusionReason, reason: string): Decision {
  return { kind: "excluded", because, reason };
}

function quotedStatus(story: BoardStory): string {
  return `\`${story.rawStatus.slice(0, 60)}\``;
}

/** Work that a person or a check has asked to be done again. */
function findFix(facts: StoryFacts): string | undefined {
  const { status } = facts.story;
  const open = facts.pullRequests.find((pullRequest) => pullRequest.state === "open");
  if (open?.needsFixes) return `Pull request #${open.number} needs fixes.`;
  if (status !== "review" && status !== "in-progress") return undefined;
  const review = facts.file?.review;
  if (!review || !hasOpenFindings(review)) return undefined;
  const count = review.openItems.length;
  if (count === 0) return "Its last review asks for changes.";
  return `Its last review has ${count} open ${count === 1 ? "finding" : "findings"}.`;
}

/** Reasons that lie in the board, the command or the epic. */
function excludedByBoard({ story, epic, filteredOut }: StoryFacts): Decision | undefined {
  if (story.status === "done") return excluded("done", `The board says ${quotedStatus(story)}.`);
  if (filteredOut !== undefined) return excluded("filtered-out", filteredOut);
  if (story.status === "unknown") {
    return excluded("unreadable", `Its status ${quotedStatus(story)} means nothing here.`);
  }
  if (story.status === "blocked")
    return excluded("blocked-on-board", `The board says ${quotedStatus(story)}.`);
  if (epic?.gate === "blocked") {
    return excluded("epic-blocked", `Its epic \`${epic.key}\` is \`${epic.rawStatus}\`.`);
  }
  if (epic?.gate === "not-contexted") {
    return excluded(
      "epic-not-contexted",
      `Its epic \`${epic.key}\` has no context yet; set it to \`contexted\`.`,
    );
  }
  return undefined;
}

function excludedByFile({ file, tried }: StoryFacts): Decision | undefined {
  if (file) {
    if (file.text.trim() === "") return excluded("unreadable", `\`${file.path}\` is empty.`);
    if (file.tasks.length > 0) return undefined;
    // Done is what is ticked on evidence: without tasks an attempt could only fail.
    return excluded("no-tasks", `\`${file.path}\` has no tasks; add some as \`- [ ] …\`.`);
  }
  const shown = tried.slice(0, PATHS_SHOWN).map((path) => `\`${path}\``);
  const more = tried.length > PATHS_SHOWN ? ` and ${tried.length - PATHS_SHOWN} more` : "";
  return excluded("no-story-file", `There is no story file. Tried ${shown.join(", ")}${more}.`);
}

/** Work that is delivered, or that somebody else or an earlier batch has in hand. */
function excludedByOthers({ story, pullRequests, isOwn }: StoryFacts): Decision | undefined {
  const open = pullRequests.find((pullRequest) => pullRequest.state === "open");
  const merged = pullRequests.find((pullRequest) => pullRequest.state === "merged");
  if (merged && !open) return excluded("done", `Pull request #${merged.number} is merged.`);
  if (isOwn) return undefined;
  if (open) {
    const what = open.isDraft ? "Draft pull request" : "Pull request";
    return excluded("open-pull-request", `${what} #${open.number} is open for it; merge or close it first.`);
  }
  if (story.status === "locked" || story.status === "in-progress") {
    return excluded("in-progress-elsewhere", `The board says ${quotedStatus(story)}: somebody works on it.`);
  }
  if (story.status === "review")
    return excluded("in-review", "It is in review, and nothing is open for us to fix.");
  return undefined;
}

function blockerOf({ key, line }: Link, facts: StoryFacts): Blocker {
  const where = `${line.file}:${line.line}`;
  const pullRequest = facts.openPullRequestOf(key);
  if (pullRequest) {
    const { number } = pullRequest;
    const reason = `It needs ${key}, whose pull request #${number} is not merged yet (${where}).`;
    return { kind: "pull-request", story: key, number, reason };
  }
  return {
    kind: "dependency",
    story: key,
    reason: `It needs ${key}, which ${facts.stateOf(key)} (${where}).`,
  };
}

export function disposeStory(facts: StoryFacts): Decision {
  const byBoard = excludedByBoard(facts);
  if (byBoard) return byBoard;
  const fix = findFix(facts);
  const byOthers = fix !== undefined ? undefined : excludedByOthers(facts);
  const left = byOthers ?? excludedByFile(facts);
  if (left) return left;
  if (facts.brokenDependency !== undefined) return excluded("dependency-problem", facts.brokenDependency);
  if (facts.unmet.length > 0)
    return { kind: "waits", for: facts.unmet.map((link) => blockerOf(link, facts)) };
  return { kind: "ready", fix };
}
