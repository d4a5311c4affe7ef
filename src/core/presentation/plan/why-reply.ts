/** The answer to `why` as a comment. */
import type { Claim } from "../../batch/brief.ts";
import type { Conflict, Footprint } from "../../conflicts/conflict.ts";
import type { WhyAnswer } from "../../planning/explain/answer-why.ts";
import type { Need, PairExplanation, Release, StoryExplanation } from "../../planning/explain/explanation.ts";
import type { Place } from "../../problem.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { bullets, fitEntries, paragraphs } from "../markdown/blocks.ts";
import type { Room } from "../markdown/blocks.ts";
import { escapeInlineCode, escapeProse } from "../markdown/escape.ts";
import { fileLink } from "../markdown/links.ts";
import type { ProblemSource } from "../problem-list.ts";
import { planSections, storyName } from "./plan-text.ts";

const ROOM: Room = { entries: 15, characters: 6000 };
const REASON_CHARACTERS = 400;
const EXCERPT_CHARACTERS = 160;
const LINES_SHOWN = 4;
const TOUCHES_SHOWN = 8;

function placeText({ file, line, excerpt }: Place, { links, commit }: ProblemSource): string {
  const link = fileLink({ path: file, line, commit }, links);
  const quoted = escapeInlineCode(excerpt ?? "", EXCERPT_CHARACTERS);
  return quoted === "" ? link : `${link}: ${quoted}`;
}

function needEntry({ story, needed, state, line }: Need, source: ProblemSource): string {
  const text = `\`${story}\` needs \`${needed}\`, which ${state}.`;
  return [escapeProse(text, REASON_CHARACTERS), ...(line ? [placeText(line, source)] : [])].join("  \n  ");
}

function releaseEntry({ action, at }: Release, source: ProblemSource): string {
  return [escapeProse(action, REASON_CHARACTERS), ...(at ? [placeText(at, source)] : [])].join("  \n  ");
}

function conflictEntry(conflict: Conflict, key: StoryKey, source: ProblemSource): string {
  const other = conflict.stories.find((story) => story !== key) ?? key;
  const lines = conflict.lines.slice(0, LINES_SHOWN).map((line) => placeText(line, source));
  return [`\`${other}\` — ${escapeProse(conflict.reason, REASON_CHARACTERS)}`, ...lines].join("  \n  ");
}

function list(entries: readonly string[]): string {
  return bullets(fitEntries(entries, ROOM));
}

function storyReply(explanation: StoryExplanation, source: ProblemSource): string {
  const { story, summary, status, needs, release, waiting } = explanation;
  // What it needs stands above already.
  const conflicts = [...explanation.keptBackBy, ...explanation.conflicts].filter(
    ({ rule }) => rule !== "dependency",
  );
  return paragraphs([
    `### Why ${storyName(story)}`,
    escapeProse(summary, 2 * REASON_CHARACTERS),
    `On the board: ${placeText(status.at, source)}`,
    planSections([
      ["What it needs", list(needs.map((need) => needEntry(need, source)))],
      ["What would release it", list(release.map((each) => releaseEntry(each, source)))],
      ["Takes turns with", list(conflicts.map((conflict) => conflictEntry(conflict, story.key, source)))],
      ["Waiting for it", list(waiting.map((key) => `\`${key}\``))],
    ]),
  ]);
}

function touches(footprint: Footprint | undefined, source: ProblemSource): string {
  const entries = footprint ? [...footprint.files, ...footprint.endpoints] : [];
  const shown = entries.map(({ name, grade, file, line }) => {
    const note = grade === "exclusive" ? "" : ` (${grade})`;
    return `${escapeInlineCode(name, EXCERPT_CHARACTERS)}${note} — ${placeText({ file, line }, source)}`;
  });
  return bullets(fitEntries(shown, { ...ROOM, entries: TOUCHES_SHOWN }));
}

function pairReply(explanation: PairExplanation, source: ProblemSource): string {
  const { stories, summary, conflict, footprints, release } = explanation;
  const lines = conflict?.lines.map((line) => placeText(line, source)) ?? [];
  return paragraphs([
    `### ${storyName(stories[0])} and ${storyName(stories[1])}`,
    `${explanation.mayRunTogether ? "✅" : "⛔"} ${escapeProse(summary, 2 * REASON_CHARACTERS)}`,
    conflict ? `Rule: \`${conflict.rule}\` (${conflict.strength}).` : "",
    planSections([
      ["These lines say so", list(lines)],
      ...stories.map(({ key }, place): readonly [string, string] => [
        `\`${key}\` touches`,
        touches(footprints[place], source),
      ]),
      ["What would release it", list(release.map((each) => releaseEntry(each, source)))],
    ]),
  ]);
}

export function renderWhyReply(
  answer: Exclude<WhyAnswer, { readonly kind: "refused" }>,
  source: ProblemSource,
): string {
  return answer.kind === "story"
    ? storyReply(answer.explanation, source)
    : pairReply(answer.explanation, source);
}

/** The plan does not know how far a batch is; its tracking comment does. */
export function renderInHand(claims: readonly Claim[]): string {
  return bullets(
    claims.map(({ story, batch, attempt }) => {
      return `🏃 Batch \`${batch}\` works on \`${story}\` (attempt ${attempt}); its tracking comment shows how far it is.`;
    }),
  );
}
