/**
 * The action's contract with the runner: every input and output by name, and the only calls of the
 * toolkit that read or write them. A policy test compares these lists with action.yml and with the
 * workflows that use the action.
 */
import { randomUUID } from "node:crypto";
import * as core from "@actions/core";
import type { RunForm } from "../core/commands/parse-form.ts";
import type { Problem } from "../core/problem.ts";
import { Failure } from "../operations/failure.ts";
import type { JobLog, Log, UploadedArtifact } from "../operations/ports.ts";

export const INPUTS = [
  "mode",
  "story",
  "attempt",
  "batch",
  "nonce",
  "brief",
  "brief-commit",
  "token",
  "evidence-id",
  "evidence-digest",
  "bundle-id",
  "bundle-digest",
  "proof-id",
  "proof-digest",
  "epic",
  "stories",
  "limit",
  "dry-run",
  "run-result",
] as const;
export type InputName = (typeof INPUTS)[number];

export const OUTPUTS = [
  "status",
  "start-sha",
  "evidence-id",
  "evidence-digest",
  "bundle-id",
  "bundle-digest",
  "proof-id",
  "proof-digest",
  "commit",
  "pull-request",
  "request",
] as const;
export type OutputName = (typeof OUTPUTS)[number];

export type Outputs = Readonly<Partial<Record<OutputName, string | number>>>;

export function readInput(name: InputName): string {
  const value = core.getInput(name);
  if (value !== "") return value;
  throw missing(name, "is missing");
}

export function readCount(name: InputName): number {
  const value = readInput(name);
  if (/^[1-9]\d{0,14}$/u.test(value)) return Number(value);
  throw missing(name, `is not a number: ${value.slice(0, 50)}`);
}

/** What may be left empty. */
function readText(name: InputName): string {
  return core.getInput(name);
}

/** What a person filled in where the workflow is started by hand. */
export function readForm(): RunForm {
  return {
    epic: readText("epic"),
    stories: readText("stories"),
    limit: readText("limit"),
    "dry-run": readText("dry-run"),
  };
}

/** The token is kept out of every log, whatever prints it. */
export function readToken(): string {
  const token = readInput("token");
  core.setSecret(token);
  return token;
}

/** An artifact as another job handed it over. */
export function readArtifact(kind: "evidence" | "bundle" | "proof"): UploadedArtifact {
  const digest = readInput(`${kind}-digest`);
  if (!/^sha256:[0-9a-f]{64}$/u.test(digest)) throw missing(`${kind}-digest`, "is not a digest");
  return { id: readCount(`${kind}-id`), digest };
}

export function writeOutputs(outputs: Outputs): void {
  for (const name of OUTPUTS) {
    const value = outputs[name];
    if (value !== undefined) core.setOutput(name, value);
  }
}

export const jobLog: JobLog = {
  info: printInert,
  notice: (text) => core.notice(text),
  warning: (text) => core.warning(text),
};

/** For operations that the app has as well: one line each, facts behind the message. */
export const operationLog: Log = {
  debug: (message, fields) => core.debug(withFields(message, fields)),
  info: (message, fields) => printInert(withFields(message, fields)),
  warn: (message, fields) => core.warning(withFields(message, fields)),
  error: (message, fields) => core.error(withFields(message, fields)),
};

function withFields(message: string, fields: Readonly<Record<string, unknown>> = {}): string {
  return Object.keys(fields).length === 0 ? message : `${message} ${JSON.stringify(fields)}`;
}

/** Markdown for the page of the run. */
export async function writeSummary(markdown: string): Promise<void> {
  await core.summary.addRaw(markdown, true).write();
}

/**
 * What tests and agents print may hold lines that the runner would obey (`::add-mask::`, `##[…]`):
 * the runner is told to look away until a word that they cannot know.
 */
function printInert(text: string): void {
  if (!text.includes("::") && !text.includes("##[")) return core.info(text);
  const word = randomUUID();
  core.info(`::stop-commands::${word}\n${text}\n::${word}::`);
}

/** GitHub shows ten annotations of a step; the summary has them all. */
const MOST_ANNOTATIONS = 10;

/** A failed step with one annotation for each problem, at its place in the repository's files. */
export function failWith(title: string, problems: readonly Problem[]): void {
  for (const { message, hint, at } of problems.slice(0, MOST_ANNOTATIONS)) {
    const place = at ? { file: at.file, ...(at.line === undefined ? {} : { startLine: at.line }) } : {};
    core.error(`${message} ${hint}`, { title, ...place });
  }
  process.exitCode = core.ExitCode.Failure;
}

/** One annotation, and a failed step. The stack is only for a run with debug logging. */
export function failStep(
  annotation: { readonly title: string; readonly text: string },
  cause?: unknown,
): void {
  core.error(annotation.text, { title: annotation.title });
  if (cause instanceof Error) core.debug(cause.stack ?? cause.message);
  process.exitCode = core.ExitCode.Failure;
}

function missing(name: string, what: string): Failure {
  return new Failure(
    `The input \`${name}\` of this step ${what}. Use the workflows of batch-stories as they are.`,
    {
      code: "invalid",
      retryable: false,
    },
  );
}
