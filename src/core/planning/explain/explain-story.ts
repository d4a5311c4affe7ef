/** Why a story runs now, takes its turn, waits or is left out; and what would release it. */
import type { Conflict } from "../../conflicts/conflict.ts";
import type { BoardStory, SprintSnapshot } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Plan, PlannedStory } from "../plan.ts";
import type { Release, Standing, StoryExplanation } from "./explanation.ts";
import { boardPlace, releaseStory } from "./release-story.ts";
import { traceNeeds } from "./trace-needs.ts";

export interface ExplainFacts {
  readonly plan: Plan;
  readonly snapshot: SprintSnapshot;
  /** The stories a free worker would take now. */
  readonly startsNow: readonly StoryKey[];
  readonly maxWorkers: number;
}

/** Comparing one story with all others is linear; more than so many conflicts nobody reads. */
const MOST_CONFLICTS = 100;

function standingOf({ key, disposition }: PlannedStory, { startsNow }: ExplainFacts): Standing {
  switch (disposition.kind) {
    case "ready":
      return startsNow.includes(key) ? "starts-now" : "follows";
    case "waits":
      return "waits";
    case "excluded":
      return disposition.because === "done" ? "done" : "left-out";
  }
}

function conflictsWith(key: StoryKey, others: readonly StoryKey[], plan: Plan): readonly Conflict[] {
  const found: Conflict[] = [];
  for (const other of others) {
    const conflict = other === key ? undefined : plan.conflicts.between(key, other);
    if (conflict) found.push(conflict);
    if (found.length >= MOST_CONFLICTS) break;
  }
  return found;
}

/** With what others have under way beside which it must not start. */
function conflictsWithForeign({ key, disposition }: PlannedStory, plan: Plan): readonly Conflict[] {
  const blockers = disposition.kind === "waits" ? disposition.for : [];
  const foreign = blockers.filter(({ kind }) => kind === "foreign-work").map(({ story }) => story);
  return conflictsWith(key, foreign, plan);
}

function inWords(keys: readonly StoryKey[]): string {
  const shown = keys.slice(0, 3).map((key) => `\`${key}\``);
  const rest = keys.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

function otherOf(conflict: Conflict, key: StoryKey): StoryKey {
  return conflict.stories[0] === key ? conflict.stories[1] : conflict.stories[0];
}

function summaryOf(story: PlannedStory, standing: Standing, keptBackBy: readonly Conflict[]): string {
  const { disposition, key } = story;
  switch (disposition.kind) {
    case "ready": {
      if (standing === "starts-now") return `It starts now. ${disposition.reason}`;
      if (keptBackBy.length === 0) return "It can run, and starts when a worker is free.";
      const others = keptBackBy.map((conflict) => otherOf(conflict, key));
      return `It can run, but not at the same time as ${inWords(others)}.`;
    }
    case "waits": {
      const [beside] = disposition.for.filter((blocker) => blocker.kind === "foreign-work");
      const others = inWords(disposition.for.map((blocker) => blocker.story));
      return `It waits for ${others}.${beside ? ` ${beside.reason}` : ""}`;
    }
    case "excluded":
      return `${standing === "done" ? "It is finished." : "It is left out."} ${disposition.reason}`;
  }
}

interface Found {
  readonly standing: Standing;
  readonly keptBackBy: readonly Conflict[];
  readonly traced: readonly Release[];
}

function releaseOf(story: PlannedStory, found: Found, facts: ExplainFacts): readonly Release[] {
  const { plan, snapshot, maxWorkers } = facts;
  switch (found.standing) {
    case "starts-now":
    case "done":
      return [];
    case "waits":
      return found.traced;
    case "left-out":
      return releaseStory(story, { snapshot, problems: plan.problems });
    case "follows": {
      const others = found.keptBackBy.map((conflict) => otherOf(conflict, story.key));
      if (others.length > 0) return [{ action: `Finish ${inWords(others)}; it then starts by itself.` }];
      return [
        {
          action: `It starts by itself; to run more than ${maxWorkers} at a time raise \`maxWorkers\`.`,
        },
      ];
    }
  }
}

function waitingFor(key: StoryKey, plan: Plan): readonly StoryKey[] {
  return plan.stories
    .filter(
      ({ disposition }) => disposition.kind === "waits" && disposition.for.some((one) => one.story === key),
    )
    .map((story) => story.key);
}

/** Undefined for a key that is not on the board. */
export function explainStory(key: StoryKey, facts: ExplainFacts): StoryExplanation | undefined {
  const { plan, snapshot, startsNow } = facts;
  const story = plan.stories.find((planned) => planned.key === key);
  const entry: BoardStory | undefined = snapshot.board.stories.find((known) => known.key === key);
  if (!story || !entry) return undefined;
  const standing = standingOf(story, facts);
  const ready = plan.stories.filter(({ disposition }) => disposition.kind === "ready").map((one) => one.key);
  const isOpen = standing !== "done" && standing !== "left-out";
  const keptBackBy = isOpen
    ? [...conflictsWithForeign(story, plan), ...conflictsWith(key, startsNow, plan)]
    : [];
  const others = ready.filter((other) => !startsNow.includes(other));
  const { needs, release } = traceNeeds(key, facts);
  return {
    story,
    standing,
    summary: summaryOf(story, standing, keptBackBy),
    status: { raw: entry.rawStatus, at: boardPlace(entry, snapshot) },
    needs,
    keptBackBy,
    conflicts: isOpen ? conflictsWith(key, others, plan) : [],
    waiting: waitingFor(key, plan),
    release: releaseOf(story, { standing, keptBackBy, traced: release }, facts),
  };
}
