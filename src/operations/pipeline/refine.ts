import { changeLines, changeSummary } from "../../core/evidence/change-lines.ts";
import type { Finding } from "../../core/evidence/evidence.ts";
import { ANSWER_SCHEMAS } from "../../core/pipeline/answers.ts";
import { mergeBuilderRounds } from "../../core/pipeline/merge-builder-rounds.ts";
import { fixerPrompt } from "../../core/pipeline/prompts/fixer.ts";
import { giveUpReasons, nextStep, type Assessment } from "../../core/pipeline/verdict.ts";
import { askAgent } from "./attempt/ask-agent.ts";
import { assessRound, assessSentence, lastAssessment } from "./rounds/assess-round.ts";
import type { Attempt } from "./attempt/attempt.ts";
import { details, narrate, readBody, writeEvidence } from "./attempt/evidence-files.ts";
import { measure } from "./attempt/progress.ts";
import { findingLines, reviewRound, reviewSentence } from "./rounds/review-round.ts";
import { changesSoFar, diffSoFar, MAX_CHANGES } from "./attempt/story-changes.ts";
import { agentContext, promptStory, requireStory } from "./attempt/story-facts.ts";
import { takeWork } from "./rounds/take-work.ts";
import { blockerOf } from "./build.ts";
import { failed, type PhaseEnd } from "./attempt/phase-end.ts";

/** REFINE: fix, test, review and assess again, until nothing must be fixed or the rounds are used up. */
export async function refine(attempt: Attempt): Promise<PhaseEnd> {
  const { maxRefineRounds } = attempt.journal().brief.config;
  let assessment = await lastAssessment(attempt);
  let fixed = 0;
  for (;;) {
    const { roundsDone } = attempt.journal();
    const step = nextStep({ verdict: assessment.verdict, roundsDone, maxRefineRounds });
    if (step === "approve") return await approve(attempt, fixed);
    if (step === "blocked") return blocked(assessment);
    if (step === "give-up") return failed(...giveUpReasons(assessment, roundsDone));
    const before = assessment.mustFix.length;
    const round = await fixAndAssess(attempt, assessment.mustFix);
    if (round.kind !== "assessed") return round;
    assessment = round.assessment;
    fixed += Math.max(0, before - assessment.mustFix.length);
  }
}

async function approve(attempt: Attempt, fixed: number): Promise<PhaseEnd> {
  const { roundsDone } = attempt.journal();
  if (roundsDone === 0) {
    await narrate(attempt, "REFINE", { text: "nothing to fix" });
    return { kind: "skipped", details: "nothing to fix" };
  }
  const rounds = roundsDone === 1 ? "1 round" : `${roundsDone} rounds`;
  const text = `${rounds}, ${fixed} must-fix handled: APPROVED`;
  await narrate(attempt, "REFINE", { text, isDone: true });
  return { kind: "done", details: text };
}

function blocked(assessment: Assessment): PhaseEnd {
  const { blocker } = assessment;
  const reason = blocker?.reason ?? "The arbiter found something that no agent can solve.";
  return { kind: "blocked", reasons: [reason], critical: blocker?.critical ?? false };
}

type RoundEnd =
  | { readonly kind: "assessed"; readonly assessment: Assessment }
  | Extract<PhaseEnd, { readonly kind: "failed" | "blocked" }>;

async function fixAndAssess(attempt: Attempt, findings: readonly Finding[]): Promise<RoundEnd> {
  const stopped = await fix(attempt, findings);
  if (stopped) return stopped;
  const { roundsDone } = attempt.journal();
  const review = await reviewRound(attempt, roundsDone + 1);
  if (review.kind === "failed") return { kind: "failed", reasons: [review.reason] };
  await narrate(attempt, "REFINE", {
    text: `round ${roundsDone}: ${reviewSentence(review.review)}`,
    details: details([...findingLines(review.review.issues), ...review.notes]),
  });
  const end = await assessRound(attempt);
  if (end.kind === "failed") return { kind: "failed", reasons: [end.reason] };
  await narrate(attempt, "REFINE", { text: `round ${roundsDone}: ${assessSentence(end.assessment)}` });
  return end;
}

type Stopped = Extract<PhaseEnd, { readonly kind: "failed" | "blocked" }>;

async function fix(attempt: Attempt, findings: readonly Finding[]): Promise<Stopped | undefined> {
  const { agent } = attempt.ports;
  const { brief } = attempt.journal();
  const round = attempt.journal().roundsDone + 1;
  const reply = await askAgent(attempt, await fixQuestion(attempt, findings, round));
  const taken = await takeWork(attempt);
  await attempt.update((journal) => ({ ...journal, roundsDone: round }));
  if (reply.kind === "failed") return { kind: "failed", reasons: [reply.reason] };
  if (taken.changes.length > MAX_CHANGES) {
    return { kind: "failed", reasons: [`${brief.story} changes ${taken.changes.length} files by now.`] };
  }
  const { answer } = reply;
  const merged = mergeBuilderRounds(
    await readBody(attempt, "builder"),
    {
      session: reply.session,
      tasks_addressed: answer.tasks_addressed,
      tests_added: { total: answer.tests_added, passing: 0 },
      learnings: answer.learnings,
    },
    taken.files,
  );
  await writeEvidence(attempt, "builder", { treeSha: taken.tree, agent: agent.name, body: merged });
  await attempt.update((journal) => ({
    ...journal,
    progress: measure(journal.progress, {
      files_changed: taken.changes.length,
      lines_added: taken.addedLines,
      tests_added: merged.tests_added.total,
    }),
  }));
  const purposes = new Map(answer.files.map((file) => [file.path, file.purpose]));
  await narrate(attempt, "REFINE", {
    text: `round ${round}: ${findings.length} must-fix to handle; now ${changeSummary(taken.changes)}`,
    details: [...changeLines(taken.changes, purposes), ...details(taken.notes)],
  });
  const end = blockerOf(answer);
  return end?.kind === "blocked" ? end : undefined;
}

async function fixQuestion(attempt: Attempt, findings: readonly Finding[], round: number) {
  const { brief } = attempt.journal();
  const story = await requireStory(attempt);
  const tree = await attempt.ports.work.snapshot();
  return {
    role: "fixer",
    prompt: fixerPrompt({
      story: promptStory(brief, story),
      findings,
      diff: await diffSoFar(attempt, tree),
      round,
      maxRounds: brief.config.maxRefineRounds,
      boardPath: brief.boardPath,
      testCommand: brief.config.test,
      batchMode: brief.config.batchMode,
    }),
    context: await agentContext(attempt, {
      story,
      round,
      changedFiles: (await changesSoFar(attempt, tree)).map((change) => change.path),
      findings,
    }),
    schema: ANSWER_SCHEMAS.fixer,
  } as const;
}
