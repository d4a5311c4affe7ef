import { beforeEach, describe, expect, it } from "vitest";
import type { Attempt, BatchState, StoryState } from "../../../../src/core/batch/batch-state.ts";
import type { Brief } from "../../../../src/core/batch/brief.ts";
import { artifactName, evidenceFileName } from "../../../../src/core/batch/names.ts";
import type { ArtifactKind } from "../../../../src/core/batch/names.ts";
import type { AttemptReport, ObservedRun } from "../../../../src/core/batch/observation.ts";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import { phaseStepName } from "../../../../src/core/pipeline/phase.ts";
import type { StoryPullRequest, SprintSnapshot } from "../../../../src/core/sprint/sprint.ts";
import { NO_HISTORY } from "../../../../src/core/sprint/sprint.ts";
import { parseStory } from "../../../../src/core/sprint/parse-story.ts";
import { collectAttempt } from "../../../../src/operations/collect/collect-attempt.ts";
import type { WorkflowJob } from "../../../../src/operations/ports.ts";
import type { StoryJobs } from "../../../../src/operations/observe/story-jobs.ts";
import {
  BINDING,
  evidenceInput,
  evidenceParts,
  STORY,
  STORY_PATH,
  STORY_TEXT,
} from "../../../support/evidence-files.ts";
import type { EvidenceParts } from "../../../support/evidence-files.ts";
import { createFakeApp } from "../../../support/fake-github.ts";
import type { FakeApp } from "../../../support/fake-github.ts";

const RUN: ObservedRun = {
  id: BINDING.runId,
  runAttempt: 1,
  nonce: "nonce-1",
  status: "completed",
  conclusion: "success",
  url: "https://github.com/octo/orchard/actions/runs/9001",
};
const NAME = { story: STORY, attempt: BINDING.attempt, runAttempt: 1 };
let app: FakeApp;

function job(conclusion: string | null, failedStep?: string): WorkflowJob {
  const steps =
    failedStep === undefined
      ? []
      : [{ name: failedStep, status: "completed" as const, conclusion: "failure" }];
  return {
    name: "batch / story / job",
    status: "completed",
    conclusion,
    startedAt: "2026-11-21T10:00:00.000Z",
    completedAt: "2026-11-21T10:09:00.000Z",
    steps,
  };
}

const ALL_WELL: StoryJobs = { pipeline: job("success"), prove: job("success"), deliver: job("success") };
const ONLY_PIPELINE = { prove: job("skipped"), deliver: job("skipped") };

const ATTEMPT: Attempt = {
  number: BINDING.attempt,
  nonce: RUN.nonce,
  dispatchedAt: "2026-11-21T09:59:00.000Z",
  dispatches: 1,
  runId: RUN.id,
  startedAt: null,
  settledAt: null,
  outcome: null,
  learnings: [],
};
const FIRST_ATTEMPT: Attempt = {
  ...ATTEMPT,
  number: 1,
  nonce: "nonce-of-the-first",
  runId: RUN.id - 1,
  settledAt: ATTEMPT.dispatchedAt,
  outcome: { kind: "failed", phase: null, reasons: ["It failed."], facts: null },
};
const STORY_STATE: StoryState = {
  key: STORY,
  title: "Status badge",
  epic: "epic-3",
  path: STORY_PATH,
  condition: { kind: "dispatched" },
  attempts: [FIRST_ATTEMPT, ATTEMPT],
  board: null,
  pullRequest: null,
};
const STATE: BatchState = {
  schemaVersion: 1,
  id: BINDING.batch,
  repository: { owner: "octo", name: "orchard" },
  origin: { kind: "comment", issue: 12, commentId: 345 },
  command: { by: "maria", text: "/batch-stories" },
  trackingCommentId: 1,
  base: { branch: "main", sha: BINDING.baseSha },
  boardPath: "sprint-status.yaml",
  config: DEFAULT_CONFIG,
  condition: { kind: "running" },
  stories: [STORY_STATE],
  consecutiveFailures: 0,
  spend: { costUsd: 0, tokens: 0 },
  createdAt: "2026-11-21T09:58:00.000Z",
  history: [],
};
/** As the evidence names it. */
const TREE = "2".repeat(40);
const BRIEF: Brief = {
  schemaVersion: 1,
  batch: BINDING.batch,
  story: STORY,
  attempt: BINDING.attempt,
  nonce: RUN.nonce,
  title: "Status badge",
  storyPath: STORY_PATH,
  boardPath: "sprint-status.yaml",
  base: STATE.base,
  startSha: BINDING.baseSha,
  config: DEFAULT_CONFIG,
  actionItems: [],
  learnings: [],
  footprint: [],
};

