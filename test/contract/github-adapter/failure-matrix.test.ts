/**
 * Everything the app asks of GitHub, met with everything that GitHub may do instead of answering:
 * each ends in a Failure that says what kind it is, or in the outcome the port names for it.
 */
import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitOnBranch } from "../../../src/adapters/github/commit-on-branch.ts";
import { createBoardWriter } from "../../../src/adapters/github/board-writer.ts";
import { createComments } from "../../../src/adapters/github/comments.ts";
import { createGitHubApi } from "../../../src/adapters/github/github-api.ts";
import { appLogin, listInstallations, listRepositories } from "../../../src/adapters/github/installations.ts";
import { createPullRequests } from "../../../src/adapters/github/pull-requests.ts";
import { createRepositoryReader } from "../../../src/adapters/github/repository/repository-reader.ts";
import { createRuns, locateArtifact } from "../../../src/adapters/github/runs.ts";
import { createStateBranchStore } from "../../../src/adapters/state-branch/state-branch-store.ts";
import { DispatchRequest } from "../../../src/core/batch/dispatch-request.ts";
import { Failure } from "../../../src/operations/failure.ts";
import { aBatch, aStory, BATCH, key } from "../../support/batch-builders.ts";
import { alwaysAnswer, API, type BadAnswer, GARBAGE, REFUSALS, SILENCES } from "./bad-answers.ts";

/** Short only for answers that never come: a busy machine is no bad answer. */
let deadlineMs = 20_000;
const octokit = new Octokit({
  baseUrl: API,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  request: {
    fetch: (url: string, init?: RequestInit) =>
      fetch(url, { ...init, signal: AbortSignal.timeout(deadlineMs) }),
  },
});
const api = createGitHubApi(octokit);
const AT = { owner: "o", name: "r" };
const reader = createRepositoryReader(api, AT);
const board = createBoardWriter(api, AT);
const comments = createComments(api, AT, "batch-stories[bot]");
const pulls = createPullRequests(api, AT);
const runs = createRuns(api, AT);
const store = createStateBranchStore({
  repository: AT,
  graphql: (query, variables) => api.graphql(query, variables),
  request: (route, parameters, options) => api.request(route, parameters, options),
  commit: (change) => commitOnBranch(api, AT, change),
});
const STORY = key("1-1-gate");
const REQUEST = DispatchRequest.parse({
  schemaVersion: 1,
  batch: BATCH,
  nonce: "abcdef123456",
  stories: [{ key: STORY, attempt: 1, brief: `briefs/${BATCH}/${STORY}-1.json`, commit: "a".repeat(40) }],
});
const STATE = {
  batch: aBatch([aStory(STORY)]),
  claims: { schemaVersion: 1 as const, claims: [] },
  briefs: [],
};
const SHA = "a".repeat(40);
const EDIT = { branch: "main", expectedHead: SHA, path: "board.yaml", text: "a: b\n", message: "m" };

interface Act {
  readonly name: string;
  run(): Promise<unknown>;
  /** Statuses that are part of the answer. */
  readonly accepts?: readonly number[];
  /** What comes back with a success is not looked at. */
  readonly isBlind?: boolean;
}

