import { describe, expect, test } from "vitest";
import { groupJobs, ownName } from "../../../../src/embedded-github/pages/views/actions/job-groups.ts";
import {
  durationWords,
  sizeWords,
  timeView,
} from "../../../../src/embedded-github/pages/views/parts/time-words.ts";
import type { JobRecord } from "../../../../src/embedded-github/world/workflow-run.ts";

function jobNamed(name: string): JobRecord {
  const rest = { id: 1, runId: 1, runAttempt: 1, status: "queued", conclusion: null, log: "" } as const;
  return { ...rest, name, createdAt: "", startedAt: null, completedAt: null, steps: [] };
}

describe("jobs on a run's page", () => {
  test("stand together when one workflow was called with them", () => {
    const names = ["plan", "batch / a / pipeline", "batch / b / pipeline", "batch / a / prove", "end"];
    const groups = groupJobs(names.map(jobNamed));

    expect(groups.map(({ name, jobs }) => [name, jobs.map(ownName)])).toEqual([
      ["", ["plan", "end"]],
      ["batch / a", ["pipeline", "prove"]],
      ["batch / b", ["pipeline"]],
    ]);
  });
});

describe("times on pages", () => {
  test.each([
    ["2026-11-21T08:22:24.123Z", "08:22:24"],
    ["2026-11-20T08:22:24Z", "20 Nov 2026, 08:22"],
  ])("show %s as %s", (at, words) => {
    const text = String(timeView(at, "2026-11-21T09:00:00.000Z"));

    expect(text).toContain(`>${words}</time>`);
    expect(text).toContain(`datetime="${at.slice(0, 19)}Z"`);
  });

  test.each([
    [0, "0s"],
    [59_400, "59s"],
    [60_000, "1m 0s"],
    [3_723_000, "1h 2m"],
  ])("tell %i ms as %s", (ms, words) => {
    const from = "2026-11-21T08:00:00.000Z";

    expect(durationWords(from, new Date(Date.parse(from) + ms).toISOString())).toBe(words);
  });

  test("say nothing of what has not begun", () => {
    expect(durationWords(null, "2026-11-21T08:00:00.000Z")).toBe("");
  });

  test.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.5 kB"],
    [5 * 1024 * 1024, "5.0 MB"],
  ])("tell %i bytes as %s", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
});
