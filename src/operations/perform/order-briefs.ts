import type { BatchState } from "../../core/batch/batch-state.ts";
import type { Brief } from "../../core/batch/brief.ts";
import { boundedText } from "../../core/bounded-text.ts";
import type { BriefOrder } from "../../core/batch/decision.ts";
import type { Observation } from "../../core/batch/observation.ts";
import { findFootprint } from "../../core/conflicts/find-footprint.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import type { Sprint } from "../observe/read-sprint.ts";

/** Bounds of `Brief`. */
const FOOTPRINT_LIMIT = 500;
const PATH_LIMIT = 500;

interface BriefSource {
  readonly state: BatchState;
  readonly base: Observation["base"];
  readonly sprint: Sprint | undefined;
}

function footprintOf({ state, sprint }: BriefSource, story: StoryKey): readonly string[] {
  const file = sprint?.snapshot.files.get(story);
  if (!sprint || !file) return [];
  const { tree, epicTexts } = sprint.snapshot;
  const text = { path: file.path, text: file.text, description: epicTexts.get(story) };
  const footprint = findFootprint(text, story, { tree, config: state.config });
  const paths = new Set(footprint.files.map((claim) => claim.name));
  return [...paths].filter((path) => path.length <= PATH_LIMIT).slice(0, FOOTPRINT_LIMIT);
}

/** Freezes what each attempt about to be dispatched needs to know. */
export function orderBriefs(source: BriefSource, orders: readonly BriefOrder[]): readonly Brief[] {
  const { state, base } = source;
  const stories = new Map(state.stories.map((story) => [story.key, story]));
  return orders.map((order) => {
    const story = stories.get(order.story);
    return {
      schemaVersion: 1,
      batch: state.id,
      story: order.story,
      attempt: order.attempt,
      nonce: order.nonce,
      title: boundedText(story?.title ?? order.story, 300),
      storyPath: story?.path ?? "",
      boardPath: state.boardPath,
      base,
      startSha: order.startSha ?? base.sha,
      config: state.config,
      actionItems: [...order.actionItems],
      learnings: [...order.learnings],
      footprint: [...footprintOf(source, order.story)],
    };
  });
}
