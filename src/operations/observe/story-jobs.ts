/** What the jobs of one run say about one story. GitHub composes names: `batch / story 1-2-x / pipeline`. */
import { phaseOfStepName } from "../../core/pipeline/phase.ts";
import type { ObservedAttempt } from "../../core/batch/observation.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import type { WorkflowJob } from "../ports.ts";

export interface StoryJobs {
  readonly pipeline: WorkflowJob | undefined;
  readonly prove: WorkflowJob | undefined;
  readonly deliver: WorkflowJob | undefined;
}

const NO_JOBS: StoryJobs = { pipeline: undefined, prove: undefined, deliver: undefined };

/** All jobs of a run by story, read once however many stories there are. */
export function jobsByStory(jobs: readonly WorkflowJob[]): ReadonlyMap<string, StoryJobs> {
  const found = new Map<string, StoryJobs>();
  for (const job of jobs) {
    const parts = job.name.split(" / ");
    const name = parts.at(-1);
    const story = parts.at(-2);
    if (!story?.startsWith("story ")) continue;
    const key = story.slice("story ".length);
    const known = found.get(key) ?? NO_JOBS;
    if (name === "pipeline" || name === "prove" || name === "deliver") {
      found.set(key, { ...known, [name]: job });
    }
  }
  return found;
}

export function jobsOf(jobs: ReadonlyMap<string, StoryJobs>, story: StoryKey): StoryJobs {
  return jobs.get(story) ?? NO_JOBS;
}

export function haveEnded({ pipeline, prove, deliver }: StoryJobs): boolean {
  return [pipeline, prove, deliver].every((job) => job?.status === "completed");
}

function pipelinePhase(pipeline: WorkflowJob | undefined): ObservedAttempt["phase"] {
  const begun = pipeline?.steps.filter((step) => step.status !== "queued") ?? [];
  const phases = begun.map((step) => phaseOfStepName(step.name)).filter((phase) => phase !== undefined);
  return phases.at(-1) ?? "STARTING";
}

/** The phase people see while a story is under way. */
export function phaseOf(jobs: StoryJobs): ObservedAttempt["phase"] {
  if (haveEnded(jobs)) return "COLLECTING";
  if (jobs.deliver && jobs.deliver.status !== "queued") return "DELIVERING";
  if (jobs.prove && jobs.prove.status !== "queued") return "PROVING";
  return pipelinePhase(jobs.pipeline);
}
