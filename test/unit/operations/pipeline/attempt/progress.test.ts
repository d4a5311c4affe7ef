import { describe, expect, test } from "vitest";
import { Config } from "../../../../../src/core/config/config.ts";
import { Brief } from "../../../../../src/core/batch/brief.ts";
import { ProgressBody } from "../../../../../src/core/evidence/evidence.ts";
import { COST_USD_LIMIT, TOKENS_LIMIT } from "../../../../../src/core/spend.ts";
import { newJournal, parseJournal } from "../../../../../src/core/pipeline/journal.ts";
import {
  endPhase,
  finishProgress,
  reach,
  spend,
  startPhase,
  stopProgress,
} from "../../../../../src/operations/pipeline/attempt/progress.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T00:05:00.000Z";
const SHA = "a".repeat(40);
const BRIEF = Brief.parse({
  schemaVersion: 1,
  batch: "b1-2",
  story: "1-1-a",
  attempt: 1,
  nonce: "nonce-1",
  title: "A",
  storyPath: "docs/1-1-a.md",
  boardPath: "docs/sprint-status.yaml",
  base: { branch: "main", sha: SHA },
  startSha: SHA,
  config: Config.parse({}),
  actionItems: [],
  learnings: [],
  footprint: [],
});
const JOURNAL = newJournal(BRIEF, { runId: 7, runAttempt: 1 }, NOW);

describe("the journal", () => {
  test("is read back as it was written", () => {
    expect(parseJournal(JSON.stringify(JOURNAL))).toEqual({ kind: "read", journal: JOURNAL });
  });

  test.each([
    ["is cut off", JSON.stringify(JOURNAL).slice(0, -2)],
    ["names a tree that is none", JSON.stringify({ ...JOURNAL, reviewedTree: "HEAD" })],
  ])("is unusable when it %s", (_what, text) => {
    expect(parseJournal(text).kind).toBe("unusable");
  });
});

describe("progress", () => {
  const { progress } = JOURNAL;

  test("follows a phase from its start to its end", () => {
    const started = startPhase(progress, "BUILD", NOW);
    const ended = endPhase(started, "BUILD", { status: "complete", details: "3 new", now: LATER });

    expect(started.current_phase).toBe("BUILD");
    expect(ended.phases.BUILD).toEqual({
      status: "complete",
      details: "3 new",
      started_at: NOW,
      completed_at: LATER,
    });
    expect(progress.phases.BUILD).toEqual({ status: "pending" });
  });

  test("says where and why a story stopped", () => {
    const stopped = stopProgress(startPhase(progress, "BUILD", NOW), {
      status: "BLOCKED",
      phase: "BUILD",
      reasons: Array.from({ length: 60 }, () => "x".repeat(3000)),
      critical: true,
      now: LATER,
    });

    expect(stopped.status).toBe("BLOCKED");
    expect(stopped.phases.BUILD?.status).toBe("failed");
    expect(stopped.failure).toMatchObject({ phase: "BUILD", critical: true });
    expect(stopped.failure?.reasons).toHaveLength(50);
    expect(stopped.failure?.reasons[0]).toHaveLength(2000);
  });

  test("adds up what agents cost and never counts backwards", () => {
    const spent = spend(spend(progress, { costUsd: 0.5, tokens: 10.9 }), { costUsd: -1, tokens: -5 });

    expect(spent.metrics).toMatchObject({ cost_usd: 0.5, tokens: 10 });
  });

  test("never claims to have cost more than its schema allows", () => {
    const most = { costUsd: COST_USD_LIMIT, tokens: TOKENS_LIMIT };

    const spent = spend(spend(progress, most), most);

    expect(spent.metrics).toMatchObject({ cost_usd: COST_USD_LIMIT, tokens: TOKENS_LIMIT });
    expect(ProgressBody.safeParse(spent).success).toBe(true);
  });

  test("is complete in the end", () => {
    const done = finishProgress(reach(progress, "git_commit"), "SUCCESS", LATER);

    expect(done).toMatchObject({ status: "SUCCESS", current_phase: "COMPLETE", completed_at: LATER });
    expect(done.checkpoints).toMatchObject({ git_commit: true, builder_artifact: false });
  });
});
