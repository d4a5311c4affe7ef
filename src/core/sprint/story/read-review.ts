/**
 * Reviews of three generations: with an outcome line and action items; with tagged items only; as
 * `Review Findings`. The last one decides, and one whose items are all ticked is settled.
 */
import { excerptOf } from "../excerpt.ts";
import type { Review, ReviewOutcome } from "../story.ts";
import type { StoryLine } from "./story-lines.ts";

interface ReviewItem {
  readonly text: string;
  readonly checked: boolean;
}

interface Draft {
  readonly line: number;
  outcome: ReviewOutcome;
  readonly items: ReviewItem[];
}

const TAGGED = /^\**\[(?:AI[- ]?)?Review\]/iu;
/** Put off on purpose: not open work. */
const PUT_OFF = /^\**\[(?:AI[- ]?)?Review\]\s*\[(?:Defer|Dismiss)/iu;
const OUTCOME_LABEL = /\b(?:outcome|verdict)\b[\s*_|:]*(.*)$/iu;

const OUTCOME_WORDS: readonly (readonly [RegExp, ReviewOutcome])[] = [
  [
    /\b(?:not approved|changes?[ -](?:requested|required|needed)|request(?:ed)? changes|needs? (?:changes|work|fixes)|reject(?:ed)?)\b/iu,
    "changes-requested",
  ],
  [/\b(?:approved?|accepted|pass(?:ed)?|fixed|resolved|addressed|lgtm)\b/iu, "approved"],
  [/\bblocked\b/iu, "blocked"],
];

/** `Changes Requested → Fixed → Approved` is approved: the last step counts, and in it the first word. */
export function readOutcome(text: string): ReviewOutcome {
  const steps = text.slice(0, 300).split(/→|->|=>|⇒/u);
  for (const step of steps.toReversed()) {
    const found = OUTCOME_WORDS.map(([pattern, outcome]) => ({ at: step.search(pattern), outcome }))
      .filter(({ at }) => at !== -1)
      .toSorted((a, b) => a.at - b.at);
    if (found[0]) return found[0].outcome;
  }
  return "none";
}

function isReviewLine(line: StoryLine): boolean {
  return line.section === "review" || line.section === "follow-ups";
}

/** A heading starts a review unless it stands inside one of a higher level. */
function startsReview(line: StoryLine, level: number | undefined): boolean {
  if (!line.heading || !isReviewLine(line)) return false;
  return level === undefined || line.heading.level <= level;
}

/** Sections inside a review on what was checked do not end it. */
function endsReview(line: StoryLine, level: number | undefined): boolean {
  if (!line.heading || isReviewLine(line)) return false;
  return level === undefined || line.heading.level <= level;
}

/** An outcome stands behind its label or, below a heading of its own, in the next line with text. */
function createOutcomeReader(): (line: StoryLine) => ReviewOutcome {
  let isExpected = false;
  return (line) => {
    const text = line.heading ? line.heading.title : line.text;
    if (text.trim() === "") return "none";
    const wasExpected = isExpected;
    isExpected = false;
    const label = text.length < 500 ? OUTCOME_LABEL.exec(text) : null;
    if (label) {
      const rest = (label[1] ?? "").replace(/[*_|:\s]/gu, "");
      isExpected = rest === "";
      return readOutcome(label[1] ?? "");
    }
    return wasExpected && !line.heading ? readOutcome(text) : "none";
  };
}

interface Search {
  readonly drafts: Draft[];
  current: Draft | undefined;
  /** Heading level of the current review. */
  level: number | undefined;
  readOutcomeOf: (line: StoryLine) => ReviewOutcome;
}

function beginReview(search: Search, line: StoryLine): Draft {
  const draft: Draft = { line: line.number, outcome: "none", items: [] };
  search.drafts.push(draft);
  search.current = draft;
  search.level = line.heading?.level;
  search.readOutcomeOf = createOutcomeReader();
  return draft;
}

function endReview(search: Search): void {
  search.current = undefined;
  search.level = undefined;
}

function takeItem(search: Search, line: StoryLine): void {
  const { item } = line;
  if (item?.checked === undefined) return;
  const isTagged = TAGGED.test(item.text);
  if (PUT_OFF.test(item.text) || !(isTagged || isReviewLine(line))) return;
  // Tagged items also stand among the tasks, below no heading of a review.
  const draft = search.current ?? beginReview(search, line);
  draft.items.push({ text: item.text, checked: item.checked });
}

function findReviews(lines: readonly StoryLine[]): readonly Draft[] {
  const search: Search = {
    drafts: [],
    current: undefined,
    level: undefined,
    readOutcomeOf: createOutcomeReader(),
  };
  for (const line of lines) {
    if (line.isVerbatim) continue;
    if (startsReview(line, search.level)) beginReview(search, line);
    else if (endsReview(line, search.level)) endReview(search);
    takeItem(search, line);
    const { current } = search;
    const outcome = current && line.section === "review" ? search.readOutcomeOf(line) : "none";
    if (current?.outcome === "none") current.outcome = outcome;
  }
  return search.drafts;
}

/** The same finding is often listed twice: in the review and among the follow-ups. */
function comparable(text: string): string {
  return text
    .replace(/^(?:\**\[[^\]]{0,60}\]\**\s*)+/u, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, " ")
    .trim();
}

/** The review that decides, or undefined when the story was never reviewed. */
export function readReview(lines: readonly StoryLine[]): Review | undefined {
  const reviews = findReviews(lines);
  const last = reviews.findLast((review) => review.outcome !== "none" || review.items.length > 0);
  if (!last) return undefined;
  const ticked = new Set(
    reviews.flatMap((review) =>
      review.items.filter((item) => item.checked).map((item) => comparable(item.text)),
    ),
  );
  const open = last.items.filter((item) => !item.checked && !ticked.has(comparable(item.text)));
  const isWorkedOff = last.items.length > 0 && open.length === 0;
  return {
    outcome: isWorkedOff ? "approved" : last.outcome,
    openItems: open.map((item) => excerptOf(item.text)),
    line: last.line,
  };
}

/** Whether the last review still asks for something. Approved with leftovers is settled. */
export function hasOpenFindings(review: Review | undefined): boolean {
  if (!review || review.outcome === "approved") return false;
  return review.outcome !== "none" || review.openItems.length > 0;
}
