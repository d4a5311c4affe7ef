/** From a comment to exactly one outcome: nothing (nobody talked to us), an answer, or a batch. */
import { commentOfBatch } from "../core/batch/batch-id.ts";
import type { BatchId } from "../core/batch/batch-id.ts";
import type { BatchState } from "../core/batch/batch-state.ts";
import type { Command } from "../core/commands/command.ts";
import { parseCommand } from "../core/commands/parse-command.ts";
import {
  renderHelp,
  renderNotAllowed,
  renderPlanReply,
  renderProblems,
} from "../core/presentation/replies.ts";
import { paragraphs } from "../core/presentation/markdown/blocks.ts";
import { renderInHand, renderWhyReply } from "../core/presentation/plan/why-reply.ts";
import type { ProblemSource } from "../core/presentation/problem-list.ts";
import type { Problem } from "../core/problem.ts";
import type { AppContext } from "./app-context.ts";
import { cancelRunningBatch } from "./cancel-running-batch.ts";
import { answerWhyComment } from "./comments/answer-why-comment.ts";
import { replyOnce } from "./comments/reply-once.ts";
import { planFor, startBatch } from "./start-batch.ts";
import type { RunCommand } from "./start-batch.ts";

export interface CommandComment {
  readonly issue: number;
  readonly commentId: number;
  readonly body: string;
  readonly user: string;
  readonly isBot: boolean;
  /** When the comment was written; answers are searched from then on. */
  readonly createdAt: string;
}

interface Asked {
  readonly context: AppContext;
  readonly comment: CommandComment;
}

/** Batches that have begun or changed: whoever called has to look at them now. */
type Followed = readonly BatchId[];

async function refuse({ context, comment }: Asked, body: string): Promise<Followed> {
  await replyOnce(context, comment, { body, reaction: "-1" });
  return [];
}

async function answer({ context, comment }: Asked, body: string): Promise<Followed> {
  await replyOnce(context, comment, { body, reaction: "rocket" });
  return [];
}

/** Places in files become links to the commit that was read. */
function sourceOf({ context }: Asked, commit: string): ProblemSource {
  return { links: { repositoryUrl: context.repository.url }, commit };
}

async function run(asked: Asked, command: RunCommand): Promise<Followed> {
  const start = await startBatch(asked.context, command);
  // 🚀 follows when the plan stands in the tracking comment.
  if (start.kind === "started") return [start.batch];
  const problems = renderProblems(start.problems, sourceOf(asked, start.commit));
  return await refuse(asked, start.plan ? `${problems}\n\n${renderPlanReply(start.plan)}` : problems);
}

async function plan(asked: Asked, flags: RunCommand["flags"]): Promise<Followed> {
  const reading = await planFor(asked.context, flags);
  if (reading.kind === "refused") {
    return await refuse(asked, renderProblems(reading.problems, sourceOf(asked, reading.commit)));
  }
  return await answer(asked, renderPlanReply(reading.plan));
}

const NO_OPEN_BATCH: Problem = {
  code: "no-open-batch",
  severity: "error",
  message: "There is no open batch on this issue.",
  hint: "Start one with `/batch-stories run`, or write the command on the issue that started the batch.",
};

/** A batch that is over is still looked after for a while; nobody can ask anything of it any more. */
function isOpen({ condition: { kind } }: BatchState): boolean {
  return kind === "running" || kind === "parked" || kind === "halted";
}

/** The same command may be handled twice; the second time its work is done. */
function isCancelledBy({ condition }: BatchState, { user, createdAt }: CommandComment): boolean {
  return condition.kind === "cancelled" && condition.by === user && condition.at >= createdAt;
}

/** A command that is found late speaks of the batches that were there when it was written. */
function isOlder(id: BatchId, { issue, commentId }: CommandComment): boolean {
  const started = commentOfBatch(id);
  return started?.issue === issue && started.commentId < commentId;
}

async function batchesOf(
  { context, comment }: Asked,
  isMeant: (batch: BatchState) => boolean,
): Promise<readonly BatchId[]> {
  const ids = await context.store.listOpen(context.clock.now());
  const meant: BatchId[] = [];
  for (const id of ids.filter((each) => isOlder(each, comment))) {
    const { batch } = await context.store.read(id);
    if (batch && isMeant(batch)) meant.push(id);
  }
  return meant;
}

/** The look that follows brings the tracking comment up to date. */
async function status(asked: Asked): Promise<Followed> {
  const open = await batchesOf(asked, isOpen);
  if (open.length === 0) return await refuse(asked, renderProblems([NO_OPEN_BATCH]));
  await asked.context.comments.react(asked.comment.commentId, "rocket");
  return open;
}

async function cancel(asked: Asked): Promise<Followed> {
  const { comment } = asked;
  const open = await batchesOf(asked, (batch) => isOpen(batch) || isCancelledBy(batch, comment));
  if (open.length === 0) return await refuse(asked, renderProblems([NO_OPEN_BATCH]));
  for (const id of open) await cancelRunningBatch(asked.context, { id, by: comment.user });
  await asked.context.comments.react(comment.commentId, "rocket");
  return open;
}

function notAvailable(name: string): Problem {
  return {
    code: "command-not-available",
    severity: "error",
    message: `\`/batch-stories ${name}\` is not available in this version yet.`,
    hint: "Available are `run`, `plan`, `why`, `status`, `cancel` and `help`.",
  };
}

async function why(asked: Asked, stories: readonly string[]): Promise<Followed> {
  const { answer: explained, commit, inHand } = await answerWhyComment(asked.context, stories);
  const source = sourceOf(asked, commit);
  if (explained.kind === "refused") return await refuse(asked, renderProblems(explained.problems, source));
  return await answer(asked, paragraphs([renderWhyReply(explained, source), renderInHand(inHand)]));
}

async function obeyWord(
  asked: Asked,
  word: Exclude<Command["name"], "run" | "plan" | "why">,
): Promise<Followed> {
  switch (word) {
    case "help":
      return await answer(asked, renderHelp());
    case "status":
      return await status(asked);
    case "cancel":
      return await cancel(asked);
    case "hold":
    case "resume":
    case "retry":
    case "skip":
    case "allow":
      return await refuse(asked, renderProblems([notAvailable(word)]));
  }
}

async function obey(asked: Asked, command: Command, line: string): Promise<Followed> {
  if (command.name === "why") return await why(asked, command.stories);
  if (command.name !== "run" && command.name !== "plan") return await obeyWord(asked, command.name);
  const { flags } = command;
  if (command.name === "plan" || flags.dryRun === true) return await plan(asked, flags);
  const { issue, commentId, user } = asked.comment;
  return await run(asked, { issue, commentId, user, line, flags });
}

export async function handleComment(context: AppContext, comment: CommandComment): Promise<Followed> {
  if (comment.isBot) return [];
  const parsed = parseCommand(comment.body);
  if (parsed.kind === "none") return [];
  const asked = { context, comment };
  await context.comments.react(comment.commentId, "eyes");
  const permission = await context.reader.permissionOf(comment.user);
  if (permission !== "write" && permission !== "admin") {
    return await refuse(asked, renderNotAllowed(comment.user));
  }
  if (parsed.kind === "problem") return await refuse(asked, renderProblems([parsed.problem]));
  context.log.info("command", { issue: comment.issue, user: comment.user, command: parsed.command.name });
  return await obey(asked, parsed.command, parsed.line);
}