function lines(count: number): string {
  return "x\n".repeat(count);
}

interface Scene {
  readonly jobs?: StoryJobs;
  readonly run?: Partial<ObservedRun>;
  readonly snapshot?: SprintSnapshot;
  readonly pullRequests?: readonly StoryPullRequest[];
}

async function collect(scene: Scene = {}): Promise<AttemptReport> {
  return await collectAttempt(app.context, {
    state: STATE,
    story: STORY_STATE,
    attempt: ATTEMPT,
    run: { ...RUN, ...scene.run },
    jobs: scene.jobs ?? ALL_WELL,
    artifacts: app.github.artifacts.get(RUN.id) ?? [],
    pullRequests: scene.pullRequests ?? app.github.pullRequests,
    snapshot: scene.snapshot,
  });
}

function upload(kind: ArtifactKind, files: ReadonlyMap<string, string>, step = "final"): void {
  app.github.addArtifact(RUN.id, artifactName(kind, NAME, step), files);
}

/** The delivered tree, whose id the evidence names. */
function keepDelivered(badge: string): void {
  const files = new Map([
    ["src/badge.ts", badge],
    ["src/app.ts", lines(12)],
    [STORY_PATH, STORY_TEXT],
  ]);
  app.github.keepTree(files, TREE);
}

/** Everything a delivered story leaves: evidence, proof, a pull request and its tree. */
function deliver(change: (parts: EvidenceParts) => void = () => undefined): StoryPullRequest {
  const parts = evidenceParts();
  change(parts);
  const input = evidenceInput(parts);
  upload("evidence", input.files);
  upload("proof", new Map([[evidenceFileName(STORY, "proof"), input.proof?.text ?? ""]]));
  const { delivered } = input;
  if (!delivered) throw new Error("nothing delivered");
  keepDelivered(lines(30));
  const pullRequest = app.github.openPullRequest(STORY, { headSha: "d".repeat(40) });
  app.github.heads.set(pullRequest.number, { ...delivered, sha: "d".repeat(40) });
  return pullRequest;
}

function snapshotWith(storyText: string): SprintSnapshot {
  return {
    commit: BINDING.baseSha,
    board: {
      path: "b",
      vocabulary: "current",
      storyLocation: undefined,
      statusesIn: "board",
      stories: [],
      epics: [],
      problems: [],
    },
    files: new Map([[STORY, parseStory(storyText, STORY_PATH)]]),
    missing: new Map(),
    unread: new Map(),
    epicDependencies: new Map(),
    epicTitles: new Map(),
    epicTexts: new Map(),
    tree: [],
    pullRequests: [],
    history: NO_HISTORY,
    problems: [],
  };
}

beforeEach(async () => {
  app = createFakeApp();
  const claims = { schemaVersion: 1 as const, claims: [] };
  await app.store.write({ version: null, batch: STATE, claims, briefs: [BRIEF], message: "start" });
});

