import { describe, expect, test } from "vitest";
import { BatchState } from "../../../../src/core/batch/batch-state.ts";
import { aBatch, aStory } from "../../../support/batch-builders.ts";

describe("the state of a batch", () => {
  test("reads a file from before batches could be started by hand", () => {
    const { origin: _, command, ...rest } = aBatch([aStory("1-1-gate")]);
    const older = { ...rest, issue: 12, command: { ...command, commentId: 345 } };

    const read = BatchState.parse(JSON.parse(JSON.stringify(older)));

    expect(read.origin).toEqual({ kind: "comment", issue: 12, commentId: 345 });
    expect(read.command).toEqual(command);
  });

  test("keeps who started it through a file", () => {
    const origin = { kind: "by-hand", runId: 77, runAttempt: 2, limit: 5 } as const;

    const read = BatchState.parse(JSON.parse(JSON.stringify(aBatch([], { origin }))));

    expect(read.origin).toEqual(origin);
  });

  test("does not read a file that says nothing about who started it", () => {
    const { origin: _, ...rest } = aBatch([]);

    expect(BatchState.safeParse(rest).success).toBe(false);
    expect(BatchState.safeParse({ ...rest, issue: 12 }).success).toBe(false);
  });
});
