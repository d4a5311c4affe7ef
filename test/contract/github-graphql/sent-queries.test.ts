import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pullRequestApi } from "../../../src/adapters/git/api/pull-request-api.ts";
import { jobRequest } from "../../../src/adapters/git/job-request.ts";
import { BatchId } from "../../../src/core/batch/batch-id.ts";
import { CALLER_WORKFLOW_PATH, STATE_BRANCH, storyBranch } from "../../../src/core/batch/names.ts";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import { type EmbeddedApp, REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";
import { ROOT } from "../../support/source-files.ts";

const STORY = StoryKey.parse("1-1-gate");
const AT = { owner: "octo", repo: "orchard" };

/** Names of the operations written down in the adapters: `query Look(`, `mutation CommitOnBranch(`. */
function writtenQueries(): readonly string[] {
  const folder = join(ROOT, "src", "adapters");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const texts = files
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  const found = texts.flatMap((text) =>
    [...text.matchAll(/`(?:query|mutation) (\w+)/gu)].map(([, name = ""]) => name),
  );
  return [...new Set(found)].toSorted();
}

describe("the queries of the adapters", () => {
  let app: EmbeddedApp;

  beforeAll(async () => {
    app = await startEmbeddedApp(
      new Map([
        [CALLER_WORKFLOW_PATH, "on: workflow_dispatch\njobs: {}\n"],
        ["board.yaml", "a: b\n"],
      ]),
    );
    const { world, url } = app.github;
    const { reader, boardWriter, pullRequests, store, history } = await app.context();
    const { commit, tree } = await reader.look({ branch: undefined, stories: [STORY] });
    await reader.look({ branch: "main", stories: [] });
    await reader.readBlobs([...(await reader.readTree(tree)).values()]);
    await boardWriter.write({
      branch: "main",
      expectedHead: commit,
      path: "board.yaml",
      text: "a: c\n",
      message: "c",
    });

    const maria = new Octokit({ baseUrl: url, auth: world.createUser("maria").token });
    const head = storyBranch(STORY);
    await maria.rest.git.createRef({ ...AT, ref: `refs/heads/${head}`, sha: commit });
    const files = new Map([["gate.js", "export {};\n"]]);
    await world.commitFiles(REPOSITORY, {
      branch: head,
      files,
      message: "feat(1-1-gate): Gate",
      by: "maria",
    });
    const { data: opened } = await maria.rest.pulls.create({ ...AT, title: "Gate", head, base: "main" });
    await pullRequests.convertToDraft(opened.number);
    const inJob = pullRequestApi(
      jobRequest(
        (route, parameters) => maria.request(route, { ...parameters }),
        async () => undefined,
      ),
      AT,
    );
    const found = { number: opened.number, nodeId: opened.node_id, isDraft: true };
    await inJob.setDraft(found, false);
    await inJob.setDraft(found, true);

    await maria.rest.git.createRef({ ...AT, ref: "refs/heads/plum", sha: commit });
    const plum = new Map([["plum.js", "export {};\n"]]);
    await world.commitFiles(REPOSITORY, { branch: "plum", files: plum, message: "plum", by: "maria" });
    const ended = await maria.rest.pulls.create({ ...AT, title: "Plum", head: "plum", base: "main" });
    await world.mergePullRequest(REPOSITORY, ended.data.number, { by: "maria" });
    await history.changes(await reader.look({ branch: "main", stories: [] }));

    const batch = BatchId.parse("b1-1");
    await store.read(batch);
    await maria.rest.git.createRef({ ...AT, ref: `refs/heads/${STATE_BRANCH}`, sha: commit });
    await store.read(batch);
    await store.readBrief({ batch, story: STORY, attempt: 1 });
    await store.listOpen(world.now());
  });

  afterAll(() => app.stop());

  it("are all understood by the embedded GitHub, and by GitHub as its schema says", () => {
    expect(writtenQueries().length).toBeGreaterThan(5);
    expect(writtenQueries().filter((name) => !app.contract.queries.has(name))).toEqual([]);
    expect(app.contract.differences).toEqual([]);
  });
});
