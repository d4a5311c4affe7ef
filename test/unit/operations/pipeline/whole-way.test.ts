import { afterEach, describe, expect, test, vi } from "vitest";
import {
  BRANCH,
  startJobWorld,
  STORY_PATH,
  uploadedText,
  type JobWorld,
} from "../../../support/job-world.ts";

// Each test runs whole jobs with real git and real test runs.
vi.setConfig({ testTimeout: 60_000 });

let world: JobWorld;

afterEach(async () => {
  await world.stop();
});

describe("one attempt", () => {
  test("goes from its brief to a pull request that is ready", async () => {
    world = await startJobWorld();
    const brief = world.brief();

    const end = await world.job(brief).whole();

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(world.pullRequests).toMatchObject([
      { branch: BRANCH, title: "feat(1-2-greeting): A friendly greeting", isDraft: false },
    ]);
    expect(world.git("log", "--format=%s", `main..${BRANCH}`)).toBe(
      "feat(1-2-greeting): A friendly greeting",
    );
    expect(world.git("diff", "--name-status", `main...${BRANCH}`)).toBe(
      `M\t${STORY_PATH}\nM\tsrc/greet.js\nA\tsrc/greet.test.js`,
    );
    const story = world.git("show", `${BRANCH}:${STORY_PATH}`);
    expect(story).toContain("- [x] Greet by name");
    expect(story).toContain("Status: done");
  });

  test("tells its story in the log", async () => {
    world = await startJobWorld();

    await world.job(world.brief()).whole();

    const log = uploadedText(world, "evidence--1-2-greeting--a1--r1--final", "1-2-greeting-narrative.log");
    expect(log).toMatchInlineSnapshot(`
      "[05:06] PREPARE — 2 unchecked tasks, 0 checked; micro, reviewed for requirements
      [05:06] BUILD DONE — 1 new, 1 modified (9 lines)
        ~ src/greet.js — greets by name
        + src/greet.test.js — one name
      [05:06] VERIFY DONE — 1 reviewer, tests passed (1/1): 0 must-fix, 0 should-fix, 0 style
      [05:06] ASSESS — 0 must-fix, 0 should-fix, 0 style: APPROVED
      [05:06] REFINE — nothing to fix
      [05:06] COMMIT — 2/2 tasks ticked (100 %): done
        feat(1-2-greeting): A friendly greeting
      [05:06] REFLECT — 1 learning
        “A friendly greeting” lives in src/greet.js.
      "
    `);
  });
});
