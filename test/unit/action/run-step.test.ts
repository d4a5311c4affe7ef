import { describe, expect, test } from "vitest";
import { attemptFolder, ownRun, readEnvironment } from "../../../src/action/environment.ts";
import { explain } from "../../../src/action/run-step.ts";
import { Failure } from "../../../src/operations/failure.ts";

const COMPLETE = {
  GITHUB_REPOSITORY: "owner/name",
  GITHUB_RUN_ID: "12",
  GITHUB_RUN_ATTEMPT: "2",
  RUNNER_TEMP: "/tmp/runner",
  GITHUB_WORKSPACE: "/work",
  GITHUB_API_URL: "https://api.github.com",
  GITHUB_SERVER_URL: "https://github.com",
  PATH: "/bin",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "url.x.insteadOf",
  GIT_CONFIG_VALUE_0: "y",
  GIT_SSH_COMMAND: "evil",
  GITHUB_TOKEN: "secret",
};

describe("the environment of the action", () => {
  test("is read once, with what git may know of it", () => {
    const environment = readEnvironment(COMPLETE);

    expect(environment).toMatchObject({
      repository: { owner: "owner", name: "name" },
      runId: 12,
      runAttempt: 2,
      workspace: "/work",
    });
    expect(environment.git).toEqual({
      PATH: "/bin",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "url.x.insteadOf",
      GIT_CONFIG_VALUE_0: "y",
    });
    expect(attemptFolder(environment, { story: "1-1-a", attempt: 2 })).toBe(
      "/tmp/runner/batch-stories/1-1-a-2",
    );
  });

  test("knows the run that a person started, and who started it last", () => {
    const told = {
      ...COMPLETE,
      GITHUB_ACTOR: "ada",
      GITHUB_TRIGGERING_ACTOR: "maria",
      GITHUB_REF_NAME: "main",
    };

    expect(readEnvironment(told)).toMatchObject({ actor: "maria", branch: "main" });
    expect(readEnvironment(COMPLETE)).toMatchObject({ actor: "", branch: "" });
    expect(ownRun(readEnvironment(COMPLETE))).toEqual({
      id: 12,
      attempt: 2,
      url: expect.stringMatching(/\/owner\/name\/actions\/runs\/12$/u),
    });
  });

  test("says everything that is missing at once", () => {
    expect(() => readEnvironment({ ...COMPLETE, GITHUB_RUN_ID: "", RUNNER_TEMP: undefined })).toThrow(
      "GITHUB_RUN_ID, RUNNER_TEMP is not set",
    );
  });
});

describe("what a failed step says", () => {
  test("names the failure, and whether trying again may help", () => {
    const failure = new Failure("GitHub answered 502.", { code: "unavailable", retryable: true });

    expect(explain("deliver", failure)).toEqual({
      title: "deliver failed",
      text: "GitHub answered 502. Re-running this job may help.",
    });
  });

  test("takes the blame for a bug", () => {
    const { text } = explain("build", new Error("bug: no tree"));

    expect(text).toContain("an error of batch-stories itself, not of your story: bug: no tree");
    expect(text).toContain("/issues");
  });
});
