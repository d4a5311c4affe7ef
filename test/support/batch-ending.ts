/** How a batch ended, as anybody can see it on GitHub, and what must not be there twice. */
import { batchIdOfComment } from "../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../src/core/batch/batch-state.ts";
import { nonceOfRunName } from "../../src/core/batch/dispatch-request.ts";
import { storyBranch } from "../../src/core/batch/names.ts";
import { summaryTotals } from "../../src/core/presentation/batch-summary.ts";
import { parseBoard } from "../../src/core/sprint/parse-board.ts";
import {
  answersOn,
  batchOf,
  batchWhen,
  claimsOf,
  isOver,
  reactionsTo,
  type Said,
  type TestStage,
} from "./e2e-stage.ts";

const LOOK_MS = 100;
/** A busy computer takes its time. */
const BATCH_MS = 280_000;
const AFTERMATH_MS = 45_000;

export interface Ending {
  readonly batch: string;
  /** Key, outcome, attempts. */
  readonly stories: readonly (readonly [string, string, number])[];
  /** Status words of the batch's stories on the board. */
  readonly board: Readonly<Record<string, string>>;
  readonly claims: unknown;
  /** The app's reactions to the command. */
  readonly reactions: readonly string[];
  /** What is there twice, or is left over, or is missing: nothing. */
  readonly wrong: readonly string[];
}

export function cleanEnding(
  batch: string,
  stories: readonly (readonly [string, string, number, string])[],
): Ending {
  return {
    batch,
    stories: stories.map(([key, outcome, attempts]) => [key, outcome, attempts]),
    board: Object.fromEntries(stories.map(([key, , , status]) => [key, status])),
    claims: { schemaVersion: 1, claims: [] },
    reactions: ["eyes", "rocket"],
    wrong: [],
  };
}

/** What the whole sprint of the orchard comes to, whatever happens to the app on the way. */
export const ORCHARD_ENDING = cleanEnding("finished", [
  ["1-4-ripeness-calendar", "merged", 1, "done"],
  ["1-5-frost-warning", "merged", 2, "done"],
  ["1-6-watering-plan", "failed", 2, "ready-for-dev"],
  ["1-7-watering-report", "skipped", 0, "backlog"],
  ["1-8-tree-labels", "alreadyDone", 1, "done"],
  ["2-1-crate-totals", "merged", 1, "done"],
  ["2-2-invoice", "merged", 1, "done"],
  ["2-3-seasonal-prices", "merged", 1, "done"],
  ["2-4-bulk-discount", "merged", 1, "done"],
]);

/** Maria merges whatever is delivered until the batch is over and nothing is left to merge. */
export async function mergeUntilOver(stage: TestStage, said: Said): Promise<BatchState> {
  const deadline = performance.now() + BATCH_MS;
  while (performance.now() < deadline) {
    const batch = await batchOf(stage, said);
    let isWaiting = false;
    for (const { condition } of batch?.stories ?? []) {
      if (condition.kind !== "delivered") continue;
      isWaiting = true;
      const { merged } = stage.github.world.pullRequest(stage.name, condition.pullRequest);
      if (!merged) await stage.person.merge(condition.pullRequest);
    }
    if (batch && isOver(batch) && !isWaiting) return batch;
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
  // Waits no more, but says what the app said last.
  return await batchWhen(stage, said, isOver);
}

/** Waits for the last effects that follow the end; what it returns is the ending to compare. */
export async function endingAfter(stage: TestStage, said: Said, expected: Ending): Promise<Ending> {
  const deadline = performance.now() + AFTERMATH_MS;
  let ending = await endingOf(stage, said);
  while (performance.now() < deadline && JSON.stringify(ending) !== JSON.stringify(expected)) {
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
    ending = await endingOf(stage, said);
  }
  return ending;
}

export async function endingOf(stage: TestStage, said: Said): Promise<Ending> {
  const batch = await batchOf(stage, said);
  if (!batch) throw new Error("there is no batch");
  return {
    batch: batch.condition.kind,
    stories: batch.stories
      .map(({ key, condition, attempts }) => [key, condition.kind, attempts.length] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
    board: await boardOf(stage, batch),
    claims: await claimsOf(stage),
    reactions: reactionsTo(said),
    wrong: [
      ...wrongRuns(stage, batch),
      ...wrongPullRequests(stage, batch),
      ...wrongComments(stage, said, batch),
    ],
  };
}

async function boardOf(stage: TestStage, batch: BatchState): Promise<Readonly<Record<string, string>>> {
  const text = (await stage.github.world.readFile(stage.name, "main", batch.boardPath)) ?? "";
  const own = new Set<string>(batch.stories.map(({ key }) => key));
  const stories = parseBoard(text, batch.boardPath).stories.filter(({ key }) => own.has(key));
  return Object.fromEntries(stories.map(({ key, rawStatus }) => [key, rawStatus]));
}

function sizes<Key>(keys: Iterable<Key>): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Every attempt has its run, every dispatch one run, and no run is of no attempt. */
function wrongRuns(stage: TestStage, batch: BatchState): readonly string[] {
  const runs = stage.github.world.runs.list(stage.repository);
  const started = sizes(runs.map((run) => nonceOfRunName(run.displayTitle)?.nonce));
  const attempts = batch.stories.flatMap((story) => story.attempts);
  const wanted = new Set<string | undefined>(attempts.map(({ nonce }) => nonce));
  const alive = runs.filter(({ status }) => status !== "completed");
  return [
    ...[...wanted].filter((nonce) => !started.has(nonce)).map((nonce) => `no run of ${nonce}`),
    ...[...started].filter(([nonce]) => !wanted.has(nonce)).map(([nonce]) => `stray run of ${nonce}`),
    ...[...started].filter(([, count]) => count > 1).map(([nonce, count]) => `${count} runs of ${nonce}`),
    ...alive.map(({ displayTitle }) => `still running: ${displayTitle}`),
  ];
}

/** One pull request for each story that got as far, none for the others, nothing left open. */
function wrongPullRequests(stage: TestStage, batch: BatchState): readonly string[] {
  const pulls = stage.github.world.pullRequests.list(stage.repository);
  const heads = sizes(pulls.map(({ head }) => head.branch));
  const known = new Set(batch.stories.map(({ key }) => storyBranch(key)));
  const merged = batch.stories.filter(({ condition }) => condition.kind === "merged");
  return [
    ...[...heads]
      .filter(([, count]) => count > 1)
      .map(([head, count]) => `${count} pull requests of ${head}`),
    ...[...heads].filter(([head]) => !known.has(head)).map(([head]) => `pull request of ${head}`),
    ...merged.filter(({ key }) => !heads.has(storyBranch(key))).map(({ key }) => `no pull request of ${key}`),
  ];
}

/** One comment of the app's on the issue, and it shows the end. */
function wrongComments(stage: TestStage, { issue, comment }: Said, batch: BatchState): readonly string[] {
  const answers = answersOn(stage, issue);
  const own = answers.filter((text) => text.includes(batchIdOfComment(issue, comment.id)));
  const [headline = ""] = own[0]?.split("\n") ?? [];
  const isEnd = /(?:Batch complete|Cancelled by|Halted)/u.test(headline);
  const wrong: string[] = [];
  if (answers.length !== 1) wrong.push(`${answers.length} comments of the app`);
  if (own.length !== 1) wrong.push(`${own.length} tracking comments`);
  if (!isEnd || !headline.includes(summaryTotals(batch))) wrong.push(`the end is not shown: ${headline}`);
  return wrong;
}
