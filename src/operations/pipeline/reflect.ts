import { evidenceFileName } from "../../core/batch/names.ts";
import { formatNarrative, parseNarrative } from "../../core/evidence/narrative.ts";
import { ANSWER_SCHEMAS } from "../../core/pipeline/answers.ts";
import { reflectorPrompt } from "../../core/pipeline/prompts/reflector.ts";
import { askAgent } from "./attempt/ask-agent.ts";
import { EVIDENCE_FOLDER, type Attempt } from "./attempt/attempt.ts";
import { details, narrate, readBody, writeEvidence } from "./attempt/evidence-files.ts";
import { changesSoFar } from "./attempt/story-changes.ts";
import { agentContext, promptStory, requireStory } from "./attempt/story-facts.ts";
import { keepTree } from "./rounds/take-work.ts";
import type { PhaseEnd } from "./attempt/phase-end.ts";

/** REFLECT: what the next story should know. A story does not fail for lack of wisdom. */
export async function reflect(attempt: Attempt): Promise<PhaseEnd> {
  const { agent, work } = attempt.ports;
  const { brief, roundsDone } = attempt.journal();
  const story = await requireStory(attempt);
  const tree = await work.snapshot();
  const review = await readBody(attempt, "review");
  const log = await attempt.ports.files.readText(
    `${EVIDENCE_FOLDER}/${evidenceFileName(brief.story, "narrative")}`,
  );
  const reply = await askAgent(attempt, {
    role: "reflector",
    prompt: reflectorPrompt({
      story: promptStory(brief, story),
      narrative: parseNarrative(log ?? "").map(formatNarrative),
      findings: review.issues,
      learnings: brief.learnings,
    }),
    context: await agentContext(attempt, {
      story,
      round: roundsDone,
      changedFiles: (await changesSoFar(attempt, tree)).map((change) => change.path),
      findings: review.issues,
    }),
    schema: ANSWER_SCHEMAS.reflector,
  });
  await keepTree(attempt, tree);
  const learnings = reply.kind === "answered" ? reply.answer.learnings : [];
  const session = reply.kind === "answered" ? reply.session : "none";
  await writeEvidence(attempt, "reflection", {
    treeSha: tree,
    agent: agent.name,
    body: { story_key: brief.story, session, learnings },
  });
  const count = learnings.length === 1 ? "1 learning" : `${learnings.length} learnings`;
  const text = reply.kind === "answered" ? count : `no learnings: ${reply.reason}`;
  await narrate(attempt, "REFLECT", { text, details: details(learnings) });
  return { kind: "done", details: text };
}
