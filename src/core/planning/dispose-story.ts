/** Decides for one story whether it may run, waits or is left out. Facts in, a reasoned answer out. */
import { hasOpenFindings } from "../sprint/story/read-review.ts";
import type { BoardEpic, BoardStory, EpicText, StoryPullRequest } from "../sprint/sprint.ts";
import type { StoryFile } from "../sprint/story.ts";
import type { Link } from "./link-stories.ts";
import type { Disposition, ExclusionReason } from "./plan.ts";

/** Everything about one story that the decision rests on. */
export interface StoryFacts {
  readonly story: BoardStory;
  readonly epic: BoardEpic | undefined;
  readonly file: StoryFile | undefined;
  /** Paths that were tried for the file. */
  readonly tried: readonly string[];
  /** Path of a file that is there and cannot be read. */
  readonly unread: string | undefined;
  /** Where an epics file or the board describes it. */
  readonly description: EpicText | undefined;
  /** Started by the batch that asks. */
  readonly isOwn: boolean;
  /** Why the command leaves it out. */
  readonly filteredOut: string | undefined;
  readonly brokenDependency: string | undefined;
  readonly pullRequests: readonly StoryPullRequest[];
  /** What it needs that is not finished. */
  readonly unmet: readonly Link[];
}

/** One that waits comes without words: what holds up the others is known when all are judged. */
export type Verdict =
  | { readonly kind: "ready"; readonly fix: string | undefined }
  | { readonly kind: "waits"; readonly unmet: readonly Link[] }
  | Extract<Disposition, { kind: "excluded" }>;

const PATHS_SHOWN = 6;

function excluded(because: ExclusionReason, reason: string): Verdict {
  return { kind: "excluded", because, reason };
}

export function quotedStatus(rawStatus: string): string {
  return `\`${rawStatus.slice(0, 60)}\``;
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
function excludedByBoard(facts: StoryFacts): Verdict | undefined {
  const { story, epic, filteredOut } = facts;
  if (story.status === "done") return excluded("done", `The board says ${quotedStatus(story.rawStatus)}.`);
  // What others have under way stays in the way of those that were asked for.
  if (filteredOut !== undefined)
    return underWay(facts, findFix(facts)) ?? excluded("filtered-out", filteredOut);
  if (story.status === "unknown") {
    return excluded("unreadable", `Its status ${quotedStatus(story.rawStatus)} means nothing here.`);
  }
  if (story.status === "blocked")
    return excluded("blocked-on-board", `The board says ${quotedStatus(story.rawStatus)}.`);
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

function excludedByFile({ file, tried, unread, description }: StoryFacts): Verdict | undefined {
  if (unread !== undefined) {
    return excluded("unreadable", `\`${unread}\` could not be read: it is not text, or larger than 1 MB.`);
  }
  if (file) {
    if (file.text.trim() === "") return excluded("unreadable", `\`${file.path}\` is empty.`);
    if (file.tasks.length > 0) return undefined;
    // Done is what is ticked on evidence: without tasks an attempt could only fail.
    return excluded("no-tasks", `\`${file.path}\` has no tasks; add some as \`- [ ] …\`.`);
  }
  const shown = tried.slice(0, PATHS_SHOWN).map((path) => `\`${path}\``);
  const more = tried.length > PATHS_SHOWN ? ` and ${tried.length - PATHS_SHOWN} more` : "";
  const source = description
    ? ` It is described in \`${description.path}\`, line ${description.line}: write the file from there.`
    : "";
  return excluded("no-story-file", `There is no story file. Tried ${shown.join(", ")}${more}.${source}`);
}

/** Work that is delivered, or that somebody else or an earlier batch has in hand; not what has to be done again. */
function underWay({ story, pullRequests, isOwn }: StoryFacts, fix: string | undefined): Verdict | undefined {
  if (fix !== undefined) return undefined;
  const open = pullRequests.find((pullRequest) => pullRequest.state === "open");
  const merged = pullRequests.find((pullRequest) => pullRequest.state === "merged");
  if (merged && !open) return excluded("done", `Pull request #${merged.number} is merged.`);
  if (isOwn) return undefined;
  if (open) {
    const what = open.isDraft ? "Draft pull request" : "Pull request";
    return excluded("open-pull-request", `${what} #${open.number} is open for it; merge or close it first.`);
  }
  if (story.status === "locked" || story.status === "in-progress") {
    return excluded(
      "in-progress-elsewhere",
      `The board says ${quotedStatus(story.rawStatus)}: somebody works on it.`,
    );
  }
  if (story.status === "review")
    return excluded("in-review", "It is in review, and nothing is open for us to fix.");
  return undefined;
}

export function disposeStory(facts: StoryFacts): Verdict {
  const byBoard = excludedByBoard(facts);
  if (byBoard) return byBoard;
  const fix = findFix(facts);
  const left = underWay(facts, fix) ?? excludedByFile(facts);
  if (left) return left;
  if (facts.brokenDependency !== undefined) return excluded("dependency-problem", facts.brokenDependency);
  if (facts.unmet.length > 0) return { kind: "waits", unmet: facts.unmet };
  return { kind: "ready", fix };
}