describe("evidence that holds", () => {
  it("makes the attempt delivered, with the facts for the card and what was learned", async () => {
    const { number } = deliver();

    const report = await collect();

    expect(report.outcome).toMatchObject({ kind: "delivered", pullRequest: number, headSha: "d".repeat(40) });
    expect(report.learnings).toContain("Badges are spans.");
    expect(report.startedAt).toBe("2026-11-21T10:00:00.000Z");
    expect(report.endedAt).toBe("2026-11-21T10:09:00.000Z");
  });

  it("ends with the last job that ran, whatever GitHub says about skipped ones", async () => {
    const { pipeline, prove, deliver: delivery } = ALL_WELL;
    if (!pipeline || !prove || !delivery) throw new Error("a job is missing");
    const skipped = { ...prove, conclusion: "skipped", completedAt: "2026-11-21T11:00:00Z" };
    const failed = { ...pipeline, conclusion: "failure", completedAt: "2026-11-21T10:05:00Z" };

    const ended = await collect({ jobs: { pipeline: failed, prove: skipped, deliver: skipped } });
    const unknown = await collect({ jobs: { pipeline: undefined, prove: undefined, deliver: undefined } });

    expect(ended.endedAt).toBe("2026-11-21T10:05:00.000Z");
    expect(unknown.endedAt).toBeUndefined();
  });

  it("brings the story's narrative log into the feed", async () => {
    deliver();

    const { feed } = await collect();

    expect(feed[0]).toMatchObject({ time: "10:00", phase: "BUILD" });
    expect(app.context.memory.batches.get(STATE.id)?.feed).toHaveLength(feed.length);
  });

  it("counts although the pull request was merged before anybody looked", async () => {
    deliver();
    app.github.pullRequests = app.github.pullRequests.map((each) => ({ ...each, state: "merged" }));

    expect((await collect()).outcome.kind).toBe("delivered");
  });
});

describe("evidence that does not hold", () => {
  it("rejects the attempt with every reason, naming the open pull request", async () => {
    const { number } = deliver((parts) => {
      parts.builder.tasks_addressed = [];
    });

    const { outcome } = await collect();

    expect(outcome).toMatchObject({ kind: "rejected", pullRequest: number });
    expect(outcome.kind === "rejected" && outcome.reasons.join()).toContain("builder artifact");
  });

  it("rejects a citation of a line that the delivered file does not have", async () => {
    deliver();
    keepDelivered(lines(3));

    const { outcome } = await collect();

    expect(outcome.kind === "rejected" && outcome.reasons.join()).toContain("src/badge.ts");
  });

  it("rejects what was never delivered and says how the deliver job ended", async () => {
    deliver();
    app.github.pullRequests = [];

    const { outcome } = await collect({ jobs: { ...ALL_WELL, deliver: job("failure") } });

    expect(outcome).toMatchObject({ kind: "rejected", pullRequest: null });
    expect(outcome.kind === "rejected" && outcome.reasons[0]).toContain("deliver job ended with failure");
  });

  it("rejects the evidence of another attempt under this attempt's name", async () => {
    deliver((parts) => {
      parts.envelope.attempt = 1;
    });

    expect((await collect()).outcome.kind).toBe("rejected");
  });

  it("rejects a proof that the commit does not name", async () => {
    deliver();
    upload("proof", new Map([[evidenceFileName(STORY, "proof"), "{}"]]));

    expect((await collect()).outcome.kind).toBe("rejected");
  });

  it("fails the attempt when the archive cannot be read", async () => {
    deliver();
    app.github.contents.clear();

    const { outcome } = await collect();

    expect(outcome.kind === "failed" && outcome.reasons).toEqual([
      "the evidence cannot be read: it has expired or was deleted",
    ]);
  });

  it("sees a pull request that was opened after the batch's look", async () => {
    deliver();

    const { outcome } = await collect({ pullRequests: [] });

    expect(outcome.kind).toBe("delivered");
  });

  it("names the head that was validated, not the one that was seen before", async () => {
    deliver();
    app.github.pullRequests = app.github.pullRequests.map((each) => ({ ...each, headSha: "e".repeat(40) }));

    const { outcome } = await collect();

    expect(outcome).toMatchObject({ kind: "delivered", headSha: "d".repeat(40) });
  });
});

