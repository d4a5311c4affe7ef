import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BatchState } from "../../src/core/batch/batch-state.ts";
import { CALLER_WORKFLOW_PATH, storyBranch } from "../../src/core/batch/names.ts";
import { parseStory } from "../../src/core/sprint/parse-story.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import { diffFiles, listCommits } from "../../src/embedded-github/git/history.ts";
import type { JobRecord } from "../../src/embedded-github/world/workflow-run.ts";
import {
  batchWhen,
  closeStage,
  isOver,
  openStage,
  say,
  sprintFiles,
  storyOf,
  type TestStage,
} from "../support/e2e-stage.ts";
import {
  BOARD_PATH,
  BOASTFUL,
  FOUND_PATH,
  HONEST,
  hostileSprint,
  SECRET_NAMES,
  STORIES_FOLDER,
  TRIED_PATH,
} from "../support/e2e-hostile-sprint.ts";

function never(message: string): never {
  throw new Error(message);
}

describe("an agent that does what it must not", () => {
  let stage: TestStage;
  let batch: BatchState;
  let jobs: readonly JobRecord[];

  beforeAll(async () => {
    stage = await openStage({ name: "harbour", files: await sprintFiles(hostileSprint()) });
    batch = await batchWhen(stage, say(stage, "/batch-stories run"), isOver);
    jobs = stage.github.world.runs.list(stage.repository).flatMap((run) => run.jobs);
  });

  afterAll(() => closeStage(stage));

  function branchOf(key: string): string {
    return storyBranch(StoryKey.parse(key));
  }

  async function deliveredText(key: string, path: string): Promise<string | undefined> {
    return await stage.github.world.readFile(stage.name, branchOf(key), path);
  }

  async function deliveredPaths(key: string): Promise<readonly string[]> {
    const { git } = stage.repository;
    const [commit] = await listCommits(git, { from: `refs/heads/${branchOf(key)}`, limit: 1 });
    const changes = commit ? await diffFiles(git, commit.parents[0] ?? "", commit.sha) : [];
    return changes.map(({ path }) => path).toSorted();
  }

  /** What a job's log says its token may do. */
  function grantsOf(job: JobRecord): readonly string[] {
    const lines = job.log.split("\n").map((line) => line.replace(/^\S+ /u, ""));
    const start = lines.indexOf("##[group]GITHUB_TOKEN Permissions");
    return lines.slice(start + 1, lines.indexOf("##[endgroup]", start));
  }

  test("has tried it all", async () => {
    const tried = (await deliveredText(HONEST, TRIED_PATH)) ?? "";

    expect(tried.split("\n").filter((line) => line !== "")).toEqual([
      "feat: by the agent itself",
      ".github/workflows/batch-stories.yml",
      ".github/workflows/evil.yml",
      `${STORIES_FOLDER}/${HONEST}.md`,
      BOARD_PATH,
      FOUND_PATH,
      TRIED_PATH,
    ]);
  });

  test("has its honest work delivered, and nothing else of what it changed", async () => {
    expect(storyOf(batch, HONEST).condition.kind).toBe("delivered");
    expect(await deliveredPaths(HONEST)).toEqual([`${STORIES_FOLDER}/${HONEST}.md`, FOUND_PATH, TRIED_PATH]);
  });

  test("cannot get its own commit delivered", async () => {
    const { git } = stage.repository;
    const commits = await listCommits(git, { from: `refs/heads/${branchOf(HONEST)}`, without: "main" });

    expect(commits).toHaveLength(1);
    expect(commits[0]?.message).toMatch(/^feat\(1-1-lantern\): Lantern\n/u);
    expect(commits[0]?.author.name).toBe("github-actions[bot]");
    const branches = await git.listRefs("refs/heads/");
    expect(branches.map(({ name }) => name)).not.toContain("refs/heads/agents-own");
  });

  test("cannot change a workflow or the board", async () => {
    for (const key of [HONEST, BOASTFUL]) {
      expect(await deliveredText(key, ".github/workflows/evil.yml")).toBeUndefined();
      expect(await deliveredText(key, CALLER_WORKFLOW_PATH)).not.toContain("mine now");
      expect(await deliveredText(key, BOARD_PATH)).not.toContain("1-9-more-work");
    }
  });

  test("cannot tick a box without evidence", async () => {
    const path = `${STORIES_FOLDER}/${BOASTFUL}.md`;
    const story = parseStory((await deliveredText(BOASTFUL, path)) ?? "", path);
    const { pullRequest, condition, attempts } = storyOf(batch, BOASTFUL);

    expect(story.tasks.map(({ checked }) => checked)).toEqual([true, false]);
    expect(story.status).toBe("in-progress");
    expect(condition.kind).not.toBe("delivered");
    expect(attempts[0]?.outcome?.kind).toBe("rejected");
    expect(stage.github.world.pullRequest(stage.name, pullRequest ?? 0).isDraft).toBe(true);
  });

  test("finds no token and nothing of the job in its environment", async () => {
    const found = JSON.parse((await deliveredText(HONEST, FOUND_PATH)) ?? "{}") as Record<string, string>;
    const names = Object.keys(found);

    expect(names).toContain("PATH");
    expect(found["CI"]).toBe("true");
    expect(names.filter((name) => SECRET_NAMES.test(name))).toEqual([]);
    expect(JSON.stringify(found)).not.toContain("ghs_");
    expect(JSON.stringify(found)).not.toContain("PRIVATE KEY");
  });

  test("has its tests run without secrets, twice", () => {
    const { attempts } = storyOf(batch, HONEST);

    // The test command fails when it sees any; it runs in the pipeline and once more in `prove`.
    expect(attempts[0]?.outcome).toMatchObject({ kind: "delivered", facts: { testStatus: "passed" } });
  });

  test.each([
    ["pipeline", ["Contents: read", "Metadata: read"]],
    ["prove", ["Contents: read", "Metadata: read"]],
    ["deliver", ["Contents: write", "Metadata: read", "PullRequests: write"]],
  ])("the token of a %s job may do no more than it needs", (name, grants) => {
    const found = jobs.filter((job) => job.name.endsWith(` / ${name}`));

    expect(found).toHaveLength(2);
    for (const job of found) expect(grantsOf(job)).toEqual(grants);
  });

  test("a token like the pipeline's cannot push, not even a branch of its own", async () => {
    const { world, url } = stage.github;
    const run = world.runs.list(stage.repository)[0] ?? never("nothing has run");
    const sha = await stage.repository.git.resolve("refs/heads/main");
    async function push(contents: "read" | "write"): Promise<number> {
      const token = world.credentials.mintJobToken(run, { contents });
      const answer = await fetch(`${url}/repos/${stage.name}/git/refs`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ ref: `refs/heads/by-${contents}`, sha }),
      });
      return answer.status;
    }

    expect(await push("read")).toBe(403);
    expect(await push("write")).toBe(201);
  });

  test("no job prints a token", () => {
    for (const job of jobs) expect(job.log).not.toMatch(/ghs_\w/u);
    expect(jobs.some((job) => job.log.includes("GITHUB_TOKEN Permissions"))).toBe(true);
  });
});
