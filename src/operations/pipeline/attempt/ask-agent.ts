import { answerJsonSchema, answerProblems } from "../../../core/pipeline/answers.ts";
import { repairPrompt } from "../../../core/pipeline/prompts/repair.ts";
import type { AgentAnswer, AgentRole } from "../../ports.ts";
import type { Attempt } from "./attempt.ts";
import { spend } from "./progress.ts";

export interface Question<T> {
  readonly role: AgentRole;
  readonly prompt: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** The role's schema. */
  readonly schema: { safeParse(answer: unknown): { success: true; data: T } | { success: false } };
  /** What a well-formed answer still lacks; asked for once, then taken as it is. */
  readonly objections?: (answer: T) => readonly string[];
}

export type Reply<T> =
  | { readonly kind: "answered"; readonly answer: T; readonly session: string }
  | { readonly kind: "failed"; readonly reason: string };

type Judged<T> =
  | {
      readonly kind: "usable";
      readonly answer: T;
      readonly session: string;
      readonly objections: readonly string[];
    }
  | { readonly kind: "unusable"; readonly problems: readonly string[] }
  | { readonly kind: "timedOut" };

/** Asks an agent; an answer with problems is asked for once more, in a session of its own. */
export async function askAgent<T>(attempt: Attempt, question: Question<T>): Promise<Reply<T>> {
  const first = await callOnce(attempt, question, []);
  if (first.kind === "timedOut") return timedOut(attempt, question.role);
  if (first.kind === "usable" && first.objections.length === 0) return { ...first, kind: "answered" };
  const problems = first.kind === "usable" ? first.objections : first.problems;
  attempt.ports.log.info(`The ${question.role} is asked again: ${problems.join("; ")}`);
  const second = await callOnce(attempt, question, problems);
  if (second.kind === "usable") return { ...second, kind: "answered" };
  if (first.kind === "usable") return { ...first, kind: "answered" };
  if (second.kind === "timedOut") return timedOut(attempt, question.role);
  const said = second.problems.join("; ").slice(0, 1500);
  return {
    kind: "failed",
    reason: `The ${question.role} gave no usable answer, also when asked again: ${said}`,
  };
}

async function callOnce<T>(
  attempt: Attempt,
  question: Question<T>,
  problems: readonly string[],
): Promise<Judged<T>> {
  const isRepair = problems.length > 0;
  const { agent, work } = attempt.ports;
  const answer = await agent.call({
    role: question.role,
    prompt: isRepair ? `${question.prompt}\n\n${repairPrompt(problems)}` : question.prompt,
    answerSchema: answerJsonSchema(question.role),
    workFolder: work.folder,
    timeoutMs: minutes(attempt) * 60_000,
    context: { ...question.context, repair: isRepair },
  });
  if (answer.kind === "answered") {
    await attempt.update((journal) => ({ ...journal, progress: spend(journal.progress, answer) }));
  }
  return judge(question, answer);
}

function judge<T>(question: Question<T>, answer: AgentAnswer): Judged<T> {
  if (answer.kind === "timedOut") return { kind: "timedOut" };
  if (answer.kind === "unusable") return { kind: "unusable", problems: [answer.reason] };
  const parsed = question.schema.safeParse(answer.answer);
  if (!parsed.success) return { kind: "unusable", problems: answerProblems(question.role, answer.answer) };
  const objections = question.objections?.(parsed.data) ?? [];
  return { kind: "usable", answer: parsed.data, session: answer.session, objections };
}

function timedOut(attempt: Attempt, role: AgentRole): { readonly kind: "failed"; readonly reason: string } {
  return {
    kind: "failed",
    reason: `The ${role} did not finish within ${minutes(attempt)} minutes (agent.timeoutMinutes).`,
  };
}

function minutes(attempt: Attempt): number {
  return attempt.journal().brief.config.agent.timeoutMinutes;
}
