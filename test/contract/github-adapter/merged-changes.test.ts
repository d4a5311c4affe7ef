import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMergedChanges } from "../../../src/adapters/github/repository/merged-changes.ts";
import type { GitHubApi } from "../../../src/adapters/github/github-api.ts";
import { storyBranch } from "../../../src/core/batch/names.ts";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import { Failure } from "../../../src/operations/failure.ts";
import { type EmbeddedApp, REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";

const AT = { owner: "octo", repo: "orchard" };
const STORY = StoryKey.parse("1-1-gate");

describe("what merged pull requests changed", () => {
  let app: EmbeddedApp;

  beforeAll(async () => {
    app = await startEmbeddedApp(new Map([["README.md", "# Orchard\n"]]));
  });
  afterAll(() => app.stop());

  /** Opens a pull request with these files; gives its number. */
  async function open(head: string, title: string, paths: readonly string[]): Promise<number> {
    const { world, url } = app.github;
    const maria = new Octokit({ baseUrl: url, auth: world.createUser("maria").token });
    const { reader } = await app.context();
    const { commit } = await reader.look({ branch: "main", stories: [] });
    await maria.rest.git.createRef({ ...AT, ref: `refs/heads/${head}`, sha: commit });
    const files = new Map(paths.map((path) => [path, "export {};\n"]));
    await world.commitFiles(REPOSITORY, { branch: head, files, message: title, by: "maria" });
    const { data } = await maria.rest.pulls.create({ ...AT, title, head, base: "main" });
    return data.number;
  }

  it("is told of merged ones only, ours with their story, and still after a second look", async () => {
    const ours = await open(storyBranch(STORY), "feat(1-1-gate): Gate", ["src/gate.ts", "src/hinge.ts"]);
    const theirs = await open("plum", "Story 1.2: plum", ["src/plum.ts"]);
    await open("pear", "feat(1-3): not merged", ["src/pear.ts"]);
    const { reader, history } = await app.context();
    const before = await reader.look({ branch: "main", stories: [] });
    expect(await history.changes(before)).toEqual([]);

    for (const number of [ours, theirs]) {
      await app.github.world.mergePullRequest(REPOSITORY, number, { by: "maria" });
    }
    const after = await reader.look({ branch: "main", stories: [] });
    const changes = await history.changes(after);
    expect(changes.toSorted((a, b) => a.subject.localeCompare(b.subject))).toEqual([
      { subject: "feat(1-1-gate): Gate", story: STORY, paths: ["src/gate.ts", "src/hinge.ts"] },
      { subject: "Story 1.2: plum", story: undefined, paths: ["src/plum.ts"] },
    ]);
    expect(await history.changes(after)).toBe(changes);
  });
});

function merged(...numbers: readonly number[]): unknown {
  const nodes = numbers.map((number) => ({
    number,
    title: `feat(1-${number}): x`,
    headRefName: "x",
    isCrossRepository: number === 3,
  }));
  return { repository: { pullRequests: { nodes } } };
}

const FILES = { files: { totalCount: 1, nodes: [{ path: "src/a.ts" }] } };
const LOOK = { branch: "main", tree: "t", pullRequests: [] };

describe("the history that GitHub tells", () => {
  function apiOf(answer: (query: string) => unknown): GitHubApi & { readonly asked: string[] } {
    const asked: string[] = [];
    return {
      asked,
      request: async () => {
        throw new Error("nothing of that is asked");
      },
      graphql: async (query) => {
        asked.push(query.split(/[ (]/u)[1] ?? "");
        return { data: answer(query), errors: [] };
      },
    };
  }

  it("is asked for once for each pull request, and for nothing while the branch stands still", async () => {
    let newest = merged(1);
    const api = apiOf((query) =>
      query.startsWith("query MergedFiles")
        ? {
            repository: Object.fromEntries([...query.matchAll(/p(\d+):/gu)].map(([, n]) => [`p${n}`, FILES])),
          }
        : newest,
    );
    const history = createMergedChanges(api, { owner: "o", name: "r" }, () => undefined);
    await history.changes({ ...LOOK, commit: "a" });
    await history.changes({ ...LOOK, commit: "a" });
    expect(api.asked).toEqual(["Merged", "MergedFiles"]);
    newest = merged(1);
    await history.changes({ ...LOOK, commit: "b" });
    expect(api.asked).toEqual(["Merged", "MergedFiles", "Merged"]);
    newest = merged(2, 1);
    expect(await history.changes({ ...LOOK, commit: "c" })).toHaveLength(2);
    expect(api.asked.slice(3)).toEqual(["Merged", "MergedFiles"]);
  });

  it("knows nothing of a pull request with more files than a page", async () => {
    const many = { files: { totalCount: 101, nodes: [{ path: "src/a.ts" }] } };
    const api = apiOf((query) =>
      query.startsWith("query MergedFiles") ? { repository: { p1: many } } : merged(1),
    );
    const history = createMergedChanges(api, { owner: "o", name: "r" }, () => undefined);
    expect(await history.changes({ ...LOOK, commit: "a" })).toMatchObject([{ paths: [] }]);
  });

  it("is done without, and somebody hears of it, where GitHub does not answer", async () => {
    const api = apiOf(() => {
      throw new Failure("GitHub is away.", { code: "unavailable", retryable: true });
    });
    const heard: string[] = [];
    const history = createMergedChanges(api, { owner: "o", name: "r" }, (message) => heard.push(message));
    expect(await history.changes({ ...LOOK, commit: "a" })).toEqual([]);
    expect(heard).toEqual(["What merged pull requests changed could not be read: GitHub is away."]);
  });
});
