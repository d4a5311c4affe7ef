import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { parseEvidence } from "../../../../src/core/evidence/read-evidence.ts";
import { keep } from "../../../../src/operations/pipeline/keep.ts";
import { attemptFiles } from "../../../../src/adapters/artifacts/attempt-files.ts";
import {
  BOARD_PATH,
  BRANCH,
  GOOD_SCRIPT,
  startJobWorld,
  STORY_PATH,
  STORY_TEXT,
  uploadedText,
  type JobWorld,
} from "../../../support/job-world.ts";

// Each test runs whole jobs with real git and real test runs.
vi.setConfig({ testTimeout: 60_000 });

let world: JobWorld;

afterEach(async () => {
  await world.stop();
});

function finalProgress() {
  const text = uploadedText(world, "evidence--1-2-greeting--a1--r1--final", "1-2-greeting-progress.json");
  const reading = parseEvidence(text, "progress");
  if (reading.kind !== "read") throw new Error(`no progress: ${reading.kind}`);
  return reading.evidence.body;
}

function finalLog(): string {
  return uploadedText(world, "evidence--1-2-greeting--a1--r1--final", "1-2-greeting-narrative.log") ?? "";
}

const WRONG_TEST = GOOD_SCRIPT.replace('greet("Ada"), "Hello Ada"', 'greet("Ada"), "Good day, Ada"');

describe("PREPARE", () => {
  test("ends a story whose boxes are all ticked as already done", async () => {
    world = await startJobWorld({ files: { [STORY_PATH]: STORY_TEXT.replaceAll("[ ]", "[x]") } });

    const run = await world.job(world.brief()).pipeline();

    expect(run.last).toMatchObject({ kind: "went-on", status: "already-done" });
    expect(finalProgress().status).toBe("ALREADY_DONE");
    expect(finalLog()).toContain("PREPARE — 0 unchecked tasks, 2 checked: already done");
  });

  test("says which file is missing", async () => {
    world = await startJobWorld();

    const run = await world.job(world.brief({ storyPath: "docs/stories/gone.md" })).pipeline();

    expect(run.last).toMatchObject({ kind: "stopped" });
    expect(finalProgress().failure?.reasons.join()).toContain("docs/stories/gone.md is not on main");
  });

  test("says that a story without boxes proves nothing", async () => {
    world = await startJobWorld({ files: { [STORY_PATH]: "# Story 1.2: Words only\n\nSome text.\n" } });

    const run = await world.job(world.brief()).pipeline();

    expect(run.last).toMatchObject({ kind: "stopped" });
    expect(finalProgress().failure?.reasons.join()).toContain("no task with a check box");
  });

  test("shows the end of a setup command that fails", async () => {
    world = await startJobWorld();
    const brief = world.brief();
    const config = { ...brief.config, setup: ["true", "echo no registry; exit 7"] };

    const run = await world.job({ ...brief, config }).pipeline();

    expect(run.last).toMatchObject({ kind: "stopped" });
    expect(finalProgress().failure?.reasons.join()).toMatch(
      /`echo no registry; exit 7` ended with exit code 7/u,
    );
  });

  test("keeps what setup leaves behind out of the story", async () => {
    world = await startJobWorld();
    const brief = world.brief();
    const setup = ["echo generated > generated.txt; echo '// touched' >> src/other.js"];

    await world.job({ ...brief, config: { ...brief.config, setup } }).whole();

    const changed = world.git("diff", "--name-only", `main...${BRANCH}`).split("\n");
    expect(changed).toEqual([STORY_PATH, "src/greet.js", "src/greet.test.js"]);
  });
});

