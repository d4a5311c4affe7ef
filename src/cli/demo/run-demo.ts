/** `npm run demo`: the main job, from the comment to the summary, on real parts on this computer. */
import { once } from "node:events";
import { stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { BatchState, StoryState } from "../../core/batch/batch-state.ts";
import { ExpectedError } from "../expected-error.ts";
import { actionNodeLine } from "./action-node.ts";
import { commentFor, DEMO_HELP, parseDemoOptions, type DemoOptions } from "./demo-options.ts";
import { demoResult, type DemoResult } from "./demo-result.ts";
import { narrate } from "./narrate.ts";
import { issuePage, pageAddresses } from "./page-addresses.ts";
import { prepareSprint } from "./prepare-sprint.ts";
import { PRODUCT_ROOT, readTemplate } from "./product-files.ts";
import { readFolder } from "./read-folder.ts";
import { readBatch, setStage, type Stage } from "./set-stage.ts";

/** How often the people of the demo look at the batch. */
const LOOK_MS = 150;
/** A batch that shows nothing new for so long is stuck: the demo says so instead of waiting on. */
const STUCK_MS = 180_000;

function isOver(state: BatchState): boolean {
  return ["finished", "halted", "cancelled"].includes(state.condition.kind);
}

function waitsForMerge(story: StoryState): boolean {
  return story.condition.kind === "delivered";
}

async function sprintFolder(options: DemoOptions): Promise<string> {
  const folder =
    options.sprint === undefined ? join(PRODUCT_ROOT, "examples", "orchard") : resolve(options.sprint);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new ExpectedError(`There is no folder ${folder}. Name one with a board in it.`);
  return folder;
}

/** Repository names take letters, digits, dots, dashes and underscores. */
function repositoryName(folder: string): string {
  return (
    basename(folder)
      .replaceAll(/[^A-Za-z0-9._-]/gu, "-")
      .slice(0, 90) || "sprint"
  );
}

type Say = (line: string) => void;

function sayer(options: DemoOptions, startedAt: number): Say {
  if (options.quiet) return () => undefined;
  return (line) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
    process.stdout.write(`${seconds}s  ${line}\n`);
  };
}

/** Notices when nothing changes any more. */
function stillnessWatch(): (seen: string) => void {
  let changedAt = performance.now();
  let before = "";
  return (seen) => {
    if (seen !== before) changedAt = performance.now();
    before = seen;
    if (performance.now() - changedAt < STUCK_MS) return;
    throw new ExpectedError("Nothing happened for three minutes: the batch is stuck. Its app's last lines:");
  };
}

/**
 * Merges what the batch calls delivered, in plan order, until nothing is left to merge and the
 * batch is over. Returns the last state.
 */
async function workAsPeople(stage: Stage, say: Say): Promise<BatchState> {
  const refused = new Set<number>();
  const watch = stillnessWatch();
  for (;;) {
    const state = await readBatch(stage.repository);
    watch(JSON.stringify(state));
    const toMerge = state?.stories
      .filter(waitsForMerge)
      .map((story) => story.pullRequest)
      .find((number) => number !== null && !refused.has(number));
    if (state && isOver(state) && toMerge === undefined) return state;
    if (toMerge !== undefined && toMerge !== null) await mergeOnce(stage, toMerge, { refused, say });
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

async function mergeOnce(
  stage: Stage,
  number: number,
  notes: { readonly refused: Set<number>; readonly say: Say },
): Promise<void> {
  if (isMerged(stage, number)) return;
  const merge = await stage.person.merge(number);
  if (merge.kind === "merged") return;
  notes.refused.add(number);
  notes.say(`⚠️ #${number} could not be merged: ${merge.reason}`);
}

function isMerged(stage: Stage, number: number): boolean {
  return stage.github.world.pullRequests.find(stage.repository, number)?.merged !== undefined;
}

async function play(stage: Stage, options: DemoOptions, say: Say): Promise<BatchState> {
  stage.github.events.subscribe((event) => {
    const line = narrate(event);
    if (line !== undefined) say(line);
  });
  const issue = await stage.person.openIssue("Run the sprint", "Let the agents work; people merge.");
  say(`watch it in a browser: ${issuePage(stage.github.world, stage.repository, issue)}`);
  await stage.person.comment(issue, commentFor(options));
  return workAsPeople(stage, say);
}

async function report(result: DemoResult, options: DemoOptions, say: Say): Promise<void> {
  for (const story of result.stories) {
    const pullRequest = story.pullRequest === null ? "" : ` #${story.pullRequest}`;
    say(`${story.key}: ${story.outcome}${pullRequest} (attempts: ${story.attempts})`);
  }
  say(`batch ${result.batch.id} ${result.batch.status}; ${result.requests.total} GitHub requests`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result, undefined, 2)}\n`);
}

export async function runDemo(words: readonly string[]): Promise<number> {
  const options = parseDemoOptions(words);
  if (options.help) {
    process.stdout.write(DEMO_HELP);
    return 0;
  }
  const startedAt = performance.now();
  const say = sayer(options, startedAt);
  const folder = await sprintFolder(options);
  const files = prepareSprint(await readFolder(folder), {
    stories: options.stories,
    epic: options.epic,
    fresh: options.fresh,
    callerWorkflow: await readTemplate("caller.yml"),
  });
  const appLines: string[] = [];
  const exchanges: string[] = [];
  const stage = await setStage({
    name: repositoryName(folder),
    files,
    onAppLine: (line) => appLines.push(line),
    ...(options.record === undefined ? {} : { onExchange: (one) => exchanges.push(JSON.stringify(one)) }),
  });
  try {
    say(`GitHub is up at ${stage.github.url}, the app at ${stage.app.url}`);
    say(actionNodeLine(stage.github.nodeVersion));
    const state = await play(stage, options, say);
    const { total, byRoute } = stage.github.requests;
    const unknown = stage.github.unknownRequests;
    const durationMs = Math.round(performance.now() - startedAt);
    await report(demoResult(state, { requests: { total, byRoute, unknown }, durationMs }), options, say);
    if (options.keep) await keepRunning(stage);
    return state.condition.kind === "finished" ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${appLines.slice(-30).join("\n")}\n`);
    throw error;
  } finally {
    await stage.stop();
    if (options.record !== undefined) await writeFile(options.record, `${exchanges.join("\n")}\n`);
  }
}

async function keepRunning(stage: Stage): Promise<void> {
  const { github, repository, app } = stage;
  const pages = pageAddresses(github.world, repository);
  const width = Math.max(...pages.map(({ what }) => what.length));
  const lines = [
    "",
    "Still running; end it with Ctrl+C. Open in a browser:",
    ...pages.map(({ what, url }) => `  ${what.padEnd(width)}  ${url}`),
    "",
    "For programs:",
    `  the app           ${app.url}`,
    `  GitHub's API      ${github.url}`,
    `  the repository    git clone ${github.url}/${repository.fullName}.git`,
    "",
  ];
  process.stdout.write(lines.join("\n"));
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}
