import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AT, endSmallWorld, NAME, refusal, type SmallWorld, startSmallWorld } from "./small-world.ts";

describe("the embedded GitHub's contents and Git Data API", () => {
  let small: SmallWorld;
  let main: string;

  beforeAll(async () => {
    small = await startSmallWorld();
    main = (await small.maria.rest.git.getRef({ ...AT, ref: "heads/main" })).data.object.sha;
  });

  afterAll(async () => {
    await endSmallWorld(small);
  });

  async function commitWith(path: string, content: string): Promise<string> {
    const { rest } = small.asInstallation;
    const { data: tree } = await rest.git.createTree({
      ...AT,
      base_tree: main,
      tree: [{ path, mode: "100644", type: "blob", content }],
    });
    const { data: commit } = await rest.git.createCommit({
      ...AT,
      message: `add ${path}`,
      tree: tree.sha,
      parents: [main],
    });
    return commit.sha;
  }

  it("reads a file as JSON, as raw text and a folder as a list", async () => {
    const { data: file } = await small.maria.rest.repos.getContent({ ...AT, path: "src/deep/pear.ts" });
    const { data: raw } = await small.maria.rest.repos.getContent({
      ...AT,
      path: "src/apple.ts",
      mediaType: { format: "raw" },
    });
    const { data: folder } = await small.maria.rest.repos.getContent({ ...AT, path: "src" });

    expect("content" in file && Buffer.from(file.content, "base64").toString()).toBe(
      "export const pear = 2;\n",
    );
    expect(raw).toBe("export const apple = 1;\n");
    expect(Array.isArray(folder) && folder.map((entry) => [entry.type, entry.path])).toEqual([
      ["file", "src/apple.ts"],
      ["dir", "src/deep"],
    ]);
    expect((await refusal(small.maria.rest.repos.getContent({ ...AT, path: "src/none.ts" }))).status).toBe(
      404,
    );
  });

  it("lists a tree with folders, by branch name or SHA", async () => {
    const { data } = await small.maria.rest.git.getTree({ ...AT, tree_sha: "main", recursive: "1" });

    expect(data.tree.map((entry) => entry.path)).toEqual([
      "README.md",
      "src",
      "src/apple.ts",
      "src/deep",
      "src/deep/pear.ts",
    ]);
    expect(data.truncated).toBe(false);
  });

  it("writes trees on a base, keeps what is not named, deletes with null and forgets empty folders", async () => {
    const { data } = await small.asInstallation.rest.git.createTree({
      ...AT,
      base_tree: main,
      tree: [
        { path: "src/deep/pear.ts", mode: "100644", type: "blob", sha: null },
        { path: "bin/run", mode: "100755", type: "blob", content: "#!/bin/sh\n" },
      ],
    });
    const listed = await small.maria.rest.git.getTree({ ...AT, tree_sha: data.sha, recursive: "1" });

    expect(listed.data.tree.map((entry) => `${entry.mode} ${entry.path}`)).toEqual([
      "100644 README.md",
      "040000 bin",
      "100755 bin/run",
      "040000 src",
      "100644 src/apple.ts",
    ]);
  });

  it.each([["../x"], [".git/config"], ["a//b"], ["src/.GIT/hooks/x"]])(
    "refuses the path %s",
    async (path) => {
      const tree = [{ path, mode: "100644", type: "blob", content: "x" }] as const;

      expect(
        (await refusal(small.asInstallation.rest.git.createTree({ ...AT, tree: [...tree] }))).status,
      ).toBe(422);
    },
  );

  it("refuses trees, parents and blobs that do not exist", async () => {
    const { rest } = small.asInstallation;
    const nothing = "1".repeat(40);
    const entry = { path: "x", mode: "100644", type: "blob", sha: nothing } as const;

    expect((await refusal(rest.git.createTree({ ...AT, tree: [entry] }))).status).toBe(422);
    expect((await refusal(rest.git.createCommit({ ...AT, message: "x", tree: nothing }))).status).toBe(422);
    expect((await refusal(rest.git.createRef({ ...AT, ref: "refs/heads/x", sha: nothing }))).status).toBe(
      422,
    );
  });

  it("signs commits of the app, but not those that name an author of their own", async () => {
    const sha = await commitWith("signed.txt", "x");
    const { data: own } = await small.maria.rest.git.createCommit({
      ...AT,
      message: "by hand",
      tree: main,
      parents: [main],
      author: { name: "Maria", email: "maria@example.org", date: "2026-01-02T03:04:05Z" },
    });
    const { data: signed } = await small.maria.rest.git.getCommit({ ...AT, commit_sha: sha });

    expect(signed.verification.verified).toBe(true);
    expect(signed.author.name).toBe("gardener[bot]");
    expect(own.verification.verified).toBe(false);
    expect(own.author).toEqual({ name: "Maria", email: "maria@example.org", date: "2026-01-02T03:04:05Z" });
  });

  it("creates a ref once, moves it only forward, and deletes it; slashes may be encoded", async () => {
    const { rest } = small.asInstallation;
    const ref = "heads/feature/one";
    const next = await commitWith("one.txt", "1");

    await rest.git.createRef({ ...AT, ref: `refs/${ref}`, sha: main });
    expect(await refusal(rest.git.createRef({ ...AT, ref: `refs/${ref}`, sha: main }))).toEqual({
      status: 422,
      message: "Reference already exists",
    });
    await rest.git.updateRef({ ...AT, ref, sha: next });
    expect(await refusal(rest.git.updateRef({ ...AT, ref, sha: main }))).toEqual({
      status: 422,
      message: "Update is not a fast forward",
    });
    expect(
      (await rest.git.listMatchingRefs({ ...AT, ref: "heads/feature" })).data.map((one) => one.ref),
    ).toEqual([`refs/${ref}`]);
    expect(
      (await small.maria.request(`GET /repos/${NAME}/git/ref/heads%2Ffeature%2Fone`)).data.object.sha,
    ).toBe(next);
    await rest.git.deleteRef({ ...AT, ref });
    expect((await refusal(rest.git.getRef({ ...AT, ref }))).status).toBe(404);
  });

  it("lets exactly one of many creators of a ref win", async () => {
    const { github, asInstallation } = small;
    github.faults.add({
      route: "POST /repos/{owner}/{repo}/git/refs",
      effect: { kind: "barrier", count: 8 },
    });

    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        asInstallation.rest.git.createRef({ ...AT, ref: "refs/heads/race", sha: main }),
      ),
    );

    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    expect(github.faults.unused()).toEqual([]);
  });

  it("compares two branches from their merge base", async () => {
    const { rest } = small.asInstallation;
    const sha = await commitWith("src/plum.ts", "export const plum = 3;\n");
    await rest.git.createRef({ ...AT, ref: "refs/heads/plum", sha });
    await small.github.world.commitFiles(NAME, {
      branch: "main",
      files: new Map([["README.md", "# New\n"]]),
      message: "newer",
      by: "maria",
    });

    const { data } = await rest.repos.compareCommitsWithBasehead({ ...AT, basehead: "main...plum" });

    expect(data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1, total_commits: 1 });
    expect(data.merge_base_commit.sha).toBe(main);
    expect(data.files?.map((file) => [file.status, file.filename, file.additions])).toEqual([
      ["added", "src/plum.ts", 1],
    ]);
  });

  it("refuses a job's token and an app without the permission to change workflow files", async () => {
    const { rest } = small.asInstallation;
    const sha = await commitWith(".github/workflows/evil.yml", "on: push\n");

    const refused = await refusal(rest.git.createRef({ ...AT, ref: "refs/heads/evil", sha }));

    expect(refused.status).toBe(403);
    expect(refused.message).toContain("without `workflows` permission");
  });

  it("refuses pushes to a protected branch from everybody who is not named", async () => {
    const { rest } = small.asInstallation;
    const sha = await commitWith("p.txt", "x");
    await rest.git.createRef({ ...AT, ref: "refs/heads/kept", sha: main });
    small.github.world.protectBranch(NAME, "kept", ["maria"]);

    expect((await refusal(rest.git.updateRef({ ...AT, ref: "heads/kept", sha }))).status).toBe(422);
    expect((await small.maria.rest.git.updateRef({ ...AT, ref: "heads/kept", sha })).status).toBe(200);
  });
});