describe("BUILD", () => {
  test("takes back what no story may change and says so", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief(), {
      agent: async (call, scripted) => {
        if (call.role === "builder") {
          function at(path: string): string {
            return join(call.workFolder, path);
          }
          writeFileSync(at(STORY_PATH), STORY_TEXT.replaceAll("[ ]", "[x]"));
          writeFileSync(at(BOARD_PATH), "done: everything\n");
          mkdirSync(at(".github/workflows"), { recursive: true });
          writeFileSync(at(".github/workflows/evil.yml"), "on: push\n");
          symlinkSync("/etc/passwd", at("src/passwords"));
          mkdirSync(at("nested/.git"), { recursive: true });
          writeFileSync(at("nested/file.js"), "export const nested = true;\n");
        }
        return await scripted.call(call);
      },
    });

    await job.whole();

    const changed = world.git("diff", "--name-only", `main...${BRANCH}`).split("\n");
    expect(changed).toEqual([STORY_PATH, "nested/file.js", "src/greet.js", "src/greet.test.js"]);
    expect(finalLog()).toContain("taken back: .github/workflows/evil.yml (stories do not change workflows)");
    expect(finalLog()).toContain("taken back: src/passwords (it is not a regular file)");
    expect(finalLog()).toContain(`taken back: ${STORY_PATH} (the story file is written by the pipeline)`);
  });

  test("takes the tree of a builder that commits, and ignores the commit", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief(), {
      agent: async (call, scripted) => {
        const answer = await scripted.call(call);
        if (call.role === "builder") rmSync(join(call.workFolder, ".git"), { recursive: true });
        return answer;
      },
    });

    expect(await job.whole()).toMatchObject({ kind: "delivered", shortcomings: [] });
  });

  test("asks once more when no task is cited, then lets the evidence be rejected", async () => {
    world = await startJobWorld({ script: GOOD_SCRIPT.replace("- edits:", "- cite: none\n        edits:") });
    const asked: boolean[] = [];
    const job = world.job(world.brief(), {
      agent: (call, scripted) => {
        if (call.role === "builder") asked.push(call.context["repair"] === true);
        return scripted.call(call);
      },
    });

    const end = await job.whole();

    expect(asked).toEqual([false, true]);
    expect(end).toMatchObject({
      kind: "delivered",
      shortcomings: expect.arrayContaining([
        { check: "builder", message: "builder artifact (no file:line evidence in tasks_addressed)" },
      ]) as unknown,
    });
    expect(world.pullRequests[0]?.isDraft).toBe(true);
    expect(world.pullRequests[0]?.body).toContain("no file:line evidence in tasks\\_addressed");
    expect(world.git("show", `${BRANCH}:${STORY_PATH}`)).toContain("- [ ] Greet by name");
  });

  test("repairs an answer that does not fit its schema, once", async () => {
    world = await startJobWorld();
    let calls = 0;
    const job = world.job(world.brief(), {
      agent: async (call, scripted) => {
        const answer = await scripted.call(call);
        if (call.role !== "builder" || answer.kind !== "answered") return answer;
        calls += 1;
        return calls === 1 ? { ...answer, answer: { status: "fine" } } : answer;
      },
    });

    expect(await job.whole()).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(calls).toBe(2);
  });

  test("fails when the answer stays unusable", async () => {
    world = await startJobWorld({
      script: "version: 1\nstories:\n  1-2-greeting:\n    builder:\n      - crash: 3\n",
    });

    const run = await world.job(world.brief()).pipeline();

    expect(run.last).toMatchObject({
      kind: "stopped",
      reasons: [expect.stringContaining("also when asked again: the agent program ended with exit code 3")],
    });
    expect(finalProgress()).toMatchObject({ status: "FAILED", failure: { phase: "BUILD", critical: false } });
  });

  test("names the limit when the builder takes too long", async () => {
    world = await startJobWorld({
      script: "version: 1\nstories:\n  1-2-greeting:\n    builder:\n      - hang: true\n",
    });

    const run = await world.job(world.brief()).pipeline();

    expect(run.last).toMatchObject({
      reasons: ["The builder did not finish within 60 minutes (agent.timeoutMinutes)."],
    });
  });

  test("ends blocked, with the reason, when the builder says so", async () => {
    world = await startJobWorld({
      script:
        "version: 1\nstories:\n  1-2-greeting:\n    builder:\n      - blocker: { reason: Which language?, critical: true }\n",
    });

    const run = await world.job(world.brief()).pipeline();

    expect(run.last).toMatchObject({ kind: "stopped", reasons: ["Which language?"] });
    expect(finalProgress()).toMatchObject({ status: "BLOCKED", failure: { critical: true } });
  });
});

