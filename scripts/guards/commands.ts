import type { Guard } from "./guard.ts";

/** Promises 1, 5 and 6: commands, crashes, webhooks. */
export const COMMAND_GUARDS: readonly Guard[] = [
  {
    name: "reaction-at-once",
    promise: 1,
    file: "src/operations/handle-comment.ts",
    text: 'await context.comments.react(comment.commentId, "eyes");',
    planted: "",
    test: {
      file: "test/unit/operations/handle-comment.test.ts",
      name: "reacts before it does anything else",
    },
  },
  {
    name: "permission-of-commenter",
    promise: 1,
    file: "src/operations/handle-comment.ts",
    text: 'if (permission !== "write" && permission !== "admin") {',
    planted: 'if (permission === "none") {',
    test: {
      file: "test/unit/operations/handle-comment.test.ts",
      name: "tells a commenter without write permission so, and starts nothing",
    },
  },
  {
    name: "bots-are-not-obeyed",
    promise: 1,
    file: "src/operations/handle-comment.ts",
    text: "if (comment.isBot) return [];",
    planted: "",
    test: {
      file: "test/unit/operations/handle-comment.test.ts",
      name: "is ignored when a bot wrote a command",
    },
  },
  {
    name: "failed-command-is-told",
    promise: 1,
    file: "src/app/repository-worker.ts",
    text: "if (!isTriedAgain) return await reportFailure(context, comment, error);",
    planted: "if (!isTriedAgain) return;",
    test: {
      file: "test/unit/app/repository-worker.test.ts",
      name: "is told once to have failed when it keeps failing",
    },
  },
  {
    name: "one-answer-per-command",
    promise: 6,
    file: "src/operations/comments/reply-once.ts",
    text: "if (standing.length === 0) {",
    planted: "if (standing.length >= 0) {",
    test: {
      file: "test/unit/operations/handle-comment.test.ts",
      name: "is answered once although its webhook comes twice",
    },
  },
  {
    name: "one-batch-per-comment",
    promise: 6,
    file: "src/operations/start-batch.ts",
    text: 'if (stored.batch) return { kind: "started", batch: id };',
    planted: "",
    test: {
      file: "test/unit/operations/handle-comment.test.ts",
      name: "leads to one batch when its webhook comes twice",
    },
  },
  {
    name: "commands-without-webhook",
    promise: 6,
    file: "src/app/repository-worker.ts",
    text: "        this.#take(comment);\n      }",
    planted: "      }",
    test: {
      file: "test/unit/app/repository-worker.test.ts",
      name: "obeys a command whose webhook never came, once",
    },
  },
  {
    name: "edits-are-no-commands",
    promise: 6,
    file: "src/operations/missed-commands.ts",
    text: "      .filter(({ isEdited }) => !isEdited)\n",
    planted: "",
    test: {
      file: "test/unit/app/repository-worker.test.ts",
      name: "leaves alone what was answered, written by a bot, edited, no command or written long ago",
    },
  },
  {
    name: "signature-check",
    promise: 6,
    file: "src/app/serve-requests.ts",
    text: "      Object.assign(request, { body });\n",
    planted: `      const name = request.headers["x-github-event"];
      probot.webhooks.receive({ id: "1", name, payload: JSON.parse(body) }).catch(() => undefined);
      return void response.end("ok");
`,
    test: {
      file: "test/contract/webhooks/received-webhooks.test.ts",
      name: "a signature of somebody else",
    },
  },
  {
    name: "size-of-webhooks",
    promise: 6,
    file: "src/app/read-body.ts",
    text: "if (size <= maxBytes) {",
    planted: "if (size >= 0) {",
    test: {
      file: "test/contract/webhooks/received-webhooks.test.ts",
      name: "30 MB of which it does not say how much it will be",
    },
  },
  {
    name: "looks-without-webhook",
    promise: 6,
    file: "src/operations/advance-batch.ts",
    text: 'decisions.find((decision) => decision.kind === "lookAgain")?.atLatest',
    planted: "undefined",
    test: {
      file: "test/unit/operations/advance-batch.test.ts",
      name: "asks to look again while something is in flight",
    },
  },
  {
    name: "report-of-another-dispatch",
    promise: 6,
    file: "src/core/batch/steps/look.ts",
    text: "return `${name.story} ${name.attempt} ${name.nonce}`;",
    planted: "return `${name.story} ${name.attempt}`;",
    test: {
      file: "test/unit/core/batch/attempts/settle-attempts.test.ts",
      name: "ignores reports of another nonce, attempt or story",
    },
  },
  {
    name: "intent-before-effect",
    promise: 5,
    file: "src/operations/perform/record-reconciliation.ts",
    text: "if (!result.changed && stored.version !== null) return stored.version;",
    planted: "if (stored.version !== null) return stored.version;",
    test: {
      file: "test/unit/operations/advance-batch.test.ts",
      name: "writes state, claims and briefs before it dispatches, and names their commit",
    },
  },
  {
    name: "stale-state-starts-over",
    promise: 5,
    file: "src/operations/perform/record-reconciliation.ts",
    text: 'if (written.kind === "conflict") return undefined;',
    planted: 'if (written.kind === "conflict") return stored.version ?? "";',
    test: { file: "test/unit/operations/advance-batch.test.ts", name: "start each story once" },
  },
  {
    name: "resent-with-its-nonce",
    promise: 5,
    file: "src/core/batch/attempts/resend-dispatches.ts",
    text: 'return { kind: "dispatch", nonce, stories, reason };',
    planted: 'return { kind: "dispatch", nonce: `${nonce}-again`, stories, reason };',
    test: {
      file: "test/unit/core/batch/attempts/runs.test.ts",
      name: "sends the same dispatch again, for all stories of its nonce",
    },
  },
  {
    name: "lost-answer-is-no-lost-run",
    promise: 5,
    file: "src/core/batch/attempts/resend-dispatches.ts",
    text: "return attempt.runId === null && look.nowMs >= graceEndMs(attempt, look);",
    planted: "return attempt.runId === null;",
    test: {
      file: "test/unit/core/batch/attempts/runs.test.ts",
      name: "gives the run a minute to appear",
    },
  },
  {
    name: "crash-before-any-call",
    promise: 5,
    file: "src/core/batch/attempts/adopt-runs.ts",
    text: "if (runId === undefined) return story;",
    planted: "return story;",
    test: {
      file: "test/unit/operations/crash.test.ts",
      name: "a crash before or after call $at ($call) changes nothing",
    },
  },
  {
    name: "expected-head",
    promise: 5,
    file: "src/adapters/state-branch/state-branch-store.ts",
    text: "expectedHead: version, message, files }",
    planted: "expectedHead: (await readHead(access)) ?? version, message, files }",
    test: {
      file: "test/contract/state-store/state-store.test.ts",
      name: "refuses a write over a version that is no longer the newest",
    },
  },
  {
    name: "unreadable-state-stops",
    promise: 5,
    file: "src/adapters/state-branch/state-files.ts",
    text: 'if (broken.length > 0) throw unreadable(path, broken.join("; "));',
    planted: "",
    test: {
      file: "test/contract/state-store/state-store.test.ts",
      name: "fails closed when it %s",
    },
  },
];
