/** The plan in words: what runs now, what waits for what, what is left out and why. */
import type { ExclusionReason, Plan, PlannedStory, Tier } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { escapeProse, escapeText } from "../markdown/escape.ts";
import { bullets, details, fitEntries, inWords, paragraphs, table, type Room } from "../markdown/blocks.ts";

const TITLE_CHARACTERS = 80;
const REASON_CHARACTERS = 300;
/** Stories whose pairs are looked at: the answer is a list for people, not a table of all. */
const MOST_COMPARED = 100;

const TIER_WORDS: Readonly<Record<Tier, string>> = {
  1: "fix",
  2: "unblocks others",
  3: "backlog",
};

export const EXCLUSION_WORDS: Readonly<Record<ExclusionReason, string>> = {
  done: "done",
  "filtered-out": "not asked for",
  "no-story-file": "without a story file",
  "no-tasks": "without tasks",
  "blocked-on-board": "blocked on the board",
  "epic-blocked": "epic blocked",
  "epic-not-contexted": "epic not contexted",
  "in-progress-elsewhere": "somebody works on it",
  "open-pull-request": "pull request open",
  "in-review": "in review",
  "dependency-problem": "dependencies that cannot be satisfied",
  unreadable: "unreadable",
};

/** These say everything by their name; the others carry a reason worth reading. */
const SELF_EXPLAINING = new Set<ExclusionReason>(["done", "filtered-out"]);

export function storyName(story: { readonly key: StoryKey; readonly title: string }): string {
  return `\`${story.key}\` ${escapeText(story.title, TITLE_CHARACTERS)}`.trimEnd();
}

export function readyTable(plan: Plan, room: Room): string {
  const ready = plan.stories.flatMap(({ disposition, ...story }) =>
    disposition.kind === "ready" ? [{ story, disposition }] : [],
  );
  const rows = ready.map(({ story, disposition: { tier, reason } }) => [
    storyName(story),
    TIER_WORDS[tier],
    escapeProse(reason, REASON_CHARACTERS),
  ]);
  const lines = fitEntries(
    rows.map((cells) => cells.join(" | ")),
    room,
  );
  return lines.length === 0 ? "" : table(["Story", "Kind", "Why now"], lines.map(asRow));
}

export function waitingList(plan: Plan, room: Room): string {
  const entries = plan.stories.flatMap((story) => {
    if (story.disposition.kind !== "waits") return [];
    const reasons = story.disposition.for.map((blocker) => escapeProse(blocker.reason, REASON_CHARACTERS));
    return [`${storyName(story)} — ${inWords([...new Set(reasons)], 3)}`];
  });
  return bullets(fitEntries(entries, room));
}

/** Conflicts between stories that could both run now: they take turns. Of very many the first are compared. */
export function keptApart(plan: Plan, room: Room): string {
  const ready = plan.stories.filter((story) => story.disposition.kind === "ready").slice(0, MOST_COMPARED);
  const entries = ready.flatMap(({ key: one }, index) =>
    ready.slice(index + 1).flatMap(({ key: other }) => {
      const conflict = plan.conflicts.between(one, other);
      if (!conflict) return [];
      const names = conflict.stories.map((key) => `\`${key}\``);
      return [`${names.join(" and ")} — ${escapeProse(conflict.reason, REASON_CHARACTERS)}`];
    }),
  );
  return bullets(fitEntries(entries, room));
}

/** Everything that is left out, by reason, folded away. `known` stories are shown elsewhere. */
export function excludedStories(plan: Plan, room: Room, known: ReadonlySet<StoryKey> = new Set()): string {
  const groups = new Map<ExclusionReason, { readonly story: PlannedStory; readonly reason: string }[]>();
  let count = 0;
  for (const story of plan.stories) {
    if (story.disposition.kind !== "excluded" || known.has(story.key)) continue;
    const { because, reason } = story.disposition;
    const group = groups.get(because);
    if (group) group.push({ story, reason });
    else groups.set(because, [{ story, reason }]);
    count += 1;
  }
  if (count === 0) return "";
  const counts = [...groups].map(([because, group]) => `${group.length} ${EXCLUSION_WORDS[because]}`);
  const entries = [...groups].flatMap(([because, group]) => excludedEntries(because, group));
  return details(`Left out: ${counts.join(", ")}`, bullets(fitEntries(entries, room)));
}

function excludedEntries(
  because: ExclusionReason,
  group: readonly { readonly story: PlannedStory; readonly reason: string }[],
): readonly string[] {
  if (!SELF_EXPLAINING.has(because)) {
    return group.map(
      ({ story, reason }) => `${storyName(story)} — ${escapeProse(reason, REASON_CHARACTERS)}`,
    );
  }
  const keys = group.map(({ story }) => `\`${story.key}\``);
  return [`${EXCLUSION_WORDS[because]}: ${inWords(keys, 30)}`];
}

/** How many stories stand where, for headlines. */
export function countPlan(plan: Plan): Readonly<Record<"ready" | "waits" | "excluded", number>> {
  const counts = { ready: 0, waits: 0, excluded: 0 };
  for (const story of plan.stories) counts[story.disposition.kind] += 1;
  return counts;
}

export function planSections(sections: readonly (readonly [string, string])[]): string {
  return paragraphs(sections.map(([title, body]) => (body === "" ? "" : `**${title}**\n\n${body}`)));
}

function asRow(line: string): readonly string[] {
  const cells = line.split(" | ");
  return cells.length === 1 ? [line, "", ""] : cells;
}
