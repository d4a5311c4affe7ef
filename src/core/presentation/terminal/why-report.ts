/** Answers to `why` for somebody at a terminal. */
import type { Conflict, Footprint, FootprintEntry } from "../../conflicts/conflict.ts";
import type { Need, PairExplanation, Release, StoryExplanation } from "../../planning/explain/explanation.ts";
import type { PlannedStory } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { oneLine } from "../markdown/escape.ts";
import { headed, INDENT, page, paragraph } from "./layout.ts";
import { placeLines, placeText } from "./problem-lines.ts";
import { paint } from "./screen.ts";
import type { Screen } from "./screen.ts";

const REASON_CHARACTERS = 400;
const NEEDS_SHOWN = 20;
const CONFLICTS_SHOWN = 4;
const TOUCHES_SHOWN = 10;
const DEPTH_SHOWN = 8;

function titleLine({ key, title }: PlannedStory, screen: Screen): string {
  return `${paint("cyan", key, screen)}  ${paint("bold", oneLine(title, 160), screen)}`;
}

function bullet(text: string, screen: Screen): readonly string[] {
  return paragraph(oneLine(text, REASON_CHARACTERS), screen, { first: `${INDENT}- ` });
}

function more(all: readonly unknown[], shown: number): readonly string[] {
  return all.length > shown ? [`${INDENT}… and ${all.length - shown} more; \`--json\` has them all.`] : [];
}

function needLines(need: Need, screen: Screen): readonly string[] {
  const inner = "  ".repeat(Math.min(need.depth, DEPTH_SHOWN));
  const who = need.depth === 0 ? "it" : need.story;
  const text = `${who} needs ${need.needed}, which ${need.state}`;
  const lines = paragraph(oneLine(text, REASON_CHARACTERS), screen, { first: `${INDENT}${inner}- ` });
  const place = need.line ? placeLines(need.line, screen).map((line) => `${inner}${line}`) : [];
  return [...lines, ...place];
}

function conflictLines(conflict: Conflict, key: StoryKey, screen: Screen): readonly string[] {
  const other = conflict.stories.find((story) => story !== key) ?? key;
  return [
    ...paragraph(oneLine(`${other}: ${conflict.reason}`, REASON_CHARACTERS), screen, {
      first: `${INDENT}- `,
    }),
    ...paragraph(`rule: ${conflict.rule}, ${conflict.strength}`, screen, {
      first: INDENT + INDENT,
      style: "dim",
    }),
    ...conflict.lines.flatMap((line) => placeLines(line, screen)),
  ];
}

/** What it needs stands above already. */
function conflictList(conflicts: readonly Conflict[], key: StoryKey, screen: Screen): readonly string[] {
  const others = conflicts.filter(({ rule }) => rule !== "dependency");
  return [
    ...others.slice(0, CONFLICTS_SHOWN).flatMap((conflict) => conflictLines(conflict, key, screen)),
    ...more(others, CONFLICTS_SHOWN),
  ];
}

function releaseLines(release: readonly Release[], screen: Screen): readonly string[] {
  return release.flatMap(({ action, at }) => [
    ...paragraph(oneLine(action, REASON_CHARACTERS), screen, { first: `${INDENT}→ ` }),
    ...(at ? placeLines(at, screen) : []),
  ]);
}

export function storyReport(explanation: StoryExplanation, screen: Screen): string {
  const { story, status, needs, keptBackBy, conflicts, waiting, release } = explanation;
  const shown = needs.slice(0, NEEDS_SHOWN).flatMap((need) => needLines(need, screen));
  const board = `Board: ${oneLine(status.raw, 80)}  ${placeText(status.at)}`;
  const file = story.path === undefined ? [] : [`Story: ${oneLine(story.path, 300)}`];
  return page([
    [titleLine(story, screen), ...paragraph(oneLine(explanation.summary, REASON_CHARACTERS * 2), screen)],
    [board, ...file].map((line) => paint("dim", line, screen)),
    headed("What it needs", [...shown, ...more(needs, NEEDS_SHOWN)], screen),
    headed(
      "Waiting for it",
      waiting.slice(0, NEEDS_SHOWN).flatMap((key) => bullet(key, screen)),
      screen,
    ),
    headed("What would release it", releaseLines(release, screen), screen),
    headed(
      "Not together with what is under way or starts now",
      conflictList(keptBackBy, story.key, screen),
      screen,
    ),
    headed("Takes turns with", conflictList(conflicts, story.key, screen), screen),
  ]);
}

function entryLine(entry: FootprintEntry, path: string | undefined, screen: Screen): string {
  const grade = entry.grade === "exclusive" ? "" : ` (${entry.grade})`;
  const place = entry.file === path ? `line ${entry.line}` : placeText(entry);
  return `${INDENT}- ${oneLine(entry.name, 160)}${grade}  ${paint("dim", place, screen)}`;
}

function touchLines(
  footprint: Footprint | undefined,
  { path }: PlannedStory,
  screen: Screen,
): readonly string[] {
  if (!footprint) return [`${INDENT}nothing to compare: it is finished or has no text`];
  const entries = [...footprint.files, ...footprint.endpoints];
  if (entries.length === 0) return [`${INDENT}nothing in its text says what it will change`];
  return [
    ...entries.slice(0, TOUCHES_SHOWN).map((entry) => entryLine(entry, path, screen)),
    ...more(entries, TOUCHES_SHOWN),
  ];
}

const STRENGTH_WORDS: Readonly<Record<Conflict["strength"], string>> = {
  stated: "it lasts until the first of them is merged",
  assumed: "it lasts until the first of them is delivered",
};

export function pairReport(explanation: PairExplanation, screen: Screen): string {
  const { stories, footprints, conflict, release } = explanation;
  const word = conflict ? paint("yellow", "Together: no.", screen) : paint("green", "Together: yes.", screen);
  const why = paragraph(oneLine(conflict?.reason ?? explanation.summary, REASON_CHARACTERS * 2), screen);
  const rule = conflict ? `Rule: ${conflict.rule}; ${STRENGTH_WORDS[conflict.strength]}.` : "";
  const lines = conflict?.lines.flatMap((line) => placeLines(line, screen)) ?? [];
  return page([
    stories.map((story) => titleLine(story, screen)),
    [word, ...why, ...paragraph(rule, screen, { style: "dim" })],
    headed("These lines say so", lines, screen),
    ...stories.map((story, place) =>
      headed(`${story.key} touches`, touchLines(footprints[place], story, screen), screen),
    ),
    headed("What would release it", releaseLines(release, screen), screen),
  ]);
}
