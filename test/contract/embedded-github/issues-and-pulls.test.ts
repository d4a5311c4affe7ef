import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AT,
  endSmallWorld,
  NAME,
  octokit,
  refusal,
  type SmallWorld,
  startSmallWorld,
} from "./small-world.ts";

describe("the embedded GitHub's issues and comments", () => {
  let small: SmallWorld;

  beforeAll(async () => {
    small = await startSmallWorld();
  });

  afterAll(async () => {
    await endSmallWorld(small);
  });

  it("keeps comments in order, edits and deletes them, and tells who wrote them", async () => {
    const { data: issue } = await small.maria.rest.issues.create({ ...AT, title: "Prune", body: "soon" });
    const at = { ...AT, issue_number: issue.number };
    const { data: first } = await small.maria.rest.issues.createComment({ ...at, body: "one" });
    const { data: second } = await small.asInstallation.rest.issues.createComment({ ...at, body: "two" });
    await small.asInstallation.rest.issues.updateComment({ ...AT, comment_id: second.id, body: "2" });
    const { data: comments } = await small.maria.rest.issues.listComments(at);
    await small.maria.rest.issues.deleteComment({ ...AT, comment_id: first.id });

    expect(comments.map((one) => [one.user?.login, one.body, one.user?.type])).toEqual([
      ["maria", "one", "User"],
      ["gardener[bot]", "2", "Bot"],
    ]);
    expect((await refusal(small.maria.rest.issues.getComment({ ...AT, comment_id: first.id }))).status).toBe(
      404,
    );
    expect((await small.maria.rest.issues.get(at)).data.comments).toBe(1);
  });

  it("refuses bodies over 65,536 characters and takes one of exactly that length", async () => {
    const { data: issue } = await small.maria.rest.issues.create({ ...AT, title: "Long" });
    const at = { ...AT, issue_number: issue.number };

    const refused = await refusal(
      small.asInstallation.rest.issues.createComment({ ...at, body: "x".repeat(65_537) }),
    );
    const taken = await small.asInstallation.rest.issues.createComment({ ...at, body: "x".repeat(65_536) });

    expect(refused).toMatchObject({ status: 422, message: expect.stringContaining("too long") });
    expect(taken.status).toBe(201);
  });

  it("counts a reaction once for each account: 201 when new, 200 when it was there", async () => {
    const { data: issue } = await small.maria.rest.issues.create({ ...AT, title: "React" });
    const { data: comment } = await small.maria.rest.issues.createComment({
      ...AT,
      issue_number: issue.number,
      body: "/batch-stories",
    });
    const reaction = { ...AT, comment_id: comment.id, content: "eyes" } as const;

    const { status: first } = await small.asInstallation.rest.reactions.createForIssueComment(reaction);
    const { status: second } = await small.asInstallation.rest.reactions.createForIssueComment(reaction);
    const { data: all } = await small.maria.rest.reactions.listForIssueComment({
      ...AT,
      comment_id: comment.id,
    });

    expect([first, second]).toEqual([201, 200]);
    expect(all.map((one) => [one.user?.login, one.content])).toEqual([["gardener[bot]", "eyes"]]);
  });

  it("lets people change what they wrote, and others' words only with write access", async () => {
    const stranger = small.github.world.createUser("stranger");
    const theirs = octokit(small.github, stranger.token);
    const { data: issue } = await theirs.rest.issues.create({ ...AT, title: "Mine" });
    const { data: comment } = await small.maria.rest.issues.createComment({
      ...AT,
      issue_number: issue.number,
      body: "hm",
    });

    expect(
      (await theirs.rest.issues.update({ ...AT, issue_number: issue.number, title: "Still mine" })).status,
    ).toBe(200);
    expect(
      (await refusal(theirs.rest.issues.updateComment({ ...AT, comment_id: comment.id, body: "!" }))).status,
    ).toBe(403);
  });

  it("cuts lists into pages and links them", async () => {
    const { data: issue } = await small.maria.rest.issues.create({ ...AT, title: "Many" });
    for (let index = 0; index < 7; index += 1) {
      small.github.world.comment(NAME, issue.number, { body: `c${index}`, by: "maria" });
    }

    const all = await small.maria.paginate(small.maria.rest.issues.listComments, {
      ...AT,
      issue_number: issue.number,
      per_page: 3,
    });
    const { headers } = await small.maria.rest.issues.listComments({
      ...AT,
      issue_number: issue.number,
      per_page: 3,
      page: 2,
    });

    expect(all.map((one) => one.body)).toEqual(["c0", "c1", "c2", "c3", "c4", "c5", "c6"]);
    expect(headers.link).toMatch(/page=1>; rel="prev".*page=3>; rel="next"/u);
  });
});

