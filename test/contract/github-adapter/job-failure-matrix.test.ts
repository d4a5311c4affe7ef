/** Everything a job asks of GitHub when it delivers, met with everything GitHub may do instead of answering. */
import { Octokit } from "@octokit/rest";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gitDataApi } from "../../../src/adapters/git/git-data-api.ts";
import { jobRequest } from "../../../src/adapters/git/job-request.ts";
import { Failure } from "../../../src/operations/failure.ts";
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
const SHA = "a".repeat(40);
const waits: number[] = [];
const git = gitDataApi(
  jobRequest(
    (route, parameters) => octokit.request(route, { ...parameters }),
    async (seconds) => {
      waits.push(seconds);
    },
  ),
  { owner: "o", name: "r" },
);

interface Act {
  readonly name: string;
  run(): Promise<unknown>;
  /** Statuses after which it looks again, or that are part of the answer. */
  readonly accepts?: readonly number[];
  readonly isBlind?: boolean;
}

const PULL = { number: 1, nodeId: "PR_1", isDraft: false };
const TEXT = { title: "t", body: "b" };
const ACTS: readonly Act[] = [
  { name: "readFile", run: () => git.readFile("main", "a.txt"), accepts: [404] },
  { name: "createTree", run: () => git.createTree(SHA, [{ path: "a.txt", mode: "100644", content: null }]) },
  { name: "createCommit", run: () => git.createCommit({ message: "m", tree: SHA, parents: [] }) },
  { name: "createBranch", run: () => git.createBranch("b", SHA), accepts: [422], isBlind: true },
  { name: "advanceBranch", run: () => git.advanceBranch("b", SHA), accepts: [409, 422], isBlind: true },
  { name: "findOpenPullRequest", run: () => git.findOpenPullRequest("b", "main") },
  {
    name: "openPullRequest",
    run: () => git.openPullRequest({ branch: "b", base: "main", ...TEXT, isDraft: false }),
    accepts: [422],
  },
  { name: "editPullRequest", run: () => git.editPullRequest(1, TEXT), isBlind: true },
  { name: "setDraft", run: () => git.setDraft(PULL, true) },
];

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.enableNetConnect();
});

interface Outcome {
  readonly answer: string;
  readonly ended: string;
  /** How often it was sent again. */
  readonly repeats: number;
}

async function outcomeOf(act: Act, bad: BadAnswer): Promise<Outcome> {
  nock.cleanAll();
  alwaysAnswer(bad);
  deadlineMs = bad.code === "timeout" ? 50 : 20_000;
  waits.length = 0;
  const ended = await act.run().then(
    () => "value",
    (error: unknown) => (error instanceof Failure ? error.code : `no Failure: ${String(error)}`),
  );
  return { answer: bad.name, ended, repeats: waits.length };
}

function expected({ accepts = [], isBlind = false }: Act, bad: BadAnswer): Outcome {
  // What was accepted leads to a second look, which fares the same.
  const isLookedAt = accepts.includes(bad.status ?? 0);
  if (isLookedAt && bad.status === 404) return { answer: bad.name, ended: "value", repeats: 0 };
  if (isBlind && bad.status === 200) return { answer: bad.name, ended: "value", repeats: 0 };
  // Jobs do not tell a deadline from a broken connection: both are waited for alike.
  const ended = bad.code === "timeout" ? "unavailable" : bad.code;
  const isPassing = ["rate-limited", "unavailable"].includes(ended) && !bad.name.includes("hour's limit");
  return { answer: bad.name, ended, repeats: isPassing ? 3 : 0 };
}

describe("what a job makes of bad answers", () => {
  it.each(ACTS)("of GitHub to $name", async (act) => {
    const all = [...REFUSALS, ...SILENCES, ...GARBAGE];
    const outcomes: Outcome[] = [];
    for (const bad of all) outcomes.push(await outcomeOf(act, bad));

    expect(outcomes).toEqual(all.map((bad) => expected(act, bad)));
  });

  it("waits a minute for a secondary limit that names no time", async () => {
    const [limit] = REFUSALS.filter(({ name }) => name.includes("secondary"));
    if (!limit) throw new Error("the secondary limit is one of the bad answers");
    await outcomeOf({ name: "readFile", run: () => git.readFile("main", "a.txt") }, limit);

    expect(waits).toEqual([60, 60, 60]);
  });
});