describe("evidence that somebody else's job uploaded under this story's name", () => {
  function forge(status: "BLOCKED" | "ALREADY_DONE", artifact: { runAttempt: number; step?: string }): void {
    const parts = evidenceParts();
    const failure = { phase: "BUILD" as const, reasons: ["Stop everything."], critical: true };
    parts.progress = { ...parts.progress, status, ...(status === "BLOCKED" && { failure }) };
    const { files } = evidenceInput(parts);
    const forged = new Map([...files].filter(([name]) => !name.includes("manifest")));
    const { runAttempt, step = "final" } = artifact;
    app.github.addArtifact(RUN.id, artifactName("evidence", { ...NAME, runAttempt }, step), forged);
  }

  it("is passed over when it names a run attempt that there was not", async () => {
    deliver();
    forge("BLOCKED", { runAttempt: 99 });

    expect((await collect()).outcome.kind).toBe("delivered");
  });

  it("is passed over when the pipeline failed before it delivered anything", async () => {
    forge("BLOCKED", { runAttempt: 99 });

    const { outcome } = await collect({ jobs: { pipeline: job("failure", "x"), ...ONLY_PIPELINE } });

    expect(outcome.kind).toBe("failed");
  });

  it.each(["BLOCKED", "ALREADY_DONE"] as const)(
    "does not overrule the evidence that the delivered commit names (%s)",
    async (status) => {
      const { number } = deliver();
      forge(status, { runAttempt: 2 });

      const { outcome } = await collect({ run: { runAttempt: 2 } });

      expect(outcome).toMatchObject({ kind: "delivered", pullRequest: number });
    },
  );

  it("cannot stop the batch where the named evidence is gone", async () => {
    const { number } = deliver();
    app.github.artifacts.delete(RUN.id);
    forge("BLOCKED", { runAttempt: 1 });

    const { outcome } = await collect();

    expect(outcome).toMatchObject({ kind: "rejected", pullRequest: number });
  });
});

describe("a story that is already done", () => {
  function sayAlreadyDone(): void {
    const parts = evidenceParts();
    parts.progress = { ...parts.progress, status: "ALREADY_DONE" };
    upload("evidence", evidenceInput(parts).files);
  }

  it("is believed when the base branch's story file has no open box", async () => {
    sayAlreadyDone();

    const { outcome } = await collect({
      jobs: { pipeline: job("success"), ...ONLY_PIPELINE },
      snapshot: snapshotWith(STORY_TEXT),
    });

    expect(outcome).toEqual({ kind: "alreadyDone" });
  });

  it.each([
    ["has an open box", STORY_TEXT.replace("[x]", "[ ]"), "1 open task"],
    ["has no boxes at all", "# Story\n", "no tasks"],
  ])("is not believed when that file %s", async (_, text, words) => {
    sayAlreadyDone();

    const { outcome } = await collect({ snapshot: snapshotWith(text) });

    expect(outcome.kind === "rejected" && outcome.reasons.join()).toContain(words);
  });
});

describe("a pipeline that did not get through", () => {
  it("counts as a fault when the job was cancelled while its agent worked", async () => {
    const parts = evidenceParts();
    parts.progress = { ...parts.progress, status: "FAILED" };
    upload("evidence", evidenceInput(parts).files);
    const { pipeline } = ALL_WELL;
    if (!pipeline) throw new Error("a job is missing");
    const jobs = { ...ALL_WELL, pipeline: { ...pipeline, conclusion: "cancelled" } };

    const { outcome } = await collect({ jobs });

    expect(outcome).toEqual({ kind: "fault", reason: expect.stringContaining("was cancelled on GitHub") });
  });

  it.each(["FAILED", "BLOCKED"] as const)("is reported as it says itself (%s)", async (status) => {
    const parts = evidenceParts();
    const failure = { phase: "REFINE" as const, reasons: ["The test stays red."], critical: true };
    parts.progress = { ...parts.progress, status, failure };
    upload("evidence", evidenceInput(parts).files);

    const { outcome } = await collect({ jobs: { pipeline: job("failure"), ...ONLY_PIPELINE } });

    expect(outcome).toMatchObject({
      kind: status === "FAILED" ? "failed" : "blocked",
      phase: "REFINE",
      reasons: ["The test stays red."],
    });
  });

  it("names the phase it broke off in when its evidence ends in the middle", async () => {
    const parts = evidenceParts();
    parts.progress = { ...parts.progress, status: "IN_PROGRESS" };
    upload("evidence", evidenceInput(parts).files, "build");

    const { outcome } = await collect({
      jobs: { pipeline: job("failure", phaseStepName("VERIFY")), ...ONLY_PIPELINE },
    });

    expect(outcome).toMatchObject({ kind: "failed", phase: "VERIFY" });
  });
});

