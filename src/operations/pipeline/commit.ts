import { artifactName } from "../../core/batch/names.ts";
import type { Brief } from "../../core/batch/brief.ts";
import type { Change, EvidenceBody } from "../../core/evidence/evidence.ts";
import { ANSWER_SCHEMAS, type ReconcilerAnswer } from "../../core/pipeline/answers.ts";
import { reconciliation, type Arithmetic } from "../../core/pipeline/arithmetic.ts";
import { isDevRecordFilled } from "../../core/pipeline/dev-record.ts";
import { reconcilerPrompt } from "../../core/pipeline/prompts/reconciler.ts";
import { compareTaskText } from "../../core/pipeline/task-text.ts";
import { tasksToTick } from "../../core/pipeline/tasks-to-tick.ts";
import { renderCommitMessage } from "../../core/presentation/pull-request-text.ts";
import { appendDevRecord, setStoryStatus, tickTasks } from "../../core/sprint/edit-story.ts";
import { parseStory } from "../../core/sprint/parse-story.ts";
import type { StoryFile, Task } from "../../core/sprint/story.ts";
import type { UploadedArtifact } from "../ports.ts";
import { askAgent, type Reply } from "./attempt/ask-agent.ts";
import type { Attempt } from "./attempt/attempt.ts";
import { details, narrate, readBody, writeEvidence } from "./attempt/evidence-files.ts";
import { reach } from "./attempt/progress.ts";
import { changesSoFar, diffSoFar } from "./attempt/story-changes.ts";
import { agentContext, promptStory, requireStory } from "./attempt/story-facts.ts";
import { keepTree } from "./rounds/take-work.ts";
import { failed, type PhaseEnd } from "./attempt/phase-end.ts";

const BUNDLE_FILE = "story.bundle";

/** COMMIT: boxes are ticked on evidence, the record is filled, and the story becomes one commit. */
export async function commit(attempt: Attempt): Promise<PhaseEnd> {
  const { work } = attempt.ports;
  const { brief, reviewedTree } = attempt.journal();
  if (reviewedTree === null) throw new Error("bug: nothing was reviewed");
  await keepTree(attempt, reviewedTree);
  const changes = await changesSoFar(attempt, reviewedTree);
  const story = await requireStory(attempt);
  const ticked = await tick(attempt, story);
  const reply = await askReconciler(attempt, { story: ticked, changes, tree: reviewedTree });
  if (reply.kind === "failed") return failed(reply.reason);
  const filled = fillRecord(attempt, { story: ticked, changes, notes: reply.answer.completion_notes });
  const arithmetic = reconciliation(filled.tasks, isDevRecordFilled(filled.text));
  const final = withStatus(filled.text, arithmetic);
  const tree = await work.treeWith(reviewedTree, brief.storyPath, final);
  await writeReconciler(attempt, tree, {
    arithmetic,
    isFilled: isDevRecordFilled(final),
    open: filled.tasks.filter((task) => !task.checked),
    humanOnly: reply.answer.human_only_tasks,
  });
  const sha = await work.createCommit({
    tree,
    parent: brief.startSha,
    message: renderCommitMessage({ brief, trailers: "" }),
    at: attempt.ports.clock.now(),
  });
  const bundle = await uploadBundle(attempt, sha);
  await attempt.update((journal) => ({
    ...journal,
    commit: sha,
    progress: {
      ...reach(journal.progress, "reconciler_artifact", "git_commit"),
      git_commits: [...journal.progress.git_commits, sha],
    },
  }));
  const text = `${arithmetic.checked}/${arithmetic.total} tasks ticked (${arithmetic.percent} %): ${arithmetic.recommendation}`;
  await narrate(attempt, "COMMIT", { text, details: details([`feat(${brief.story}): ${brief.title}`]) });
  return { kind: "done", details: text, bundle };
}

async function tick(attempt: Attempt, story: StoryFile): Promise<StoryFile> {
  const builder = await readBody(attempt, "builder");
  const review = await readBody(attempt, "review");
  const lines = tasksToTick(story.tasks, builder.tasks_addressed, review.task_verification);
  return parseStory(tickTasks(story.text, lines), story.path);
}

interface Reconciling {
  readonly story: StoryFile;
  readonly changes: readonly Change[];
  readonly tree: string;
}

async function askReconciler(
  attempt: Attempt,
  { story, changes, tree }: Reconciling,
): Promise<Reply<ReconcilerAnswer>> {
  const { brief, roundsDone } = attempt.journal();
  const changedFiles = changes.map((change) => change.path);
  const reply = await askAgent(attempt, {
    role: "reconciler",
    prompt: reconcilerPrompt({
      story: promptStory(brief, story),
      openTasks: story.tasks.filter((task) => !task.checked),
      changedFiles,
      diff: await diffSoFar(attempt, tree),
    }),
    context: await agentContext(attempt, { story, round: roundsDone, changedFiles, findings: [] }),
    schema: ANSWER_SCHEMAS.reconciler,
  });
  await keepTree(attempt, tree);
  return reply;
}

function fillRecord(
  attempt: Attempt,
  record: {
    readonly story: StoryFile;
    readonly changes: readonly Change[];
    readonly notes: readonly string[];
  },
): StoryFile {
  const { brief } = attempt.journal();
  const text = appendDevRecord(record.story.text, {
    model: modelName(attempt.ports.agent.name, brief),
    notes: record.notes,
    files: record.changes.map((change) => change.path),
  });
  return parseStory(text, brief.storyPath);
}

function modelName(program: string, brief: Brief): string {
  const { model } = brief.config.agent;
  return model === undefined ? program : `${program} (${model})`;
}

/** The file says what the arithmetic says; with nothing ticked its status stays. */
function withStatus(text: string, { recommendation }: Arithmetic): string {
  return recommendation === "stop" ? text : setStoryStatus(text, recommendation);
}

async function writeReconciler(
  attempt: Attempt,
  treeSha: string,
  result: {
    readonly arithmetic: Arithmetic;
    readonly isFilled: boolean;
    readonly open: readonly Task[];
    readonly humanOnly: readonly string[];
  },
): Promise<void> {
  const { arithmetic, open } = result;
  const human = new Set(result.humanOnly.map(compareTaskText));
  function isHuman(task: Task): boolean {
    return human.has(compareTaskText(task.text));
  }
  const body: EvidenceBody<"reconciler"> = {
    story_key: attempt.journal().brief.story,
    tasks_total: arithmetic.total,
    tasks_checked: arithmetic.checked,
    completion_pct: arithmetic.percent,
    dev_record_filled: result.isFilled,
    evidence_sources: ["builder", "review", "themis"],
    unchecked_code_tasks: taskTexts(open.filter((task) => !isHuman(task))),
    unchecked_human_only: taskTexts(open.filter(isHuman)),
    status_recommendation: arithmetic.recommendation,
  };
  await writeEvidence(attempt, "reconciler", { treeSha, agent: attempt.ports.agent.name, body });
}

function taskTexts(tasks: readonly Task[]): string[] {
  return tasks.slice(0, 500).map((task) => task.text.slice(0, 2000));
}

async function uploadBundle(attempt: Attempt, sha: string): Promise<UploadedArtifact> {
  const { work, files, artifacts } = attempt.ports;
  const { brief, runAttempt } = attempt.journal();
  await work.writeBundle(sha, brief.startSha, files.path(BUNDLE_FILE));
  return await artifacts.upload({
    name: artifactName("bundle", { story: brief.story, attempt: brief.attempt, runAttempt }, "commit"),
    folder: files.folder,
    files: [BUNDLE_FILE],
  });
}
