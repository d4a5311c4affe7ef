import type { EvidenceBody } from "../../core/evidence/evidence.ts";
import { changeLines, changeSummary } from "../../core/evidence/change-lines.ts";
import { parseCitation } from "../../core/evidence/citation.ts";
import { ANSWER_SCHEMAS, type Blocker, type BuilderAnswer } from "../../core/pipeline/answers.ts";
import { builderPrompt } from "../../core/pipeline/prompts/builder.ts";
import { askAgent } from "./attempt/ask-agent.ts";
import type { Attempt } from "./attempt/attempt.ts";
import { details, narrate, writeEvidence } from "./attempt/evidence-files.ts";
import { measure, reach } from "./attempt/progress.ts";
import { agentContext, promptStory, requireStory } from "./attempt/story-facts.ts";
import { changesSoFar, MAX_CHANGES } from "./attempt/story-changes.ts";
import { takeWork, type TakenWork } from "./rounds/take-work.ts";
import { failed, type PhaseEnd } from "./attempt/phase-end.ts";

/** BUILD: one agent implements the story. What it changed is looked at, never asked. */
export async function build(attempt: Attempt): Promise<PhaseEnd> {
  const { agent } = attempt.ports;
  const { brief } = attempt.journal();
  const story = await requireStory(attempt);
  const present = await changesSoFar(attempt, brief.startSha);
  const reply = await askAgent(attempt, {
    role: "builder",
    prompt: builderPrompt({
      story: promptStory(brief, story),
      tasks: story.tasks,
      boardPath: brief.boardPath,
      testCommand: brief.config.test,
      batchMode: brief.config.batchMode,
      actionItems: brief.actionItems,
      learnings: brief.learnings,
    }),
    context: await agentContext(attempt, {
      story,
      round: 0,
      changedFiles: present.map((change) => change.path),
      findings: [],
    }),
    schema: ANSWER_SCHEMAS.builder,
    objections: missingCitations,
  });
  const taken = await takeWork(attempt);
  if (reply.kind === "failed") return failed(reply.reason);
  if (taken.changes.length > MAX_CHANGES) return failed(tooManyChanges(taken.changes.length));
  const body = builderBody(attempt, { ...reply, agent: agent.name }, taken);
  await writeEvidence(attempt, "builder", { treeSha: taken.tree, agent: agent.name, body });
  await recordBuild(attempt, taken, body);
  const purposes = new Map(reply.answer.files.map((file) => [file.path, file.purpose]));
  const summary = changeSummary(taken.changes);
  await narrate(attempt, "BUILD", {
    text: summary,
    isDone: true,
    details: [...changeLines(taken.changes, purposes), ...details(taken.notes)],
  });
  return blockerOf(reply.answer) ?? { kind: "done", details: summary };
}

/** Asked for once; a story without them goes on and is rejected with the reason. */
export function missingCitations(answer: BuilderAnswer): readonly string[] {
  if (answer.blocker) return [];
  const uncited = answer.tasks_addressed.filter((entry) => !parseCitation(entry.evidence));
  if (answer.tasks_addressed.length === 0) return ["tasks_addressed: names no task"];
  return uncited
    .slice(0, 20)
    .map((entry) => `tasks_addressed: no \`path:line\` in the evidence for “${entry.task.slice(0, 200)}”`);
}

export function blockerOf(answer: {
  readonly status: string;
  readonly blocker?: Blocker | null | undefined;
}): PhaseEnd | undefined {
  if (answer.blocker) {
    return { kind: "blocked", reasons: [answer.blocker.reason], critical: answer.blocker.critical };
  }
  if (answer.status !== "blocked") return undefined;
  return {
    kind: "blocked",
    reasons: ["The agent says that it is blocked, without a reason."],
    critical: false,
  };
}

function builderBody(
  attempt: Attempt,
  reply: { readonly answer: BuilderAnswer; readonly session: string; readonly agent: string },
  taken: TakenWork,
): EvidenceBody<"builder"> {
  const { answer } = reply;
  return {
    agent: reply.agent,
    story_key: attempt.journal().brief.story,
    iteration: 1,
    session: reply.session,
    status: answer.status,
    ...taken.files,
    // Passing ones are counted when our own run of the tests is green.
    tests_added: { total: answer.tests_added, passing: 0 },
    tasks_addressed: answer.tasks_addressed,
    tasks_remaining: answer.tasks_remaining,
    learnings: answer.learnings,
  };
}

async function recordBuild(attempt: Attempt, taken: TakenWork, body: EvidenceBody<"builder">): Promise<void> {
  await attempt.update((journal) => ({
    ...journal,
    progress: reach(
      measure(journal.progress, {
        files_changed: taken.changes.length,
        lines_added: taken.addedLines,
        tests_added: body.tests_added.total,
      }),
      "builder_artifact",
    ),
  }));
}

function tooManyChanges(count: number): string {
  return `The builder changed ${count} files, more than the ${MAX_CHANGES} that one story may change. Split the story, or add generated files to .gitignore.`;
}
