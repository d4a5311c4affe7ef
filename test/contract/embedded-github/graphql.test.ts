import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AT, NAME, leaveSmallWorld, type SmallWorld, startSmallWorld } from "./small-world.ts";

const COMMIT = `mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid message } ref { name } }
}`;

interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly type?: string;
    readonly message: string;
    readonly path?: readonly string[];
  }[];
}

describe("the embedded GitHub's GraphQL", () => {
  let small: SmallWorld;

  beforeAll(async () => {
    small = await startSmallWorld();
  });

  afterAll(async () => {
    await leaveSmallWorld(small);
  });

  async function ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const { data } = await small.asInstallation.request("POST /graphql", { query, variables });
    return data as Answer;
  }

  async function head(): Promise<string> {
    return (await small.repository.git.resolve("refs/heads/main")) ?? "";
  }

  function change(
    expectedHeadOid: string,
    files: Readonly<Record<string, string>>,
  ): Readonly<Record<string, unknown>> {
    const additions = Object.entries(files).map(([path, text]) => ({
      path,
      contents: Buffer.from(text).toString("base64"),
    }));
    return {
      input: {
        branch: { repositoryNameWithOwner: NAME, branchName: "main" },
        expectedHeadOid,
        message: { headline: "change", body: "why" },
        fileChanges: { additions },
      },
    };
  }

  it("reads blobs by oid and expression, trees and the branch's head in one request", async () => {
    const { data } = await ask(
      `query Read($owner: String!, $name: String!) {
        viewer { login }
        rateLimit { cost remaining }
        repository(owner: $owner, name: $name) {
          defaultBranchRef { name target { oid ... on Commit { tree { oid } message } } }
          missing: ref(qualifiedName: "refs/heads/none") { name }
          readme: object(expression: "main:README.md") { ... on Blob { text byteSize isBinary isTruncated } }
          folder: object(expression: "main:src") { ... on Tree { entries { name type mode } } }
          nothing: object(oid: "1111111111111111111111111111111111111111") { oid }
        }
      }`,
      { owner: AT.owner, name: AT.repo },
    );

    expect(data).toMatchObject({
      viewer: { login: "gardener[bot]" },
      repository: {
        defaultBranchRef: { name: "main", target: { oid: await head(), message: "Initial commit\n" } },
        missing: null,
        readme: { text: "# Orchard\n", byteSize: 10, isBinary: false, isTruncated: false },
        folder: {
          entries: [
            { name: "apple.ts", type: "blob", mode: 33188 },
            { name: "deep", type: "tree", mode: 16384 },
          ],
        },
        nothing: null,
      },
    });
  });

  it("commits to a branch that is where it was seen, signed, and moves nothing else", async () => {
    const before = await head();

    const { data } = await ask(COMMIT, change(before, { "notes/a.md": "a\n" }));

    const after = await head();
    expect(data).toEqual({
      createCommitOnBranch: { commit: { oid: after, message: "change\n\nwhy" }, ref: { name: "main" } },
    });
    const commit = await small.repository.git.readCommit(after);
    expect(commit?.parents).toEqual([before]);
    expect(await small.github.world.readFile(NAME, "main", "notes/a.md")).toBe("a\n");
    expect(await small.github.world.readFile(NAME, "main", "README.md")).toBe("# Orchard\n");
    expect(
      (await small.maria.rest.git.getCommit({ ...AT, commit_sha: after })).data.verification.verified,
    ).toBe(true);
  });

  it("answers STALE_DATA when the branch has moved, and changes nothing", async () => {
    const stale = "2".repeat(40);
    const before = await head();

    const { data, errors } = await ask(COMMIT, change(stale, { "x.md": "x" }));

    expect(data).toEqual({ createCommitOnBranch: null });
    expect(errors).toMatchObject([
      {
        type: "STALE_DATA",
        path: ["createCommitOnBranch"],
        message: `Expected branch to point to "${stale}" but it did not.  Pull and try again.`,
      },
    ]);
    expect(await head()).toBe(before);
  });

  it("lets exactly one of many writers with the same expected head win", async () => {
    const before = await head();

    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => ask(COMMIT, change(before, { [`race/${index}.md`]: "x" }))),
    );

    expect(answers.filter((answer) => answer.errors === undefined)).toHaveLength(1);
    expect(answers.filter((answer) => answer.errors?.[0]?.type === "STALE_DATA")).toHaveLength(5);
  });

  it("refuses deletions of what is not there, protected branches and workflow files by their types", async () => {
    const missing = await ask(COMMIT, {
      input: {
        branch: { repositoryNameWithOwner: NAME, branchName: "main" },
        expectedHeadOid: await head(),
        message: { headline: "x" },
        fileChanges: { deletions: [{ path: "none.md" }] },
      },
    });
    const workflow = await ask(COMMIT, change(await head(), { ".github/workflows/x.yml": "on: push\n" }));
    small.github.world.protectBranch(NAME, "main", []);
    const closed = await ask(COMMIT, change(await head(), { "x.md": "x" }));
    small.repository.protectedBranches.clear();

    expect([missing, workflow, closed].map(({ errors }) => errors?.[0]?.type)).toEqual([
      "UNPROCESSABLE",
      "FORBIDDEN",
      "BRANCH_PROTECTION_RULE_VIOLATION",
    ]);
  });

  it("finds pull requests by head, newest first, and turns them to drafts and back", async () => {
    await small.maria.rest.git.createRef({ ...AT, ref: "refs/heads/topic", sha: await head() });
    await small.github.world.commitFiles(NAME, {
      branch: "topic",
      files: new Map([["t.md", "t"]]),
      message: "t",
      by: "maria",
    });
    const { data: pull } = await small.maria.rest.pulls.create({
      ...AT,
      title: "T",
      head: "topic",
      base: "main",
    });
    const query = `query Pulls($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        pullRequests(headRefName: "topic", first: 3, orderBy: {field: CREATED_AT, direction: DESC}) {
          totalCount
          nodes { id number state isDraft headRefOid reviewDecision author { login }
            commits(last: 1) { nodes { commit { oid statusCheckRollup { state } } } } }
        }
      }
    }`;
    const variables = { owner: AT.owner, name: AT.repo };

    const { data } = await ask(query, variables);
    await ask(
      "mutation Draft($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) { pullRequest { isDraft } } }",
      {
        id: pull.node_id,
      },
    );
    const { data: drafted } = await ask(query, variables);

    const expected = {
      id: pull.node_id,
      number: pull.number,
      state: "OPEN",
      isDraft: false,
      headRefOid: pull.head.sha,
      reviewDecision: null,
      author: { login: "maria" },
      commits: { nodes: [{ commit: { oid: pull.head.sha, statusCheckRollup: null } }] },
    };
    expect(data).toEqual({ repository: { pullRequests: { totalCount: 1, nodes: [expected] } } });
    expect(drafted).toMatchObject({ repository: { pullRequests: { nodes: [{ isDraft: true }] } } });
  });

  it("pages through a pull request's commits, and knows the newest without a walk", async () => {
    await small.maria.rest.git.createRef({ ...AT, ref: "refs/heads/long", sha: await head() });
    for (const name of ["1", "2", "3"]) {
      await small.github.world.commitFiles(NAME, {
        branch: "long",
        files: new Map([[name, name]]),
        message: name,
        by: "maria",
      });
    }
    const { data: pull } = await small.maria.rest.pulls.create({
      ...AT,
      title: "L",
      head: "long",
      base: "main",
    });
    const commits = "{ totalCount pageInfo { hasPreviousPage hasNextPage } nodes { commit { message } } }";

    const { data } = await ask(
      `query Long($number: Int!) { repository(owner: "octo", name: "orchard") { pullRequest(number: $number) {
        newest: commits(last: 1) ${commits}
        two: commits(last: 2) ${commits}
        first: commits(first: 1) ${commits}
      } } }`,
      { number: pull.number },
    );

    function page(messages: readonly string[], hasPreviousPage: boolean, hasNextPage: boolean): unknown {
      const nodes = messages.map((message) => ({ commit: { message } }));
      return { totalCount: 3, pageInfo: { hasPreviousPage, hasNextPage }, nodes };
    }
    expect(data).toEqual({
      repository: {
        pullRequest: {
          newest: page(["3"], true, false),
          two: page(["2", "3"], true, false),
          first: page(["1"], false, true),
        },
      },
    });
  });

  it("keeps a file executable that it changes", async () => {
    const { rest } = small.asInstallation;
    const entry = { path: "bin/run", mode: "100755", type: "blob", content: "#!/bin/sh\n" } as const;
    const { data: tree } = await rest.git.createTree({ ...AT, base_tree: await head(), tree: [entry] });
    const { data: commit } = await rest.git.createCommit({
      ...AT,
      message: "x",
      tree: tree.sha,
      parents: [await head()],
    });
    await rest.git.updateRef({ ...AT, ref: "heads/main", sha: commit.sha });

    await ask(COMMIT, change(await head(), { "bin/run": "#!/bin/sh\necho\n", "bin/other": "x" }));

    const { data } = await rest.git.getTree({ ...AT, tree_sha: "main", recursive: "1" });
    const modes = new Map(data.tree.map((one) => [one.path, one.mode]));
    expect([modes.get("bin/run"), modes.get("bin/other")]).toEqual(["100755", "100644"]);
  });

  it("refuses fields a token may not read, and keeps the others", async () => {
    const { data: token } = await small.asApp.rest.apps.createInstallationAccessToken({
      installation_id: small.installationId,
      permissions: { contents: "read" },
    });
    const response = await fetch(small.github.graphqlUrl, {
      method: "POST",
      headers: { authorization: `bearer ${token.token}` },
      body: JSON.stringify({
        query: `{ repository(owner: "octo", name: "orchard") { ref(qualifiedName: "main") { name } pullRequest(number: 1) { id } } }`,
      }),
    });
    const answer = (await response.json()) as Answer;

    expect(answer.data).toEqual({ repository: { ref: { name: "main" }, pullRequest: null } });
    expect(answer.errors).toMatchObject([{ type: "FORBIDDEN", path: ["repository", "pullRequest"] }]);
  });

  it("notes fields outside its slice of the schema as unknown requests", async () => {
    const { errors } = await ask('{ repository(owner: "octo", name: "orchard") { stargazerCount } }');

    expect(errors?.[0]?.message).toContain("stargazerCount");
    expect(small.github.unknownRequests).toEqual([expect.stringContaining("stargazerCount")]);
  });

  it("names operations in the route log", () => {
    expect(Object.keys(small.github.requests.byRoute)).toContain("graphql Commit");
  });
});
