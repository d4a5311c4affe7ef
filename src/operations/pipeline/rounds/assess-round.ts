import type { EvidenceBody } from "../../../core/evidence/evidence.ts";
import { ANSWER_SCHEMAS, type ArbiterAnswer } from "../../../core/pipeline/answers.ts";
import { arbiterPrompt } from "../../../core/pipeline/prompts/arbiter.ts";
import { triage, type Assessment } from "../../../core/pipeline/verdict.ts";
import { askAgent, type Reply } from "../attempt/ask-agent.ts";
import type { Attempt } from "../attempt/attempt.ts";
import { keepRound, readBody, writeEvidence } from "../attempt/evidence-files.ts";
import { measure, reach } from "../attempt/progress.ts";
import { changesSoFar, diffSoFar } from "../attempt/story-changes.ts";
import { agentContext, promptStory, requireStory } from "../attempt/story-facts.ts";
import { keepTree } from "./take-work.ts";

type Review = EvidenceBody<"review">;

export type AssessEnd =
  | { readonly kind: "assessed"; readonly assessment: Assessment }
  | { readonly kind: "failed"; readonly reason: string };

/** The session of an arbitration that no agent was needed for. */
const NOBODY = "none: nothing to judge";

/** One arbitration over the last review. Our own numbers stand above what the arbiter says. */
export async function assessRound(attempt: Attempt): Promise<AssessEnd> {
  const review = await readBody(attempt, "review");
  const tree = attempt.journal().reviewedTree ?? (await attempt.ports.work.snapshot());
  const reply = await judgement(attempt, review, tree);
  if (reply.kind === "failed") return reply;
  await keepTree(attempt, tree);
  const assessment = triage(review.issues, reply.answer, review.checks.tests);
  const isAgent = reply.session !== NOBODY;
  await keepRound(attempt, "themis");
  await writeEvidence(attempt, "themis", {
    treeSha: tree,
    agent: isAgent ? attempt.ports.agent.name : "pipeline",
    body: {
      story_key: attempt.journal().brief.story,
      round: review.round,
      session: reply.session,
      triage: [...assessment.triage],
      summary: assessment.summary,
      verdict: assessment.verdict,
    },
  });
  await attempt.update((journal) => ({
    ...journal,
    progress: reach(measure(journal.progress, { must_fix: assessment.summary.must_fix }), "themis_artifact"),
  }));
  return { kind: "assessed", assessment };
}

/** Without findings there is nothing to judge, and no call to pay for. */
async function judgement(attempt: Attempt, review: Review, tree: string): Promise<Reply<ArbiterAnswer>> {
  if (review.issues.length === 0) {
    return { kind: "answered", answer: { triage: [] }, session: NOBODY };
  }
  const { brief } = attempt.journal();
  const story = await requireStory(attempt);
  return await askAgent(attempt, {
    role: "arbiter",
    prompt: arbiterPrompt({
      story: promptStory(brief, story),
      findings: review.issues,
      diff: await diffSoFar(attempt, tree),
    }),
    context: await agentContext(attempt, {
      story,
      round: review.round,
      changedFiles: (await changesSoFar(attempt, tree)).map((change) => change.path),
      findings: review.issues,
    }),
    schema: ANSWER_SCHEMAS.arbiter,
  });
}

/** The assessment that an earlier step left in its evidence. */
export async function lastAssessment(attempt: Attempt): Promise<Assessment> {
  const themis = await readBody(attempt, "themis");
  const review = await readBody(attempt, "review");
  const left = new Set(
    themis.triage
      .filter((entry) => entry.new_classification === "MUST_FIX")
      .map((entry) => entry.finding ?? entry.issue),
  );
  return {
    triage: themis.triage,
    summary: themis.summary,
    verdict: themis.verdict,
    blocker: undefined,
    mustFix: review.issues.filter((issue) => left.has(issue.id) || left.has(issue.description)),
  };
}

/** `1 must-fix, 0 should-fix, 2 style: CHANGES REQUESTED`. */
export function assessSentence(assessment: Assessment): string {
  const { must_fix, should_fix, style } = assessment.summary;
  return `${must_fix} must-fix, ${should_fix} should-fix, ${style} style: ${assessment.verdict}`;
}
