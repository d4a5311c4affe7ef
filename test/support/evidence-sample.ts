import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScriptedAgent } from "../../src/adapters/agents/scripted/run-scripted-agent.ts";
import { answerJsonSchema, type AnswerRole } from "../../src/core/pipeline/answers.ts";
import { ROOT } from "./source-files.ts";

export const SAMPLE = join(ROOT, "examples/orchard");
export const STORY_FOLDER = "_bmad-output/implementation-artifacts";

/** A copy of the sample in a folder of its own; `remove` when done. */
export function copySample(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "orchard-"));
  cpSync(SAMPLE, folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function readSample(path: string): string {
  return readFileSync(join(SAMPLE, path), "utf8");
}

export function sampleStories(): readonly string[] {
  return readdirSync(join(SAMPLE, STORY_FOLDER))
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.replace(/\.md$/u, ""))
    .toSorted();
}

export function tasksOf(storyText: string): { text: string; line: number; checked: boolean }[] {
  return storyText.split("\n").flatMap((line, index) => {
    const [, box, text] = /^- \[([ x])\] (.*)$/u.exec(line) ?? [];
    return text === undefined ? [] : [{ text, line: index + 1, checked: box === "x" }];
  });
}

/** One turn of the scripted agent on a copy of the sample. */
export async function turn(
  folder: string,
  what: {
    readonly story: string;
    readonly role: AnswerRole;
    readonly attempt?: number;
    readonly changedFiles?: readonly string[];
    readonly findings?: readonly unknown[];
  },
): Promise<unknown> {
  const storyPath = `${STORY_FOLDER}/${what.story}.md`;
  const request = {
    protocol: 1,
    role: what.role,
    prompt: "",
    answerSchema: answerJsonSchema(what.role),
    workFolder: folder,
    context: {
      story: { key: what.story, title: what.story, tasks: tasksOf(readSample(storyPath)) },
      attempt: what.attempt ?? 1,
      round: 0,
      storyPath,
      boardPath: `${STORY_FOLDER}/sprint-status.yaml`,
      changedFiles: what.changedFiles ?? [],
      findings: what.findings ?? [],
      script: readSample("agent-script.yaml"),
      repair: false,
    },
  };
  const end = await runScriptedAgent(JSON.stringify(request), folder);
  if (end.kind !== "answered") throw new Error(`The agent ${end.kind}.`);
  return end.reply.answer;
}

/** What `node --test` says about a copy, started as a job starts it: without vitest's environment. */
export function runNodeTests(folder: string): Promise<{ readonly passed: boolean; readonly output: string }> {
  const environment = { PATH: process.env["PATH"], HOME: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--test"], { cwd: folder, env: environment }, (error, stdout, stderr) => {
      resolve({ passed: error === null, output: stdout + stderr });
    });
  });
}
