import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  batchWhen,
  closeStage,
  isOver,
  openStage,
  orchardFiles,
  say,
  type TestStage,
} from "../support/e2e-stage.ts";

describe("a repository with a token of its own for deliveries", () => {
  let stage: TestStage | undefined;

  beforeAll(async () => {
    stage = await openStage({ name: "orchard", files: await orchardFiles(), deliveryTokenOf: "deliverer" });
  });
  afterAll(() => closeStage(stage));

  test("has its pull requests made with that token, and with no other, though Actions may not open any", async () => {
    if (!stage) throw new Error("the stage did not open");
    const said = say(stage, "/batch-stories run --stories 1-4");

    await batchWhen(stage, said, isOver);

    const { world } = stage.github;
    const pullRequests = world.issues.list(stage.repository).filter((issue) => issue.isPullRequest);
    expect(pullRequests.map((issue) => issue.author.login)).toEqual(["deliverer"]);
    expect(
      world.runs
        .list(stage.repository)
        .flatMap((run) => run.jobs)
        .map((job) => job.log)
        .join(""),
    ).not.toContain("ghp_");
  });
});
