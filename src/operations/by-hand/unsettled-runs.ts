import { isOfRun } from "../../core/batch/batch-id.ts";
import type { Claim } from "../../core/batch/brief.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import type { AppContext } from "../app-context.ts";
import type { OwnRun } from "./own-run.ts";

const MOST_STORIES = 5;

/**
 * A dry run writes nothing, so it settles nothing either: what an ended run left claimed, and its
 * statuses on the board, still count in the plan it shows. People are told, run by run.
 */
export async function noticesOfUnsettled(
  context: AppContext,
  own: OwnRun,
  claims: readonly Claim[],
): Promise<readonly string[]> {
  const left = new Map<number, StoryKey[]>();
  for (const { batch, runId, story } of claims) {
    if (!isOfRun(batch) || runId === null) continue;
    left.set(runId, [...(left.get(runId) ?? []), story]);
  }
  const notices: string[] = [];
  for (const [runId, stories] of left) {
    const run = await context.runs.read(runId);
    // This run could only be started again because its earlier attempt has ended.
    const isOver = run === undefined || run.status === "completed" || runId === own.id;
    if (isOver) notices.push(noticeOf(`${context.repository.url}/actions/runs/${runId}`, stories));
  }
  return notices;
}

function noticeOf(url: string, stories: readonly StoryKey[]): string {
  const more = stories.length - MOST_STORIES;
  const named = [...stories.slice(0, MOST_STORIES), ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return (
    `An earlier run ended before its report: ${url}. This plan still counts its stories as taken ` +
    `(${named}); the next run without \`dry-run\` releases them first.`
  );
}
