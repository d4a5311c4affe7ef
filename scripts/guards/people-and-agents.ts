import type { Guard } from "./guard.ts";

const STORY_WORKFLOW = ".github/workflows/story.yml";
const WORKFLOWS = "test/policy/workflows.test.ts";
const BOARD_STATUS = "src/core/batch/steps/board-status.ts";
const BOARD_STATUSES = "test/unit/core/batch/steps/board-status.test.ts";

/** Promises 9 and 10: what agents cannot reach, and what people wrote. */
export const PEOPLE_AND_AGENT_GUARDS: readonly Guard[] = [
  {
    name: "environment-of-agents",
    promise: 9,
    file: "src/adapters/agents/agent-process.ts",
    text: "env: { ...allowedEnvironment(program.environment) },",
    planted: "env: { ...program.environment },",
    test: {
      file: "test/unit/adapters/agents/command-agent.test.ts",
      name: "sees no name of the environment beyond the allow list",
    },
  },
  {
    name: "environment-of-tests",
    promise: 9,
    file: "src/adapters/checks/command-environment.ts",
    text: "value !== undefined && ALLOWED.some((pattern) => pattern.test(name))",
    planted: "value !== undefined",
    test: {
      file: "test/unit/adapters/checks/command-runner.test.ts",
      name: "runs with a home of its own and without any token",
    },
  },
  {
    name: "environment-of-git",
    promise: 9,
    file: "src/action/environment.ts",
    text: "if (value !== undefined && GIT_NEEDS.test(name)) kept[name] = value;",
    planted: "if (value !== undefined) kept[name] = value;",
    test: { file: "test/unit/action/run-step.test.ts", name: "is read once, with what git may know of it" },
  },
  {
    name: "permissions-of-the-pipeline",
    promise: 9,
    file: STORY_WORKFLOW,
    text: "    timeout-minutes: 350\n    permissions:\n      contents: read",
    planted: "    timeout-minutes: 350\n    permissions:\n      contents: write",
    test: { file: WORKFLOWS, name: "let nothing that runs the repository's code write" },
  },
  {
    name: "credentials-of-the-checkout",
    promise: 9,
    file: STORY_WORKFLOW,
    text: "          persist-credentials: false\n      # The names of these steps",
    planted: "      # The names of these steps",
    test: { file: WORKFLOWS, name: "leaves no credentials behind in a checkout" },
  },
  {
    name: "caches-are-off",
    promise: 9,
    file: STORY_WORKFLOW,
    text: "cache-mode: none\n",
    planted: "",
    test: { file: WORKFLOWS, name: "keep away from caches" },
  },
  {
    name: "secrets-are-scrubbed",
    promise: 9,
    file: "src/adapters/artifacts/attempt-files.ts",
    text: "for (const secret of secrets) clean = clean.replaceAll(secret, HIDDEN);",
    planted: "",
    test: {
      file: "test/unit/adapters/artifacts/attempt-files.test.ts",
      name: "writes no known secret, in whatever text it comes",
    },
  },
  {
    name: "logs-are-redacted",
    promise: 9,
    file: "src/adapters/log/line-log.ts",
    text: "options.write(redact(JSON.stringify(entry, plain)));",
    planted: "options.write(JSON.stringify(entry, plain));",
    test: {
      file: "test/unit/adapters/log/line-log.test.ts",
      name: "lets no token through, whether in the message, in a field or in an error",
    },
  },
  {
    name: "agents-end-with-what-they-started",
    promise: 9,
    file: "src/adapters/agents/agent-process.ts",
    text: "    process.kill(-child.pid, signal);",
    planted: "    process.kill(child.pid, signal);",
    test: {
      file: "test/unit/adapters/agents/command-agent.test.ts",
      name: "is ended with everything it started when it takes too long",
    },
  },
  {
    name: "what-no-story-may-change",
    promise: 9,
    file: "src/operations/pipeline/rounds/take-work.ts",
    text: "  if (found.length > 0) {",
    planted: "  if (found.length < 0) {",
    test: {
      file: "test/unit/operations/pipeline/endings.test.ts",
      name: "takes back what no story may change and says so",
    },
  },
  {
    name: "reviewers-change-nothing",
    promise: 9,
    file: "src/operations/pipeline/rounds/review-round.ts",
    text: "for (const path of await keepTree(attempt, tree)) byReviewers.add(path);",
    planted: "",
    test: {
      file: "test/unit/operations/pipeline/endings.test.ts",
      name: "shows no reviewer what another one wrote",
    },
  },
  {
    name: "board-bytes",
    promise: 10,
    file: "src/core/sprint/edit-board.ts",
    text: "parts.push(text.slice(from));\n  return",
    planted: 'parts.push(text.slice(from).replaceAll("\\r\\n", "\\n"));\n  return',
    test: {
      file: "test/properties/board.test.ts",
      name: "changes the bytes of the chosen values and no others",
    },
  },
  {
    name: "board-that-is-no-text",
    promise: 10,
    file: "src/adapters/github/repository/repository-reader.ts",
    text: 'return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;',
    planted: "return text;",
    test: {
      file: "test/contract/github-adapter/github-adapter.test.ts",
      name: "gives no text for a file that is no UTF-8, which would come back with other bytes",
    },
  },
  {
    name: "story-bytes",
    promise: 10,
    file: "src/core/sprint/edit-story.ts",
    text: "parts.push(text.slice(from));\n  return",
    planted: "parts.push(text.slice(from).trimEnd());\n  return",
    test: {
      file: "test/unit/core/sprint/edit-story.test.ts",
      name: "changes the boxes of the given lines and nothing else",
    },
  },
  {
    name: "status-is-never-lowered",
    promise: 10,
    file: BOARD_STATUS,
    text: "if (!isBelow) return { memory: story.board, change: undefined };",
    planted: "",
    test: { file: BOARD_STATUSES, name: "writes nothing over a status further on" },
  },
  {
    name: "status-that-people-wrote",
    promise: 10,
    file: BOARD_STATUS,
    text: " || !mayBeOurs(observed, memory.written)",
    planted: "",
    test: { file: BOARD_STATUSES, name: "leaves a status that a person wrote meanwhile" },
  },
  {
    name: "words-that-people-invented",
    promise: 10,
    file: BOARD_STATUS,
    text: "const isBelow = rank !== undefined && rank <",
    planted: "const isBelow = (rank ?? 0) <",
    test: { file: BOARD_STATUSES, name: "leaves a word alone that is no step of a story's way" },
  },
  {
    name: "board-that-moved",
    promise: 10,
    file: "src/adapters/github/commit-on-branch.ts",
    text: 'if (errors.some((error) => STALE.includes(error.type))) return { kind: "stale" };',
    planted: "",
    test: {
      file: "test/contract/github-adapter/github-adapter.test.ts",
      name: "replaces the file while the branch is where it was, and not any more afterwards",
    },
  },
  {
    name: "branch-of-somebody-else",
    promise: 10,
    file: "src/operations/pipeline/delivery/choose-placement.ts",
    text: 'if (author === "foreign") return foreign(brief, heads.branch);',
    planted: "",
    test: {
      file: "test/unit/operations/pipeline/delivery.test.ts",
      name: "leaves a branch alone that ends in somebody else's commit",
    },
  },
  {
    name: "no-branch-is-forced",
    promise: 10,
    file: "src/adapters/git/api/branch-api.ts",
    text: "force: false",
    planted: "force: true",
    test: { file: "test/unit/adapters/git/git-data-api.test.ts", name: "only move forward" },
  },
  {
    name: "work-on-the-right-story",
    promise: 10,
    file: "src/core/sprint/story-files.ts",
    text: "candidates.filter((path) => isAlike(normalised, stemOf(path)))",
    planted: "candidates",
    test: {
      file: "test/unit/core/sprint/story-files.test.ts",
      name: "is never one of the same number and another name, which is said",
    },
  },
  {
    name: "mistyped-words-run-nothing",
    promise: 10,
    file: "src/operations/start-batch.ts",
    text: 'code === "command-flag" && severity === "error"',
    planted: 'code === "command-flag" && severity === "warning"',
    test: {
      file: "test/unit/operations/handle-comment.test.ts",
      name: "runs nothing where a mistyped word would have left a story out",
    },
  },
];
