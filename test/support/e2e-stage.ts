/**
 * The stage of an end-to-end test: the embedded GitHub, the app as a process, and words for what
 * tests do there again and again. Whoever opens a stage closes it, and closing complains.
 */
import { join } from "node:path";
import { readFolder } from "../../src/cli/demo/read-folder.ts";
import { prepareSprint } from "../../src/cli/demo/prepare-sprint.ts";
import { readTemplate } from "../../src/cli/demo/product-files.ts";
import { setStage, type Stage, type StageOptions } from "../../src/cli/demo/set-stage.ts";
import { batchIdOfComment } from "../../src/core/batch/batch-id.ts";
import { BatchState, type StoryState } from "../../src/core/batch/batch-state.ts";
import { batchStatePath, CLAIMS_PATH, STATE_BRANCH } from "../../src/core/batch/names.ts";
import type { EmbeddedGitHub } from "../../src/embedded-github/start-embedded-github.ts";
import type { Comment } from "../../src/embedded-github/world/issues/issue.ts";
import { webhookDifferences } from "../contract/webhooks/webhook-contract.ts";
import { ContractWatch } from "./github-contract-watch.ts";
import { ROOT } from "./source-files.ts";

export const APP_LOGIN = "batch-stories[bot]";

const POLL_MS = 50;
const WAIT_MS = 60_000;
const SHOWN_LINES = 25;

export interface TestStage extends Stage {
  /** `owner/name` of the sprint's repository. */
  readonly name: string;
  /** Everything the app has printed. */
  readonly appLines: readonly string[];
  /** Of every request of the stage. */
  readonly contract: ContractWatch;
}

/** The orchard with the caller workflow, as the demo serves it. */
export async function orchardFiles(): Promise<Map<string, Buffer>> {
  return sprintFiles(await readFolder(join(ROOT, "examples", "orchard")));
}

/** A sprint's own files and what `init` adds to them. */
export async function sprintFiles(files: ReadonlyMap<string, Buffer>): Promise<Map<string, Buffer>> {
  const callerWorkflow = await readTemplate("caller.yml");
  const nothing = { stories: undefined, epic: undefined, fresh: false };
  return prepareSprint(new Map(files), { ...nothing, callerWorkflow });
}

export async function openStage(options: Omit<StageOptions, "onAppLine">): Promise<TestStage> {
  const appLines: string[] = [];
  const contract = new ContractWatch();
  const stage = await setStage({
    ...options,
    onAppLine: (line) => appLines.push(line),
    onExchange: (exchange) => contract.look(exchange),
  });
  return { ...stage, name: stage.repository.fullName, appLines, contract };
}

/**
 * Stops everything; throws when the app asked for what GitHub lacks, a planned fault met nobody, or
 * a request, an answer or a webhook was none of GitHub's.
 */
export async function closeStage(stage: TestStage | undefined): Promise<void> {
  if (!stage) return;
  await stage.stop();
  const found = [...complaints(stage.github), ...stage.contract.differences];
  if (found.length > 0) throw new Error(`The stage was left with:\n${found.join("\n")}`);
}

type Watched = Pick<EmbeddedGitHub, "unknownRequests" | "faults"> & {
  readonly webhooks: Pick<EmbeddedGitHub["webhooks"], "deliveries">;
};

export function complaints(github: Watched): readonly string[] {
  return [
    ...new Set(github.webhooks.deliveries.flatMap((sent) => webhookDifferences(sent))),
    ...github.unknownRequests.map((request) => `unknown request: ${request}`),
    ...github.faults.unused().map((fault) => `unused fault: ${fault}`),
  ];
}

/** Waits for a value; what the app said last explains why it does not come. */
export async function eventually<T>(
  stage: TestStage,
  what: string,
  find: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
  throw new Error(`Waited in vain for ${what}. The app:\n${stage.appLines.slice(-SHOWN_LINES).join("\n")}`);
}

export interface Said {
  readonly issue: number;
  readonly comment: Comment;
}

/** Somebody comments on an issue; a new one when none is given. */
export function say(stage: TestStage, body: string, at: { by?: string; issue?: number } = {}): Said {
  const { world } = stage.github;
  const by = at.by ?? stage.person.login;
  const issue = at.issue ?? world.openIssue(stage.name, { title: "Sprint", body: "", by });
  return { issue, comment: world.comment(stage.name, issue, { body, by }) };
}

/** What the app reacted with, in order. */
export function reactionsTo({ comment }: Said): readonly string[] {
  return comment.reactions.filter(({ user }) => user.login === APP_LOGIN).map(({ content }) => content);
}

/** Texts of the app's comments on an issue, oldest first. */
export function answersOn(stage: TestStage, issue: number): readonly string[] {
  const comments = stage.github.world.comments(stage.name, issue);
  return comments.filter(({ author }) => author.login === APP_LOGIN).map(({ body }) => body);
}

/** Waits until the app has done with a comment: the reaction after 👀 is its last word. */
export async function obeyed(stage: TestStage, said: Said): Promise<string> {
  return await eventually(stage, `an end of "${said.comment.body}"`, () => reactionsTo(said)[1]);
}

/** The committed state of the batch that a comment started, if it did. */
export async function batchOf(stage: TestStage, { issue, comment }: Said): Promise<BatchState | undefined> {
  const path = batchStatePath(batchIdOfComment(issue, comment.id));
  const text = await stage.github.world.readFile(stage.name, STATE_BRANCH, path);
  return text === undefined ? undefined : BatchState.parse(JSON.parse(text));
}

/** Paths on the state branch below `batches/`, none while there is no such branch. */
export async function batchCount(stage: TestStage): Promise<number> {
  const folder = await stage.repository.git.readTree(`refs/heads/${STATE_BRANCH}:batches`);
  return folder?.entries.length ?? 0;
}

export async function claimsOf(stage: TestStage): Promise<unknown> {
  const text = await stage.github.world.readFile(stage.name, STATE_BRANCH, CLAIMS_PATH);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The batch, once it is as wanted. */
export async function batchWhen(
  stage: TestStage,
  said: Said,
  isWanted: (batch: BatchState) => boolean,
): Promise<BatchState> {
  return await eventually(stage, `the batch of "${said.comment.body}"`, async () => {
    const batch = await batchOf(stage, said);
    return batch && isWanted(batch) ? batch : undefined;
  });
}

/** Whether a batch has ended, in whatever way. */
export function isOver({ condition }: BatchState): boolean {
  return "at" in condition;
}

export function storyOf(batch: BatchState, key: string): StoryState {
  const story = batch.stories.find((one) => one.key === key);
  if (!story) throw new Error(`the batch has no story ${key}`);
  return story;
}