const ACTS: readonly Act[] = [
  { name: "appLogin", run: () => appLogin(api) },
  { name: "listInstallations", run: () => listInstallations(api) },
  { name: "listRepositories", run: () => listRepositories(api) },
  { name: "reader.look", run: () => reader.look({ branch: undefined, stories: [STORY] }) },
  { name: "reader.readTree", run: () => reader.readTree(SHA) },
  { name: "reader.readBlobs", run: () => reader.readBlobs([SHA]) },
  { name: "reader.readExactly", run: () => reader.readExactly(SHA) },
  { name: "reader.permissionOf", run: () => reader.permissionOf("maria"), accepts: [404] },
  { name: "boardWriter.write", run: () => board.write(EDIT) },
  { name: "store.read", run: () => store.read(BATCH) },
  { name: "store.readBrief", run: () => store.readBrief({ batch: BATCH, story: STORY, attempt: 1 }) },
  { name: "store.listOpen", run: () => store.listOpen("2026-11-21T09:00:00Z") },
  { name: "store.write", run: () => store.write({ ...STATE, version: SHA, message: "m" }) },
  {
    name: "runs.dispatch",
    run: () => runs.dispatch(REQUEST, "main"),
    accepts: [400, 403, 404, 422],
    isBlind: true,
  },
  { name: "runs.listSince", run: () => runs.listSince("2026-11-21T09:00:00Z"), accepts: [404] },
  { name: "runs.read", run: () => runs.read(1), accepts: [404] },
  { name: "runs.jobs", run: () => runs.jobs(1) },
  { name: "runs.artifacts", run: () => runs.artifacts(1) },
  { name: "locateArtifact", run: () => locateArtifact(api, AT, 1), accepts: [404, 410], isBlind: true },
  { name: "runs.cancel", run: () => runs.cancel(1), accepts: [404, 409], isBlind: true },
  { name: "pullRequests.head", run: () => pulls.head(1) },
  { name: "pullRequests.convertToDraft", run: () => pulls.convertToDraft(1) },
  { name: "comments.listSince", run: () => comments.listSince("2026-11-21T09:00:00Z") },
  { name: "comments.react", run: () => comments.react(1, "eyes"), accepts: [404], isBlind: true },
  { name: "comments.findByMarker", run: () => comments.findByMarker(1, "marker", undefined) },
  { name: "comments.read", run: () => comments.read(1), accepts: [404, 410] },
  { name: "comments.create", run: () => comments.create(1, "x") },
  { name: "comments.edit", run: () => comments.edit(1, "x"), accepts: [404, 410], isBlind: true },
  { name: "comments.remove", run: () => comments.remove(1), accepts: [404, 410], isBlind: true },
];

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
});

/** `value`, or what kind of Failure it was; anything else that was thrown is named. */
async function outcomeOf(act: Act, bad: BadAnswer): Promise<string> {
  nock.cleanAll();
  alwaysAnswer(bad);
  deadlineMs = bad.code === "timeout" ? 50 : 20_000;
  try {
    await act.run();
    return `${bad.name}: value`;
  } catch (error) {
    if (!(error instanceof Failure)) return `${bad.name}: ${String(error)}`;
    return `${bad.name}: ${error.code}${error.retryable ? ", may be tried again" : ""}`;
  }
}

function expected({ accepts = [], isBlind = false }: Act, bad: BadAnswer): string {
  const isAnswer = accepts.includes(bad.status ?? 0) && bad.code !== "rate-limited";
  const isValue = isAnswer || (isBlind && bad.status === 200);
  return `${bad.name}: ${isValue ? "value" : `${bad.code}${bad.retryable ? ", may be tried again" : ""}`}`;
}

describe("what the app makes of bad answers", () => {
  it.each(ACTS)("of GitHub to $name", async (act) => {
    const outcomes: string[] = [];
    const all = [...REFUSALS, ...SILENCES, ...GARBAGE];
    for (const bad of all) outcomes.push(await outcomeOf(act, bad));

    expect(outcomes).toEqual(all.map((bad) => expected(act, bad)));
  });
});

const GRAPHQL_ACTS = ACTS.filter(({ name }) =>
  /^(?:reader\.(?:look|readBlobs)|store\.|boardWriter|pullRequests\.convertToDraft)/u.test(name),
);

describe("what the app makes of GraphQL's errors, which come with status 200", () => {
  const kinds = [
    ["NOT_FOUND", "not-found", false],
    ["FORBIDDEN", "forbidden", false],
    ["INSUFFICIENT_SCOPES", "forbidden", false],
    ["RATE_LIMITED", "rate-limited", true],
    ["SOMETHING_NEW", "unexpected-answer", true],
    [undefined, "unexpected-answer", true],
  ] as const;

  function answered(type: string | undefined): BadAnswer {
    const errors = [{ ...(type === undefined ? {} : { type }), message: "No." }];
    return {
      name: type ?? "an error without a type",
      code: "",
      retryable: false,
      answer: (scope) => void scope.reply(200, { data: null, errors }),
    };
  }

  /** Compare and swap has outcomes for the errors that say what became of it. */
  const outcomes: Readonly<Record<string, readonly string[]>> = {
    "boardWriter.write": ["NOT_FOUND", "FORBIDDEN"],
    "store.write": ["NOT_FOUND"],
  };

  it.each(GRAPHQL_ACTS)("to $name", async (act) => {
    for (const [type, code, retryable] of kinds) {
      const bad = answered(type);
      const isOutcome = type !== undefined && (outcomes[act.name] ?? []).includes(type);
      const failure = `${code}${retryable ? ", may be tried again" : ""}`;

      expect(await outcomeOf(act, bad)).toBe(`${bad.name}: ${isOutcome ? "value" : failure}`);
    }
  });
});