describe("one cancelled story in a run", () => {
  const run = { conclusion: "cancelled" };

  it("leaves what another one was rejected for", async () => {
    const { number } = deliver((parts) => {
      parts.builder.tasks_addressed = [];
    });

    const { outcome } = await collect({ run });

    expect(outcome).toMatchObject({ kind: "rejected", pullRequest: number });
    expect(outcome.kind === "rejected" && outcome.reasons.join()).toContain("builder artifact");
  });

  it.each([
    ["whose job was stopped", { ...ALL_WELL, prove: job("cancelled"), deliver: job("skipped") }],
    ["whose next job never began", { ...ALL_WELL, prove: job("skipped"), deliver: job("skipped") }],
    ["whose delivery never began", { ...ALL_WELL, deliver: job("skipped") }],
    ["whose last job nobody shows", { ...ALL_WELL, deliver: undefined }],
  ])("is the one %s", async (_, jobs) => {
    deliver();
    app.github.pullRequests = [];

    const { outcome } = await collect({ run, jobs });

    expect(outcome).toEqual({ kind: "fault", reason: expect.stringContaining("was cancelled on GitHub") });
  });
});

describe("an attempt without evidence", () => {
  const cases: readonly (readonly [string, Scene, string, string])[] = [
    [
      "a run that GitHub cannot start",
      { run: { conclusion: "startup_failure" } },
      "fault",
      "could not start",
    ],
    [
      "a run that somebody cancelled before the story had jobs",
      {
        run: { conclusion: "cancelled" },
        jobs: { pipeline: undefined, prove: undefined, deliver: undefined },
      },
      "fault",
      "cancelled on GitHub",
    ],
    [
      "a step that failed in a run of which another story was cancelled",
      {
        run: { conclusion: "cancelled" },
        jobs: { pipeline: job("failure", phaseStepName("BUILD")), ...ONLY_PIPELINE },
      },
      "failed",
      "without evidence",
    ],
    [
      "a run without a job for the story",
      { jobs: { pipeline: undefined, prove: undefined, deliver: undefined } },
      "fault",
      "without a job",
    ],
    [
      "a runner that was lost: no step failed",
      { jobs: { pipeline: job("failure"), ...ONLY_PIPELINE } },
      "fault",
      "runner was lost",
    ],
    [
      "a job that ended at once because its claim is gone",
      { jobs: { pipeline: job("success"), ...ONLY_PIPELINE } },
      "fault",
      "without doing anything",
    ],
    [
      "a step that failed",
      { jobs: { pipeline: job("failure", phaseStepName("PREPARE")), ...ONLY_PIPELINE } },
      "failed",
      "without evidence: see https://github.com/octo/orchard/actions/runs/9001",
    ],
    [
      "a job that timed out",
      { jobs: { pipeline: job("timed_out"), ...ONLY_PIPELINE } },
      "failed",
      "timed out",
    ],
  ];

  it.each(cases)("is judged by how its jobs ended: %s", async (...[, scene, kind, words]) => {
    const { outcome } = await collect(scene);

    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).toContain(words);
  });

  it("takes nothing from the artifacts of another attempt or story", async () => {
    const { files } = evidenceInput(evidenceParts());
    app.github.addArtifact(RUN.id, artifactName("evidence", { ...NAME, attempt: 1 }, "final"), files);
    app.github.addArtifact(RUN.id, `evidence--${STORY}-more--a2--r1--final`, files);

    expect((await collect({ jobs: { pipeline: job("failure"), ...ONLY_PIPELINE } })).outcome.kind).toBe(
      "fault",
    );
  });
});