describe("the embedded GitHub's pull requests", () => {
  let small: SmallWorld;
  let sequence = 0;

  beforeAll(async () => {
    small = await startSmallWorld();
    small.github.world.createUser("rita");
    small.github.world.setPermission(NAME, "rita", "write");
  });

  afterAll(async () => {
    await endSmallWorld(small);
  });

  async function branchWith(files: Readonly<Record<string, string>>): Promise<string> {
    sequence += 1;
    const branch = `topic-${sequence}`;
    const { data: main } = await small.maria.rest.git.getRef({ ...AT, ref: "heads/main" });
    await small.maria.rest.git.createRef({ ...AT, ref: `refs/heads/${branch}`, sha: main.object.sha });
    await small.github.world.commitFiles(NAME, {
      branch,
      files: new Map(Object.entries(files)),
      message: `feat(${branch}): change`,
      by: "gardener[bot]",
    });
    return branch;
  }

  async function open(branch: string, draft = false): Promise<number> {
    const { data } = await small.asInstallation.rest.pulls.create({
      ...AT,
      title: branch,
      head: branch,
      base: "main",
      draft,
    });
    return data.number;
  }

  it("opens one pull request for a head and refuses a second, an empty and an unknown one", async () => {
    const branch = await branchWith({ "a.txt": "a\n" });
    await small.maria.rest.git.createRef({ ...AT, ref: "refs/heads/empty", sha: await head("main") });

    await open(branch);

    expect((await refusal(open(branch))).message).toContain("A pull request already exists for octo:");
    expect((await refusal(open("empty"))).message).toContain("No commits between main and empty");
    expect((await refusal(open("none"))).status).toBe(422);
  });

  async function head(branch: string): Promise<string> {
    return (await small.repository.git.resolve(`refs/heads/${branch}`)) ?? "";
  }

  it("lists files and commits against the merge base", async () => {
    const branch = await branchWith({ "src/apple.ts": "export const apple = 2;\n", "new.txt": "1\n2\n" });
    const number = await open(branch);

    const { data: files } = await small.maria.rest.pulls.listFiles({ ...AT, pull_number: number });
    const { data: commits } = await small.maria.rest.pulls.listCommits({ ...AT, pull_number: number });
    const { data: pull } = await small.maria.rest.pulls.get({ ...AT, pull_number: number });

    expect(files.map((file) => [file.filename, file.status, file.additions, file.deletions])).toEqual([
      ["new.txt", "added", 2, 0],
      ["src/apple.ts", "modified", 1, 1],
    ]);
    expect(commits.map((one) => one.commit.message)).toEqual([`feat(${branch}): change`]);
    expect(pull).toMatchObject({ commits: 1, changed_files: 2, additions: 3, deletions: 1, mergeable: true });
  });

  it("follows its head when somebody pushes and closes when the branch goes", async () => {
    const branch = await branchWith({ "b.txt": "b\n" });
    const number = await open(branch);
    const next = await small.github.world.commitFiles(NAME, {
      branch,
      files: new Map([["b.txt", "bb\n"]]),
      message: "more",
      by: "maria",
    });

    expect((await small.maria.rest.pulls.get({ ...AT, pull_number: number })).data.head.sha).toBe(next);
    await small.maria.rest.git.deleteRef({ ...AT, ref: `heads/${branch}` });
    expect((await small.maria.rest.pulls.get({ ...AT, pull_number: number })).data.state).toBe("closed");
    expect(
      (await refusal(small.maria.rest.pulls.update({ ...AT, pull_number: number, state: "open" }))).status,
    ).toBe(422);
  });

  it("merges with a merge commit that has both parents", async () => {
    const branch = await branchWith({ "c.txt": "c\n" });
    const number = await open(branch);
    const before = await head("main");

    const { data } = await small.maria.rest.pulls.merge({ ...AT, pull_number: number });

    const commit = await small.repository.git.readCommit(data.sha);
    expect(commit?.parents).toEqual([before, await head(branch)]);
    expect(commit?.message).toBe(`Merge pull request #${number} from octo/${branch}\n\n${branch}`);
    expect((await small.maria.rest.pulls.get({ ...AT, pull_number: number })).data).toMatchObject({
      merged: true,
      state: "closed",
      merge_commit_sha: data.sha,
      merged_by: { login: "maria" },
    });
  });

  it("squashes to one commit and does not take it for a merge by push", async () => {
    const branch = await branchWith({ "d.txt": "d\n" });
    const number = await open(branch);

    const { data } = await small.maria.rest.pulls.merge({
      ...AT,
      pull_number: number,
      merge_method: "squash",
    });

    const commit = await small.repository.git.readCommit(data.sha);
    expect(commit?.parents).toHaveLength(1);
    expect(commit?.message).toBe(`feat(${branch}): change (#${number})`);
  });

  it("refuses drafts, changed heads and conflicts, each with its own status", async () => {
    const draft = await open(await branchWith({ "e.txt": "e\n" }), true);
    const one = await open(await branchWith({ "same.txt": "one\n" }));
    const other = await open(await branchWith({ "same.txt": "other\n" }));
    const sha = "3".repeat(40);

    expect((await refusal(small.maria.rest.pulls.merge({ ...AT, pull_number: draft }))).status).toBe(405);
    expect((await refusal(small.maria.rest.pulls.merge({ ...AT, pull_number: one, sha }))).status).toBe(409);
    await small.maria.rest.pulls.merge({ ...AT, pull_number: one });
    expect(await refusal(small.maria.rest.pulls.merge({ ...AT, pull_number: other }))).toEqual({
      status: 405,
      message: "Pull Request is not mergeable",
    });
    expect((await small.maria.rest.pulls.get({ ...AT, pull_number: other })).data).toMatchObject({
      mergeable: false,
      mergeable_state: "dirty",
    });
  });

  it("does not let an author judge their own pull request, and adds up what others decide", async () => {
    const number = await open(await branchWith({ "f.txt": "f\n" }));
    const review = { ...AT, pull_number: number, event: "REQUEST_CHANGES", body: "no" } as const;

    expect((await refusal(small.asInstallation.rest.pulls.createReview(review))).status).toBe(422);
    const { data } = await small.maria.rest.pulls.createReview(review);
    small.github.world.reviewPullRequest(NAME, number, { state: "APPROVED", body: "", by: "rita" });

    expect(data).toMatchObject({ state: "CHANGES_REQUESTED", user: { login: "maria" } });
    expect(
      (await small.maria.rest.pulls.listReviews({ ...AT, pull_number: number })).data.map((one) => one.state),
    ).toEqual(["CHANGES_REQUESTED", "APPROVED"]);
  });

  it("merges two pull requests at the same time into one line of history", async () => {
    const numbers = [
      await open(await branchWith({ "g.txt": "g\n" })),
      await open(await branchWith({ "h.txt": "h\n" })),
    ];

    await Promise.all(numbers.map((pull_number) => small.maria.rest.pulls.merge({ ...AT, pull_number })));

    expect(await small.github.world.readFile(NAME, "main", "g.txt")).toBe("g\n");
    expect(await small.github.world.readFile(NAME, "main", "h.txt")).toBe("h\n");
  });
});
