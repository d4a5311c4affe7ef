import type { BatchState, StoryState } from "../batch-state.ts";
import type { StoryPullRequest } from "../../sprint/sprint.ts";
import { openAttempt } from "../story-attempts.ts";
import type { Look } from "../steps/look.ts";
import { changeStories, part, withCondition, type Note, type Part } from "../steps/step.ts";

/** What people did with the pull requests: merged them, closed them, or finished a draft by hand. */
export function followPullRequests(state: BatchState, look: Look): Part {
  const notes: Note[] = [];
  const next = changeStories(state, (story) => {
    // An attempt under way is settled first: what it delivers may be this very pull request.
    if (story.attempts.length === 0 || openAttempt(story)) return story;
    const known = withPullRequest(story, look);
    const followed = follow(known, look);
    if (followed.condition !== known.condition) notes.push(noteOf(followed));
    return followed;
  });
  return part(next, { notes });
}

/** The job may have opened one before it died; it is shown, and an attempt after it starts there. */
function withPullRequest(story: StoryState, look: Look): StoryState {
  if (story.pullRequest !== null) return story;
  const open = openPullRequest(story, look);
  return open ? { ...story, pullRequest: open.number } : story;
}

export function openPullRequest(story: StoryState, look: Look): StoryPullRequest | undefined {
  const open = (look.pullRequests.get(story.key) ?? []).filter((each) => each.state === "open");
  return open.find((each) => each.number === story.pullRequest) ?? open.at(-1);
}

function follow(story: StoryState, look: Look): StoryState {
  const seen = look.pullRequests.get(story.key)?.find((each) => each.number === story.pullRequest);
  const { kind } = story.condition;
  if (!seen || kind === "merged" || kind === "alreadyDone") return story;
  if (seen.state === "merged") return withCondition(story, { kind: "merged", pullRequest: seen.number });
  if (seen.state !== "closed" || kind !== "delivered") return story;
  const reason = `pull request #${seen.number} was closed without merging`;
  return withCondition(story, { kind: "cancelled", reason });
}

function noteOf(story: StoryState): Note {
  const { condition } = story;
  const reason =
    condition.kind === "cancelled" ? condition.reason : `pull request #${story.pullRequest} was merged`;
  return { kind: condition.kind, story: story.key, reason };
}
