import { describe, expect, test } from "vitest";
import { gitDataApi } from "../../../../src/adapters/git/git-data-api.ts";
import { jobRequest, type SendRequest } from "../../../../src/adapters/git/job-request.ts";
import { treeBatches } from "../../../../src/adapters/git/tree-batches.ts";
import { Failure } from "../../../../src/operations/failure.ts";

const REPOSITORY = { owner: "o", name: "r" };

interface Call {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Answers in order; an Error is thrown as Octokit would. */
function aGitHub(...answers: readonly unknown[]): { readonly send: SendRequest; readonly calls: Call[] } {
  const calls: Call[] = [];
  async function send(route: string, parameters: Readonly<Record<string, unknown>>) {
    const answer = answers[calls.length];
    calls.push({ route, parameters });
    if (answer instanceof Error) throw answer;
    return { status: 200, data: answer };
  }
  return { send, calls };
}

function refusal(status: number | undefined, headers: object = {}, data: object = {}): Error {
  return Object.assign(new Error(`status ${status}`), { status, response: { headers, data } });
}

function api(...answers: readonly unknown[]) {
  const github = aGitHub(...answers);
  const waits: number[] = [];
  const request = jobRequest(github.send, async (count) => void waits.push(count));
  return { api: gitDataApi(request, REPOSITORY), calls: github.calls, waits };
}

describe("a job's requests", () => {
  test("are repeated when GitHub is down, with growing pauses", async () => {
    const { api: git, waits } = api(refusal(502), refusal(undefined), { sha: "c1" });

    expect(await git.createCommit({ message: "m", tree: "t", parents: [] })).toBe("c1");
    expect(waits).toEqual([2, 4]);
  });

  test("wait as long as GitHub asks for", async () => {
    const { api: git, waits } = api(refusal(403, { "retry-after": "30" }), { sha: "c1" });

    await git.createCommit({ message: "m", tree: "t", parents: [] });

    expect(waits).toEqual([30]);
  });

  test.each([
    ["a missing permission", refusal(403), "forbidden"],
    ["a bad token", refusal(401), "forbidden"],
    ["something invalid", refusal(422), "invalid"],
    [
      "an exhausted token",
      refusal(403, { "retry-after": "60", "x-ratelimit-remaining": "0" }),
      "rate-limited",
    ],
  ])("give up at once on %s", async (_what, error, code) => {
    const { api: git, waits } = api(error);

    await expect(git.createCommit({ message: "m", tree: "t", parents: [] })).rejects.toMatchObject({ code });
    expect(waits).toEqual([]);
  });

  test("give up after four tries", async () => {
    const down = refusal(500);
    const { api: git, calls } = api(down, down, down, down, down);

    const failure: unknown = await git
      .createTree("t", [])
      .then(
        () => git.createCommit({ message: "m", tree: "t", parents: [] }),
        (error: unknown) => error,
      )
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(Failure);
    expect(calls).toHaveLength(4);
  });
});

describe("reading a file", () => {
  test("decodes what GitHub sends and asks for the path as it is", async () => {
    const { api: git, calls } = api({
      content: Buffer.from("größe\n").toString("base64"),
      encoding: "base64",
    });

    expect(await git.readFile("main", "briefs/b 1/ä.json")).toBe("größe\n");
    expect(calls[0]?.route).toBe("GET /repos/{owner}/{repo}/contents/briefs/b%201/%C3%A4.json");
    expect(calls[0]?.parameters).toEqual({ owner: "o", repo: "r", ref: "main" });
  });

  test("knows absent from broken", async () => {
    expect(await api(refusal(404)).api.readFile("main", "a")).toBeUndefined();
    await expect(api({ content: "", encoding: "none" }).api.readFile("main", "a")).rejects.toThrow(
      "cannot be read",
    );
  });
});

describe("making a tree", () => {
  test("sends text inline, other bytes as blobs, deletions as null", async () => {
    const { api: git, calls } = api({ sha: "blob1" }, { sha: "tree1" });

    const tree = await git.createTree("base", [
      { path: "a.txt", mode: "100644", content: Buffer.from("text\n") },
      { path: "b.bin", mode: "100755", content: Buffer.from([0, 255]) },
      { path: "c.txt", mode: "000000", content: null },
    ]);

    expect(tree).toBe("tree1");
    expect(calls.map((call) => call.route.split("/").at(-1))).toEqual(["blobs", "trees"]);
    expect(calls[1]?.parameters["tree"]).toEqual([
      { path: "a.txt", mode: "100644", type: "blob", content: "text\n" },
      { path: "b.bin", mode: "100755", type: "blob", sha: "blob1" },
      { path: "c.txt", mode: "100644", type: "blob", sha: null },
    ]);
  });

  test("splits what is too much for one request", () => {
    const big = Buffer.from("x".repeat(900_000));
    const entries = Array.from({ length: 5 }, (_, index) => ({
      path: `f${index}`,
      mode: "100644",
      content: big,
    }));
    const many = Array.from({ length: 401 }, (_, index) => ({
      path: `g${index}`,
      mode: "100644",
      content: null,
    }));

    expect(treeBatches(entries).map((batch) => batch.length)).toEqual([2, 2, 1]);
    expect(treeBatches(many).map((batch) => batch.length)).toEqual([200, 200, 1]);
    expect(treeBatches([])).toEqual([]);
  });

  test.each([
    ["a byte order mark", Buffer.from("\uFEFFtext"), "text"],
    ["a zero byte", Buffer.from("a\0b"), "bytes"],
    ["latin-1", Buffer.from([0x67, 0x72, 0xf6]), "bytes"],
    ["nothing", Buffer.from(""), "text"],
  ])("takes %s as %s", (_what, content, kind) => {
    expect(treeBatches([{ path: "f", mode: "100644", content }])[0]?.[0]?.kind).toBe(kind);
  });
});

function headAt(sha: string): object {
  return { object: { sha } };
}

describe("branches", () => {
  test("are created, or were there already", async () => {
    expect(await api({}).api.createBranch("b/x", "s")).toBe("done");
    expect(await api(refusal(422), headAt("other")).api.createBranch("b/x", "s")).toBe("moved");
    expect(await api(refusal(422), headAt("s")).api.createBranch("b/x", "s")).toBe("done");
  });

  test.each([
    ["created", "createBranch", [refusal(404)]],
    ["advanced", "advanceBranch", [headAt("before"), { parents: [{ sha: "base" }, { sha: "before" }] }]],
  ] as const)("that a rule forbids to be %s fail with GitHub's reason", async (_what, call, looks) => {
    const forbidden = refusal(422, {}, { message: "Cannot write: rule violations found" });

    const written = api(forbidden, ...looks).api[call]("b/x", "s");

    await expect(written).rejects.toMatchObject({ code: "forbidden", retryable: false });
    await expect(written).rejects.toThrow("b/x: Cannot write: rule violations found");
  });

  test("only move forward", async () => {
    const { api: git, calls } = api({});

    expect(await git.advanceBranch("b/x", "s")).toBe("done");
    expect(calls[0]?.parameters).toMatchObject({ ref: "heads/b/x", force: false });
    const elsewhere = [headAt("other"), { parents: [{ sha: "before" }] }];
    expect(await api(refusal(422), ...elsewhere).api.advanceBranch("b/x", "s")).toBe("moved");
    expect(await api(refusal(409), ...elsewhere).api.advanceBranch("b/x", "s")).toBe("moved");
    expect(await api(refusal(422), refusal(404)).api.advanceBranch("b/x", "s")).toBe("moved");
    expect(await api(refusal(422), headAt("s")).api.advanceBranch("b/x", "s")).toBe("done");
  });
});

describe("pull requests", () => {
  const OPEN = { number: 5, node_id: "PR_5", draft: true };

  test("are found by their branch", async () => {
    const { api: git, calls } = api([OPEN]);

    expect(await git.findOpenPullRequest("b/x", "main")).toEqual({
      number: 5,
      nodeId: "PR_5",
      isDraft: true,
    });
    expect(calls[0]?.parameters).toMatchObject({ head: "o:b/x", base: "main", state: "open" });
    expect(await api([]).api.findOpenPullRequest("b/x", "main")).toBeUndefined();
  });

  test("that were opened by a lost request are adopted", async () => {
    const wanted = { branch: "b/x", base: "main", title: "t", body: "b", isDraft: true };

    expect(await api(refusal(422), [OPEN]).api.openPullRequest(wanted)).toMatchObject({ number: 5 });
  });

  test("that GitHub refuses are explained in GitHub's words", async () => {
    const data = { message: "Validation Failed", errors: [{ message: "GitHub Actions is not permitted" }] };
    const wanted = { branch: "b/x", base: "main", title: "t", body: "b", isDraft: false };

    await expect(api(refusal(422, {}, data), []).api.openPullRequest(wanted)).rejects.toThrow(
      "GitHub refuses the pull request: GitHub Actions is not permitted",
    );
  });

  test("become drafts or ready by GraphQL, whose errors are not missed", async () => {
    const pullRequest = { number: 5, nodeId: "PR_5", isDraft: true };
    const { api: git, calls } = api({ data: {} });

    await git.setDraft(pullRequest, false);

    expect(calls[0]?.route).toBe("POST /graphql");
    expect(String(calls[0]?.parameters["query"])).toContain("markPullRequestReadyForReview");
    await expect(api({ errors: [{ message: "no" }] }).api.setDraft(pullRequest, true)).rejects.toThrow("#5");
  });
});
