import type { Config } from "../../config/config.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Plan, PlannedStory } from "../plan.ts";
import { layOut } from "./lay-out.ts";

export interface ForecastOptions {
  readonly maxWorkers: number;
  readonly schedule: Config["schedule"];
}

/** One thing that has to end before a story can start. */
export interface ForecastCause {
  readonly kind: "dependency" | "conflict" | "worker" | "wave";
  /** Whose end opens the way. */
  readonly story: StoryKey;
  /** A sentence from the plan; empty for `worker` and `wave`. */
  readonly reason: string;
}

export interface ForecastStory {
  readonly key: StoryKey;
  /** Stories that start together share it: 1 starts now; with `waves` it is the number of the wave. */
  readonly step: number;
  /** Open tasks that are worked off, one after the other, before it starts and until it ends. */
  readonly start: number;
  readonly end: number;
  /** Empty for what starts now. */
  readonly after: readonly ForecastCause[];
}

/** The rest of the sprint as it goes if every story takes as long as it has open tasks and is merged at once. */
export interface Forecast {
  /** In the order of their start. */
  readonly stories: readonly ForecastStory[];
  /** Open stories that nothing in this forecast releases: what they wait for lies outside. */
  readonly held: readonly StoryKey[];
  /** Open tasks of all stories that are laid out. */
  readonly work: number;
  /** End of the last one. */
  readonly length: number;
}

function weightOf(story: PlannedStory): number {
  return story.weight;
}

/** Lays out the whole sprint. Nearly linear: at each end only so many of the most urgent are looked at. */
export function forecast(plan: Plan, options: ForecastOptions): Forecast {
  return layOut(plan, { ...options, durationOf: weightOf });
}
