import type { EvidenceBody, Finding } from "../../../core/evidence/evidence.ts";
import { ANSWER_SCHEMAS } from "../../../core/pipeline/answers.ts";
import {
  distinctFindings,
  mergeReviews,
  type PerspectiveReview,
} from "../../../core/pipeline/merge-reviews.ts";
import { reviewerPrompt } from "../../../core/pipeline/prompts/reviewer.ts";
import type { StoryFile } from "../../../core/sprint/story.ts";
import { askAgent, type Question } from "../attempt/ask-agent.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { keepRound, readBody, readRound, writeEvidence } from "../attempt/evidence-files.ts";
import { listedPaths } from "../attempt/listed-paths.ts";
import { measure, reach } from "../attempt/progress.ts";
import { runTests, testSentence } from "../attempt/run-commands.ts";
import { changesSoFar, diffSoFar } from "../attempt/story-changes.ts";
import { agentContext, promptStory, requireStory } from "../attempt/story-facts.ts";
import { keepTree } from "./take-work.ts";

type Review = EvidenceBody<"review">;

export type ReviewEnd =
  | { readonly kind: "reviewed"; readonly review: Review; readonly notes: readonly string[] }
  | { readonly kind: "failed"; readonly reason: string };

/** One round of verifying: our own test run, then one blind reviewer for each perspective. */
export async function reviewRound(attempt: Attempt, round: number): Promise<ReviewEnd> {
  const { agent, work } = attempt.ports;
  const { brief, perspectives } = attempt.journal();
  const story = await requireStory(attempt);
  const tree = await work.snapshot();
  const tests = await runTests(attempt.ports, brief.config, work.folder);
  // Coverage reports and the like are not the story's work.
  const byTests = await keepTree(attempt, tree);
  const reviews: PerspectiveReview[] = [];
  const byReviewers = new Set<string>();
  const facts = {
    story,
    round,
    diff: await diffSoFar(attempt, tree),
    tests: testSentence(tests),
    context: await agentContext(attempt, {
      story,
      round,
      changedFiles: (await changesSoFar(attempt, tree)).map((change) => change.path),
      findings: [],
    }),
  };
  for (const perspective of perspectives) {
    const reply = await askAgent(attempt, reviewQuestion(attempt, perspective, facts));
    // At once, so that nothing of one reviewer reaches the next: they judge blindly.
    for (const path of await keepTree(attempt, tree)) byReviewers.add(path);
    if (reply.kind === "failed") return reply;
    reviews.push({ perspective, session: reply.session, answer: reply.answer });
  }
  const review = mergeReviews({ story: brief.story, round, agent: agent.name, reviews, tests });
  await recordReview(attempt, review, tree);
  const notes = [
    ...(byTests.length > 0 ? [`put back what the tests wrote: ${listedPaths(byTests)}`] : []),
    ...(byReviewers.size > 0 ? [`put back what reviewers changed: ${listedPaths([...byReviewers])}`] : []),
  ];
  return { kind: "reviewed", review, notes };
}

interface ReviewFacts {
  readonly story: StoryFile;
  readonly diff: string;
  readonly tests: string;
  readonly context: Readonly<Record<string, unknown>>;
}

function reviewQuestion(
  attempt: Attempt,
  perspective: string,
  facts: ReviewFacts,
): Question<PerspectiveReview["answer"]> {
  const { brief } = attempt.journal();
  return {
    role: "reviewer",
    prompt: reviewerPrompt({
      story: promptStory(brief, facts.story),
      tasks: facts.story.tasks,
      perspective,
      diff: facts.diff,
      tests: facts.tests,
      batchMode: brief.config.batchMode,
    }),
    context: { ...facts.context, perspective },
    schema: ANSWER_SCHEMAS.reviewer,
  };
}

async function recordReview(attempt: Attempt, review: Review, tree: string): Promise<void> {
  await keepRound(attempt, "review");
  const found = distinctFindings([...(await earlierFindings(attempt, review.round)), ...review.issues]);
  await writeEvidence(attempt, "review", { treeSha: tree, agent: review.agent, body: review });
  const builder = await readBody(attempt, "builder");
  const passing = review.checks.tests.status === "passed" ? builder.tests_added.total : 0;
  await writeEvidence(attempt, "builder", {
    treeSha: tree,
    agent: builder.agent,
    body: { ...builder, tests_added: { total: builder.tests_added.total, passing } },
  });
  const { coverage } = review.checks.tests;
  await attempt.update((journal) => ({
    ...journal,
    reviewedTree: tree,
    progress: reach(
      measure(journal.progress, {
        issues_found: found,
        iterations: review.round,
        ...(coverage === undefined ? {} : { coverage }),
      }),
      "reviewer_artifact",
    ),
  }));
}

async function earlierFindings(attempt: Attempt, round: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let earlier = 1; earlier < round; earlier += 1) {
    findings.push(...((await readRound(attempt, "review", earlier))?.issues ?? []));
  }
  return findings;
}

/** `2 reviewers, tests passed (12/12): 1 must-fix, 0 should-fix, 2 style`. */
export function reviewSentence(review: Review): string {
  const { must_fix, should_fix, style } = review.summary;
  const count = review.perspectives.length;
  const reviewers = count === 1 ? "1 reviewer" : `${count} reviewers`;
  return `${reviewers}, ${testSentence(review.checks.tests)}: ${must_fix} must-fix, ${should_fix} should-fix, ${style} style`;
}

const SHOWN = 15;
const SIGNS = { MUST_FIX: "🔴", SHOULD_FIX: "🟡", STYLE: "⚪" } as const;

export function findingLines(findings: readonly Finding[]): readonly string[] {
  const lines = findings.slice(0, SHOWN).map((finding) => {
    const place = finding.file ? ` (${finding.file}${finding.line ? `:${finding.line}` : ""})` : "";
    const [first = ""] = finding.description.split("\n", 1);
    return `${SIGNS[finding.severity]} ${finding.severity} ${first.slice(0, 300)}${place}`;
  });
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `… and ${more} more findings`] : lines;
}
