import { expect, it } from "vitest";
import { BatchId } from "../../../src/core/batch/batch-id.ts";
import { BatchSchedule } from "../../../src/app/batch-schedule.ts";

const ONE = BatchId.parse("b1-1");

it("keeps the pause between two looks however often it is woken", () => {
  const schedule = new BatchSchedule(3000);
  schedule.follow(ONE, 0);
  expect(schedule.takeDue(0)).toBe(ONE);
  schedule.looked(ONE, { nowMs: 100, dueMs: 15_000 });

  schedule.wakeAll(200);

  expect(schedule.takeDue(2000)).toBeUndefined();
  expect(schedule.takeDue(3000)).toBe(ONE);
});

it("looks again soon when something happened during a look", () => {
  const schedule = new BatchSchedule(3000);
  schedule.follow(ONE, 0);
  schedule.takeDue(0);
  schedule.wakeAll(50);
  schedule.looked(ONE, { nowMs: 100, dueMs: Number.POSITIVE_INFINITY });

  expect(schedule.nextDueMs()).toBe(3100);
});

it("does not let news shorten the wait after a failure", () => {
  const schedule = new BatchSchedule(3000);
  schedule.follow(ONE, 0);
  schedule.takeDue(0);
  expect(schedule.failed(ONE)).toBe(1);
  schedule.postpone(ONE, 60_000);

  schedule.wakeAll(10_000);

  expect(schedule.nextDueMs()).toBe(60_000);
});

it("forgets what is over", () => {
  const schedule = new BatchSchedule(3000);
  schedule.follow(ONE, 0);
  schedule.forget(ONE);

  expect(schedule.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
});
