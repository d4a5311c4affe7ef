/** What a job asks of the repository: over a bare repository, as the unit tests do, and through the API. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gitDataApi } from "../../../src/adapters/git/git-data-api.ts";
import { jobRequest } from "../../../src/adapters/git/job-request.ts";
import type { JobRepository } from "../../../src/operations/ports.ts";
import { REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";
import { fakeRepository } from "../../support/job-fakes.ts";
import { startJobWorld } from "../../support/job-world.ts";

const execute = promisify(execFile);

interface Pull {
  readonly title: string;
  readonly body: string | null;
  readonly isDraft: boolean;
}

interface Stage {
  readonly repository: JobRepository;
  /** Somebody commits to a branch that is there; returns the commit. */
  commit(branch: string, path: string): Promise<string>;
  /** What git says about an expression, such as `<commit>:path`; undefined when there is no such thing. */
  git(...args: readonly string[]): Promise<string | undefined>;
  pull(number: number): Promise<Pull>;
  close(number: number): Promise<void>;
  stop(): Promise<void>;
}

async function openFake(): Promise<Stage> {
  const world = await startJobWorld();
  return {
    repository: fakeRepository(world),
    commit: (branch, path) => Promise.resolve(world.commitTo(branch, { [path]: `${path}\n` })),
    async git(...args) {
      try {
        return world.git(...args);
      } catch {
        return undefined;
      }
    },
    async pull(number) {
      const found = world.pullRequests[number - 1];
      if (!found) throw new Error(`there is no #${number}`);
      return found;
    },
    async close(number) {
      Object.assign(world.pullRequests[number - 1] ?? {}, { isClosed: true });
    },
    stop: () => world.stop(),
  };
}

async function openReal(): Promise<Stage> {
  const app = await startEmbeddedApp(new Map([["src/greet.js", "export {};\n"]]));
  const { world, url } = app.github;
  const job = new Octokit({ baseUrl: url, auth: world.createUser("maria").token, log: SILENT });
  const { folder } = world.repository(REPOSITORY).git;
  const send = jobRequest(
    (route, parameters) => job.request(route, parameters),
    () => Promise.resolve(),
  );
  return {
    repository: gitDataApi(send, { owner: "octo", name: "orchard" }),
    commit(branch, path) {
      const files = new Map([[path, `${path}\n`]]);
      return world.commitFiles(REPOSITORY, { branch, files, message: path, by: "maria" });
    },
    git: (...args) => gitIn(folder, args),
    async pull(number) {
      const { issue, isDraft } = world.pullRequest(REPOSITORY, number);
      return { title: issue.title, body: issue.body, isDraft };
    },
    close: (number) => world.closePullRequest(REPOSITORY, number, "maria"),
    stop: () => app.stop(),
  };
}

async function gitIn(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await execute("git", ["-C", folder, ...args])).stdout.trim();
  } catch {
    return undefined;
  }
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const MISSING = "0123456789".repeat(4);

