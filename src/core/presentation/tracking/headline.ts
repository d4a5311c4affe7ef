import type { BatchState, StoryState } from "../../batch/batch-state.ts";
import { epochMs } from "../../instant.ts";
import { summaryTotals } from "../batch-summary.ts";
import { durationBetween, elapsedBetween } from "../story/duration.ts";
import { escapeText } from "../markdown/escape.ts";
import { counted } from "../markdown/blocks.ts";
import { isSuccess } from "../story/story-words.ts";

/** The line that has to tell everything when it is the only one that is read. */
export function headline(state: BatchState, now: string, needs: number): string {
  const { condition, stories } = state;
  const done = `${stories.filter(isSuccess).length} of ${stories.length} done`;
  const people = needs === 0 ? [] : [`${needs} ${needs === 1 ? "needs" : "need"} you`];
  switch (condition.kind) {
    case "running":
      return line(state.halting ? "🛑" : "🏃", [
        ...(state.halting ? ["stopping"] : []),
        done,
        ...inFlightWords(state),
        ...people,
        elapsedBetween(state.createdAt, now),
        ...modeWords(state),
      ]);
    case "parked":
      return line("🙋", [done, ...people, `waiting for people for ${elapsedBetween(condition.since, now)}`]);
    case "halted":
      return line("🛑", ["Halted", summaryTotals(state), durationBetween(state.createdAt, condition.at)]);
    case "cancelled":
      return line("✖️", [`Cancelled by ${escapeText(condition.by, 60)}`, summaryTotals(state)]);
    case "finished": {
      const emoji = stories.every(isSuccess) ? "✅" : "⚠️";
      return line(emoji, [
        "Batch complete",
        summaryTotals(state),
        durationBetween(state.createdAt, condition.at),
      ]);
    }
  }
}

/** The most stories that ran at the same moment. */
export function sideBySide(state: BatchState): string {
  const most = mostAtOnce(state.stories);
  if (most === 0) return "";
  return most === 1 ? "sequential mode" : `parallel mode, up to ${most} stories side by side`;
}

function line(emoji: string, parts: readonly string[]): string {
  return `### ${emoji} ${parts.filter((part) => part !== "").join(" · ")}`;
}

function inFlightWords(state: BatchState): readonly string[] {
  const running = countInFlight(state);
  return running === 0 ? [] : [`${running} running`];
}

/** A cluster of one is sequential mode, of two or more parallel mode. */
function modeWords(state: BatchState): readonly string[] {
  const running = countInFlight(state);
  if (running === 0) return [];
  return [running === 1 ? "sequential mode" : `parallel mode with ${counted(running, "worker")}`];
}

function countInFlight(state: BatchState): number {
  return state.stories.filter((story) => story.condition.kind === "dispatched").length;
}

function mostAtOnce(stories: readonly StoryState[]): number {
  const moments = stories.flatMap((story) =>
    story.attempts.flatMap(({ dispatchedAt, settledAt, runId }) => {
      if (runId === null) return [];
      const end = settledAt === null ? Infinity : epochMs(settledAt);
      return [
        { at: epochMs(dispatchedAt), change: 1 },
        { at: end, change: -1 },
      ];
    }),
  );
  // At one moment what ends makes room for what begins.
  const ordered = moments.toSorted((one, other) => one.at - other.at || one.change - other.change);
  let running = 0;
  let most = 0;
  for (const { change } of ordered) {
    running += change;
    most = Math.max(most, running);
  }
  return most;
}
