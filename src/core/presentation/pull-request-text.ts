import type { CardFacts } from "../batch/batch-state.ts";
import type { Brief } from "../batch/brief.ts";
import type { EvidenceBody } from "../evidence/evidence.ts";
import { EVIDENCE_CHECKS, type EvidenceCheck, type Shortcoming } from "../evidence/validation.ts";
import { changedFiles } from "./markdown/changed-files.ts";
import { escapeProse, plainLine } from "./markdown/escape.ts";
import { fileLink } from "./markdown/links.ts";
import {
  alert,
  bullets,
  counted,
  details,
  fitEntries,
  paragraphs,
  table,
  type Room,
} from "./markdown/blocks.ts";

/** GitHub cuts nothing and refuses titles over 256 characters. */
const TITLE_CHARACTERS = 140;
const REASON_ROOM: Room = { entries: 20, characters: 15_000 };
const REASON_CHARACTERS = 600;

export interface PullRequestFacts {
  readonly brief: Brief;
  readonly manifest: EvidenceBody<"manifest">;
  readonly facts: CardFacts | null;
  readonly shortcomings: readonly Shortcoming[];
  /** What a reviewer must see, one sentence each. */
  readonly marks: readonly string[];
  /** What the project's own tests reported, as a sentence. */
  readonly testStatus: string;
  readonly runUrl: string;
  /** The story's acceptance criteria, where they are known. */
  readonly criteria?: readonly string[];
}

const CHECK_WORDS: Readonly<Record<EvidenceCheck, string>> = {
  progress: "The pipeline reports success",
  builder: "The builder cites a file and line for its tasks",
  reviewer: "Somebody else reviewed the work",
  themis: "The findings were judged",
  reconciler: "The story's boxes were reconciled with the work",
  commit: "There is a `feat` commit of this story",
  binding: "Everything belongs to this story, attempt and run",
  digest: "No evidence was changed or lost",
  tree: "What was pushed is what was proved",
  citation: "Every cited line exists",
  changes: "The claimed files are the changed files",
  sessions: "Builder, reviewers and arbiter are different sessions",
  "must-fix": "Nothing is left that must be fixed",
  verdict: "The last verdict is approval",
  arithmetic: "The task counts hold when counted again",
  proof: "It was proved on a fresh checkout",
  tests: "The project's own tests pass there",
};

export function renderPullRequest(input: PullRequestFacts): {
  readonly title: string;
  readonly body: string;
} {
  return { title: subjectOf(input.brief), body: bodyOf(input) };
}

/** The subject is the pull request's title; trailers, if any, are the last block. */
export function renderCommitMessage(input: { readonly brief: Brief; readonly trailers: string }): string {
  return paragraphs([subjectOf(input.brief), input.trailers.trim()]);
}

function subjectOf(brief: Brief): string {
  return `feat(${brief.story}): ${plainLine(brief.title, TITLE_CHARACTERS) || brief.story}`;
}

function bodyOf(input: PullRequestFacts): string {
  return paragraphs([
    storyLine(input),
    draftAlert(input),
    marksAlert(input.marks),
    criteriaSection(input.criteria ?? []),
    changesSection(input),
    `**Tests**, as the project's own tests report on a fresh checkout: ${escapeProse(input.testStatus)}`,
    evidenceSection(input.shortcomings),
    actionItemsSection(input.brief),
  ]);
}

function storyLine({ brief, runUrl }: PullRequestFacts): string {
  const links = { repositoryUrl: runUrl.replace(/\/actions\/.*$/u, "") };
  const story = fileLink({ path: brief.storyPath, commit: brief.base.sha }, links);
  const attempt = `attempt ${brief.attempt} of batch \`${brief.batch}\``;
  return `Delivers the story ${story} · ${attempt} · [how it was made](${runUrl})`;
}

function draftAlert({ shortcomings, brief }: PullRequestFacts): string {
  if (shortcomings.length === 0) return "";
  const next =
    brief.attempt < brief.config.maxAttempts
      ? "The next attempt goes on from here."
      : "Finish it by hand and mark it ready, or close it.";
  const reasons = shortcomings.map(({ message }) => escapeProse(message, REASON_CHARACTERS));
  const text = `**A draft, because the evidence does not hold.** ${next}`;
  return alert("WARNING", paragraphs([text, bullets(fitEntries(reasons, REASON_ROOM))]));
}

function marksAlert(marks: readonly string[]): string {
  if (marks.length === 0) return "";
  const entries = marks.map((mark) => escapeProse(mark, REASON_CHARACTERS));
  return alert(
    "IMPORTANT",
    paragraphs(["**Look at this first**", bullets(fitEntries(entries, REASON_ROOM))]),
  );
}

function criteriaSection(criteria: readonly string[]): string {
  if (criteria.length === 0) return "";
  const entries = criteria.map((criterion) => escapeProse(criterion, REASON_CHARACTERS));
  return details(
    counted(entries.length, "acceptance criterion", "acceptance criteria"),
    bullets(fitEntries(entries, REASON_ROOM)),
  );
}

function changesSection({ manifest, facts, brief }: PullRequestFacts): string {
  const shown = facts ?? filesOf(manifest, brief.storyPath);
  const files = changedFiles(shown, 20);
  return files === "" ? "" : `**Changes**\n\n${files}`;
}

/** Without purposes, when nothing of the evidence but the manifest could be used. */
function filesOf(
  manifest: EvidenceBody<"manifest">,
  storyPath: string,
): Pick<CardFacts, "filesCreated" | "filesModified" | "filesOmitted"> {
  const changes = manifest.changes.filter((change) => change.path !== storyPath);
  return {
    filesCreated: changes.flatMap(({ path, status }) => (status === "added" ? [{ path, purpose: "" }] : [])),
    filesModified: changes.flatMap(({ path, status }) =>
      status === "added" ? [] : [{ path, purpose: status === "deleted" ? "deleted" : "" }],
    ),
    filesOmitted: 0,
  };
}

function evidenceSection(shortcomings: readonly Shortcoming[]): string {
  const failing = new Set(shortcomings.map((shortcoming) => shortcoming.check));
  const rows = EVIDENCE_CHECKS.map((check) => [failing.has(check) ? "❌" : "✅", CHECK_WORDS[check]]);
  const holding = EVIDENCE_CHECKS.length - failing.size;
  const emoji = failing.size === 0 ? "✅" : "❌";
  const summary = `${emoji} Evidence: ${holding} of ${EVIDENCE_CHECKS.length} checks hold`;
  return details(summary, table(["", "Check"], rows));
}

function actionItemsSection({ actionItems, attempt }: Brief): string {
  if (actionItems.length === 0) return "";
  const entries = actionItems.map((item) => escapeProse(item, REASON_CHARACTERS));
  const summary = `What attempt ${attempt} was asked to put right (${entries.length})`;
  return details(summary, bullets(fitEntries(entries, REASON_ROOM)));
}