describe.each([
  ["over a bare repository", openFake],
  ["through the API", openReal],
])("the repository of a job, %s", (_, open) => {
  let stage: Stage;
  let repository: JobRepository;
  let base: string;
  let branches = 0;
  /** A branch that no other test has. */
  let branch: string;

  beforeAll(async () => {
    stage = await open();
    ({ repository } = stage);
  });
  beforeEach(async () => {
    branches += 1;
    branch = `batch-stories/story/1-${branches}-gate`;
    base = (await stage.git("rev-parse", "refs/heads/main")) ?? "";
  });
  afterAll(() => stage.stop());

  async function treeOf(commit: string): Promise<string> {
    return (await stage.git("rev-parse", `${commit}^{tree}`)) ?? "";
  }

  async function commitOn(parent: string, path: string): Promise<string> {
    const content = Buffer.from(`${path}\n`);
    const tree = await repository.createTree(await treeOf(parent), [{ path, mode: "100644", content }]);
    return await repository.createCommit({ message: `feat: ${path}`, tree, parents: [parent] });
  }

  it("gives the text of a file at a branch or commit, and none where there is none", async () => {
    const first = await stage.commit("main", "docs/a b — ä.md");

    expect(await repository.readFile("main", "docs/a b — ä.md")).toBe("docs/a b — ä.md\n");
    expect(await repository.readFile(first, "docs/a b — ä.md")).toBe("docs/a b — ä.md\n");
    expect(await repository.readFile(base, "docs/a b — ä.md")).toBeUndefined();
    expect(await repository.readFile("gone", "docs/a b — ä.md")).toBeUndefined();
  });

  it("makes a tree of another one: files added, changed, made executable and removed, to the byte", async () => {
    const before = await stage.commit("main", "old.txt");
    const binary = Buffer.from([0, 0xff, 0xfe, 0x80]);

    const tree = await repository.createTree(await treeOf(before), [
      { path: "old.txt", mode: "100644", content: null },
      { path: "deep/er/run.sh", mode: "100755", content: Buffer.from("#!/bin/sh\r\n") },
      { path: "src/greet.js", mode: "100644", content: Buffer.from("ä\n") },
      { path: "data.bin", mode: "100644", content: binary },
    ]);

    const listed = (await stage.git("ls-tree", "-r", "--format=%(objectmode) %(path)", tree)) ?? "";
    expect(listed.split("\n")).toContain("100755 deep/er/run.sh");
    expect(listed.split("\n")).toContain("100644 data.bin");
    expect(listed).not.toContain("old.txt");
    // The id that git itself gives to these four bytes.
    expect(await stage.git("rev-parse", `${tree}:data.bin`)).toBe("8d500f462137fbdff59c3f00f8fe4e1ba5867476");
    expect(await stage.git("cat-file", "blob", `${tree}:src/greet.js`)).toBe("ä");
  });

  it("makes commits with message, tree and parents", async () => {
    const commit = await commitOn(base, "new.txt");

    expect(await stage.git("log", "-1", "--format=%s %P", commit)).toBe(`feat: new.txt ${base}`);
    expect(await stage.git("cat-file", "blob", `${commit}:new.txt`)).toBe("new.txt");
  });

  it("creates a branch once; the same again is done, another commit finds it moved", async () => {
    const commit = await commitOn(base, "one.txt");
    const other = await commitOn(base, "other.txt");

    expect(await repository.createBranch(branch, commit)).toBe("done");
    expect(await repository.createBranch(branch, commit)).toBe("done");
    expect(await repository.createBranch(branch, other)).toBe("moved");
    expect(await stage.git("rev-parse", `refs/heads/${branch}`)).toBe(commit);
  });

  it("advances a branch along its line only, and none that is not there", async () => {
    const first = await commitOn(base, "one.txt");
    const second = await commitOn(first, "two.txt");
    const aside = await commitOn(base, "aside.txt");

    expect(await repository.advanceBranch(branch, first)).toBe("moved");
    await repository.createBranch(branch, first);
    expect(await repository.advanceBranch(branch, second)).toBe("done");
    expect(await repository.advanceBranch(branch, second)).toBe("done");
    expect(await repository.advanceBranch(branch, aside)).toBe("moved");
    expect(await stage.git("rev-parse", `refs/heads/${branch}`)).toBe(second);
  });

  it("opens one pull request for a branch and finds it again while it is open", async () => {
    await repository.createBranch(branch, await commitOn(base, "one.txt"));
    const wanted = { branch, base: "main", title: "feat: one", body: "Why.", isDraft: true };
    expect(await repository.findOpenPullRequest(branch, "main")).toBeUndefined();

    const opened = await repository.openPullRequest(wanted);

    expect(opened.isDraft).toBe(true);
    expect(await repository.openPullRequest({ ...wanted, title: "again" })).toEqual(opened);
    expect(await repository.findOpenPullRequest(branch, "main")).toEqual(opened);
    expect(await repository.findOpenPullRequest(branch, "release")).toBeUndefined();
    expect(await stage.pull(opened.number)).toMatchObject({
      title: "feat: one",
      body: "Why.",
      isDraft: true,
    });
    await stage.close(opened.number);
    expect(await repository.findOpenPullRequest(branch, "main")).toBeUndefined();
  });

  it("edits a pull request, and makes it ready and a draft again, each as often as wished", async () => {
    await repository.createBranch(branch, await commitOn(base, "one.txt"));
    const opened = await repository.openPullRequest({
      branch,
      base: "main",
      title: "a",
      body: "b",
      isDraft: true,
    });

    await repository.editPullRequest(opened.number, { title: "c", body: "d" });
    for (const isDraft of [false, false, true, true]) {
      await repository.setDraft(opened, isDraft);
      expect(await stage.pull(opened.number)).toMatchObject({ title: "c", body: "d", isDraft });
    }
  });

  it("opens none for a branch without commits of its own", async () => {
    await repository.createBranch(branch, base);
    const wanted = { branch, base: "main", title: "a", body: "b", isDraft: false };

    await expect(repository.openPullRequest(wanted)).rejects.toMatchObject({
      code: "invalid",
      retryable: false,
      message: expect.stringContaining("No commits between main and"),
    });
  });

  it("makes no commit of a tree that is not there", async () => {
    const commit = { message: "m", tree: MISSING, parents: [base] };

    await expect(repository.createCommit(commit)).rejects.toThrow(/tree|object/iu);
  });
});