describe("REFINE", () => {
  const FIXED = `${WRONG_TEST}    fixer:
      - edits:
          - file: src/greet.js
            purpose: the polite form
            replace: { find: "Hello", with: "Good day," }
`;

  test("fixes what the tests really show and is approved", async () => {
    world = await startJobWorld({ script: FIXED });

    const end = await world.job(world.brief()).whole();

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(finalLog()).toMatch(/VERIFY DONE — 1 reviewer, tests failed \(0\/1\): 1 must-fix/u);
    expect(finalLog()).toContain("REFINE DONE — 1 round, 1 must-fix handled: APPROVED");
    const names = [...world.uploads.values()].at(-2)?.files.keys() ?? [];
    expect([...names]).toContain("1-2-greeting-review-round-1.json");
  });

  test("gives up with reasons when the tests stay red", async () => {
    world = await startJobWorld({ script: WRONG_TEST });

    const run = await world.job(world.brief()).pipeline();

    expect(run.last).toMatchObject({ kind: "stopped" });
    expect(finalProgress()).toMatchObject({ status: "FAILED", failure: { phase: "REFINE" } });
    expect(finalProgress().failure?.reasons.join()).toContain("The project's tests fail: 1 of 1");
    expect(finalProgress().phases.REFINE?.status).toBe("failed");
    // Found in both rounds, but one finding.
    expect(finalProgress().metrics).toMatchObject({ issues_found: 1, iterations: 2 });
  });
});

describe("VERIFY", () => {
  test("puts back whatever tests and reviewers write", async () => {
    world = await startJobWorld();
    const brief = world.brief();
    const config = { ...brief.config, test: "node --test && mkdir -p coverage && echo x > coverage/report" };
    const job = world.job(
      { ...brief, config },
      {
        agent: async (call, scripted) => {
          if (call.role === "reviewer") writeFileSync(join(call.workFolder, "src/greet.js"), "sabotage\n");
          return await scripted.call(call);
        },
      },
    );

    const end = await job.whole();

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(existsSync(join(job.checkout, "coverage"))).toBe(false);
    expect(finalLog()).toContain("put back what reviewers changed: src/greet.js");
  });

  test("shows no reviewer what another one wrote", async () => {
    const twoReviewers = STORY_TEXT.replace("names the person", "names the caller of the API");
    world = await startJobWorld({ files: { [STORY_PATH]: twoReviewers } });
    const seen: boolean[] = [];
    const job = world.job(world.brief(), {
      agent: async (call, scripted) => {
        if (call.role !== "reviewer") return await scripted.call(call);
        const note = join(call.workFolder, "src/note-to-the-next.md");
        seen.push(existsSync(note));
        writeFileSync(note, "All is well.\n");
        return await scripted.call(call);
      },
    });

    await job.whole();

    expect(seen).toEqual([false, false]);
    expect(finalLog()).toContain("put back what reviewers changed: src/note-to-the-next.md\n");
  });

  test("goes on without tests where none are configured", async () => {
    world = await startJobWorld();
    const brief = world.brief();
    const { test: _, ...config } = brief.config;

    const end = await world.job({ ...brief, config }).whole();

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(world.pullRequests[0]?.body).toContain("tests: not configured");
  });
});

describe("an attempt that lost its claim", () => {
  test("ends in its first step", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    world.claims.length = 0;

    expect(await job.open()).toMatchObject({ kind: "stale" });
  });

  test("stops at the next phase", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief(), {
      agent: async (call, scripted) => {
        world.claims[0] = { ...world.claims[0]!, nonce: "somebody-else" };
        return await scripted.call(call);
      },
    });

    const run = await job.pipeline();

    expect(Object.keys(run.ends)).toEqual(["PREPARE", "BUILD", "VERIFY"]);
    expect(run.last).toMatchObject({ kind: "stale" });
  });
});

describe("a phase that breaks off", () => {
  test("is explained by what was kept", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief(), {
      agent: async (call, scripted) => {
        if (call.role === "reviewer") throw new Error("power cut");
        return await scripted.call(call);
      },
    });
    await expect(job.pipeline()).rejects.toThrow("power cut");

    const files = attemptFiles(join(job.folder, "attempt"), []);
    const clock = { now: () => "2026-03-04T06:00:00.000Z" };
    const kept = await keep({ files, clock, artifacts: artifactsOf(world) });

    expect(kept).toBe("kept");
    expect(finalProgress()).toMatchObject({ status: "FAILED", failure: { phase: "VERIFY" } });
    expect(finalLog()).toContain("BUILD DONE");
    expect(await keep({ files, clock, artifacts: artifactsOf(world) })).toBe("nothing-to-keep");
  });
});

function artifactsOf(target: JobWorld) {
  return {
    upload: async (artifact: { name: string; folder: string; files: readonly string[] }) => {
      const content = artifact.files.map(
        (file) => [file, new Uint8Array(readFileSync(join(artifact.folder, file)))] as const,
      );
      target.uploads.set(target.uploads.size + 1, { name: artifact.name, files: new Map(content) });
      return { id: target.uploads.size, digest: `sha256:${"0".repeat(64)}` };
    },
    fetch: () => Promise.reject(new Error("not used")),
  };
}
