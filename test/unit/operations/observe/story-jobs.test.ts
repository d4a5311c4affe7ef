import { describe, expect, it } from "vitest";
import { phaseStepName } from "../../../../src/core/pipeline/phase.ts";
import type { Phase } from "../../../../src/core/pipeline/phase.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";
import type { WorkflowJob } from "../../../../src/operations/ports.ts";
import { haveEnded, jobsByStory, jobsOf, phaseOf } from "../../../../src/operations/observe/story-jobs.ts";

const GATE = StoryKey.parse("1-1-gate");
type Status = WorkflowJob["status"];

function job(name: string, status: Status, steps: WorkflowJob["steps"] = []): WorkflowJob {
  return { name, status, conclusion: null, startedAt: null, completedAt: null, steps };
}

function steps(done: readonly Phase[], running?: Phase): WorkflowJob["steps"] {
  return [
    { name: "Set up job", status: "completed", conclusion: "success" },
    ...done.map((phase) => ({
      name: phaseStepName(phase),
      status: "completed" as const,
      conclusion: "success",
    })),
    ...(running ? [{ name: phaseStepName(running), status: "in_progress" as const, conclusion: null }] : []),
    { name: phaseStepName("REFLECT"), status: "queued", conclusion: null },
  ];
}

describe("jobsByStory", () => {
  it("finds the three jobs of each story by GitHub's composed names", () => {
    const jobs = jobsByStory([
      job("batch / story 1-1-gate / pipeline", "completed"),
      job("batch / story 1-1-gate / prove", "in_progress"),
      job("batch / story 1-1-gate-keeper / pipeline", "queued"),
      job("batch / plan", "completed"),
      job("story 1-1-gate", "completed"),
    ]);

    const { pipeline, prove, deliver } = jobsOf(jobs, GATE);
    expect([pipeline?.status, prove?.status, deliver?.status]).toEqual([
      "completed",
      "in_progress",
      undefined,
    ]);
    expect(jobsOf(jobs, StoryKey.parse("9-9-none"))).toEqual({
      pipeline: undefined,
      prove: undefined,
      deliver: undefined,
    });
  });

  it("is not misled by a caller that has another name or more levels", () => {
    const jobs = jobsByStory([job("nightly / batch / story 1-1-gate / deliver", "completed")]);

    expect(jobsOf(jobs, GATE).deliver?.status).toBe("completed");
  });
});

describe("phaseOf", () => {
  const cases: readonly (readonly [
    string,
    Partial<Record<"pipeline" | "prove" | "deliver", WorkflowJob>>,
  ])[] = [
    ["STARTING", {}],
    [
      "STARTING",
      { pipeline: job("p", "in_progress", [{ name: "x", status: "in_progress", conclusion: null }]) },
    ],
    ["BUILD", { pipeline: job("p", "in_progress", steps(["PREPARE"], "BUILD")) }],
    ["VERIFY", { pipeline: job("p", "in_progress", steps(["PREPARE", "BUILD", "VERIFY"])) }],
    ["PROVING", { pipeline: job("p", "completed"), prove: job("p", "in_progress") }],
    [
      "DELIVERING",
      { pipeline: job("p", "completed"), prove: job("p", "completed"), deliver: job("d", "in_progress") },
    ],
    [
      "COLLECTING",
      { pipeline: job("p", "completed"), prove: job("p", "completed"), deliver: job("d", "completed") },
    ],
  ];

  it.each(cases)("is %s where the jobs have come to", (phase, jobs) => {
    const all = { pipeline: undefined, prove: undefined, deliver: undefined, ...jobs };

    expect(phaseOf(all)).toBe(phase);
    expect(haveEnded(all)).toBe(phase === "COLLECTING");
  });
});
