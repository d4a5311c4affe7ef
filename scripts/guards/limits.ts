import type { Guard } from "./guard.ts";

const TRACKING = "test/unit/operations/advance-batch.test.ts";

/** Promises 7 and 8: requests, and the one comment. */
export const LIMIT_GUARDS: readonly Guard[] = [
  {
    name: "rate-limit-headers",
    promise: 7,
    file: "src/adapters/github/failures.ts",
    text: 'refusal.headers["x-ratelimit-remaining"] === "0" ||\n    refusal.headers["retry-after"] !== undefined ||',
    planted: "",
    test: { file: "test/unit/adapters/github/github-api.test.ts", name: "waits until the limit is reset" },
  },
  {
    name: "waits-as-long-as-asked",
    promise: 7,
    file: "src/app/backoff.ts",
    text: "if (failure.retryAfterSeconds !== undefined) return failure.retryAfterSeconds * 1000;",
    planted: "",
    test: { file: "test/unit/app/repository-worker.test.ts", name: "waits as long as GitHub says" },
  },
  {
    name: "pause-between-looks",
    promise: 7,
    file: "src/app/batch-schedule.ts",
    text: "Math.max(nowMs, entry.lookedMs + this.#pauseMs)",
    planted: "nowMs",
    test: {
      file: "test/unit/app/batch-schedule.test.ts",
      name: "keeps the pause between two looks however often it is woken",
    },
  },
  {
    name: "no-look-after-a-failure",
    promise: 7,
    file: "src/app/batch-schedule.ts",
    text: "if (entry.failures > 0) continue;",
    planted: "",
    test: {
      file: "test/unit/app/batch-schedule.test.ts",
      name: "does not let news shorten the wait after a failure",
    },
  },
  {
    name: "nothing-new-costs-nothing",
    promise: 7,
    file: "src/core/batch/reconcile.ts",
    text: "changed: next !== state || claims !== observation.claims",
    planted: "changed: true",
    test: { file: TRACKING, name: "costs four requests and no write when nothing has changed" },
  },
  {
    name: "unchanged-comment-is-not-edited",
    promise: 7,
    file: "src/operations/comments/show-tracking-comment.ts",
    text: "if (before === body) return undefined;",
    planted: "",
    test: { file: TRACKING, name: "is edited only when its text has changed" },
  },
  {
    name: "edit-interval",
    promise: 7,
    file: "src/operations/comments/show-tracking-comment.ts",
    text: "if (isMoving(state) && before !== undefined && epochMs(now) < dueMs) return timestampOf(dueMs);",
    planted: "",
    test: { file: TRACKING, name: "waits for the edit interval and asks to be looked at when it is over" },
  },
  {
    name: "duplicate-comment-removed",
    promise: 8,
    file: "src/core/batch/steps/tidy-tracking-comment.ts",
    text: ".filter((id) => id !== kept)",
    planted: ".filter(() => false)",
    test: { file: TRACKING, name: "is one again after two were made: the later one is removed" },
  },
  {
    name: "comment-not-created-twice",
    promise: 8,
    file: "src/adapters/github/comments.ts",
    text: "{ isRepeatable: false },",
    planted: "{ isRepeatable: true },",
    test: {
      file: "test/contract/github-adapter/github-adapter.test.ts",
      name: "is not asked twice to create a comment when its answer is lost",
    },
  },
  {
    name: "marker-signature",
    promise: 8,
    file: "src/core/presentation/marker.ts",
    text: "return found?.batch === expected.batch && found.signature === expected.signature;",
    planted: "return found?.batch === expected.batch;",
    test: {
      file: TRACKING,
      name: "is not taken for a comment of ours that quotes it or carries a forged signature",
    },
  },
  {
    name: "marker-of-the-app",
    promise: 8,
    file: "src/adapters/github/comments.ts",
    text: "comment.user?.login === ourLogin && ",
    planted: "",
    test: {
      file: "test/contract/github-adapter/github-adapter.test.ts",
      name: "are created, found by their marker, edited, read and removed",
    },
  },
  {
    name: "marker-in-the-last-line",
    promise: 8,
    file: "src/core/presentation/marker.ts",
    text: ".at(-1);\n  const [, batch",
    planted: ".find((line) => MARKER.test(line));\n  const [, batch",
    test: {
      file: "test/unit/core/presentation/marker.test.ts",
      name: "a marker that is not the last line",
    },
  },
  {
    name: "comment-length",
    promise: 8,
    file: "src/core/presentation/markdown/space-left.ts",
    text: 'return this.left < 0 ? "" : text;',
    planted: "return text;",
    test: {
      file: "test/properties/presentation.test.ts",
      name: "stays below the limit and keeps its one marker, whatever people and agents wrote",
    },
  },
];
