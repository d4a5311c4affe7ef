/** What a table cannot say: cancelling, concurrency, limits, what can be polled while a run is in progress. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { nodeProgram } from "../../../src/embedded-github/runner/node-program.ts";
import type { RunRecord } from "../../../src/embedded-github/world/workflow-run.ts";
import { openCase, runCase, type StartedCase, type WorkflowCase } from "./run-case.ts";

let opened: StartedCase | undefined;

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function open(definition: WorkflowCase): Promise<StartedCase> {
  opened = await openCase(definition);
  return opened;
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error("waited too long");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function stepOf(run: RunRecord, job: string, step: string): string | undefined {
  return run.jobs.find(({ name }) => name === job)?.steps.find(({ name }) => name === step)?.status;
}

function hasPrinted(run: RunRecord, job: string, line: string): boolean {
  return run.jobs.some(({ name, log }) => name === job && log.includes(`Z ${line}\n`));
}

describe("a run that is cancelled", () => {
  const workflow = `
on: workflow_dispatch
jobs:
  slow:
    runs-on: u
    steps:
      - { name: wait, run: "trap 'echo asked; exit 130' INT; echo ready; sleep 20 & wait" }
      - { name: more, run: echo no }
      - { name: tidy, if: "always()", run: echo tidied }
      - { name: told, if: "cancelled()", run: echo told }
  calling: { uses: ./.github/workflows/leaf.yml }
  next: { needs: slow, runs-on: u, steps: [{ run: echo no }] }
  last: { needs: [slow, calling], if: "always()", runs-on: u, steps: [{ run: "echo \${{ needs.slow.result }} \${{ job.status }}" }] }
`;
  const leaf = `
on: workflow_call
jobs:
  stuck: { runs-on: u, steps: [{ name: ignore, run: "trap '' INT TERM; echo ready; sleep 20; echo survived" }] }
  keeps: { if: "always()", runs-on: u, steps: [{ name: go on, run: sleep 1 }, { run: echo finished }] }
`;

  test("by force runs nothing more, whatever its conditions say", async () => {
    const { start, result } = await open({ workflow, files: { ".github/workflows/leaf.yml": leaf } });
    const { run, handle } = start();
    await until(() => stepOf(run, "calling / keeps", "go on") === "in_progress");

    handle.forceCancel();
    await handle.done;

    const { jobs, conclusion } = result(run);
    expect({ conclusion, jobs }).toMatchObject({
      conclusion: "cancelled",
      jobs: { "calling / keeps": "cancelled", last: "cancelled" },
    });
  });

  test("ends its steps, asks conditions again and runs what wants to run in spite of it", async () => {
    const { start, result } = await open({ workflow, files: { ".github/workflows/leaf.yml": leaf } });
    const { run, handle } = start();
    await until(() => stepOf(run, "calling / keeps", "go on") === "in_progress");
    await until(() => hasPrinted(run, "slow", "ready") && hasPrinted(run, "calling / stuck", "ready"));

    handle.cancel();
    await handle.done;

    const { jobs, steps, log, conclusion } = result(run);
    expect({ conclusion, jobs }).toEqual({
      conclusion: "cancelled",
      jobs: {
        slow: "cancelled",
        "calling / stuck": "cancelled",
        "calling / keeps": "success",
        next: "skipped",
        last: "success",
      },
    });
    expect(Object.entries(steps("slow"))).toEqual([
      ["Set up job", "success"],
      ["wait", "cancelled"],
      ["more", "skipped"],
      ["tidy", "success"],
      ["told", "success"],
      ["Complete job", "success"],
    ]);
    expect(log("slow")).toEqual(expect.arrayContaining(["asked", "tidied", "told"]));
    expect(log("calling / stuck")).not.toContain("survived");
    expect(log("calling / keeps")).toContain("finished");
    expect(log("last")).toContain("cancelled success");
  });

  test("cancels jobs that still wait for a runner without starting them", async () => {
    const { start, result } = await open({
      maxJobs: 1,
      workflow: `
on: workflow_dispatch
jobs:
  a: { runs-on: u, steps: [{ name: wait, run: sleep 20 }] }
  b: { runs-on: u, steps: [{ run: echo b }] }
`,
    });
    const { run, handle } = start();
    await until(() => stepOf(run, "a", "wait") === "in_progress");
    expect(run.jobs.map(({ name, status }) => [name, status])).toEqual([
      ["a", "in_progress"],
      ["b", "queued"],
    ]);

    handle.cancel();
    await handle.done;

    expect(result(run).jobs).toEqual({ a: "cancelled", b: "cancelled" });
    expect(run.jobs[1]?.steps).toEqual([]);
  });

  test("is cancelled before its first job, too", async () => {
    const { start, result } = await open({
      workflow: "on: workflow_dispatch\njobs: { a: { runs-on: u, steps: [{ run: echo a }] } }",
    });
    const { run, handle } = start();
    handle.cancel();
    await handle.done;

    expect(result(run).conclusion).toBe("cancelled");
    expect(Object.values(result(run).jobs)).not.toContain("success");
  });
});

describe("a concurrency group", () => {
  function grouped(extra: string): string {
    return `
on: workflow_dispatch
concurrency: { group: "Deploy \${{ github.ref_name }}", ${extra} }
jobs:
  j: { runs-on: u, steps: [{ name: work, run: sleep 0.5 }] }
`;
  }

  test("lets one run at a time in, and a newer one replaces the one that waits", async () => {
    const { start } = await open({ workflow: grouped("cancel-in-progress: false") });
    const first = start();
    await until(() => stepOf(first.run, "j", "work") === "in_progress");
    const second = start();
    await until(() => second.run.displayTitle !== "before");
    await new Promise((resolve) => setTimeout(resolve, 30));
    const third = start();
    await Promise.all([first.handle.done, second.handle.done, third.handle.done]);

    expect([first, second, third].map(({ run }) => run.conclusion)).toEqual([
      "success",
      "cancelled",
      "success",
    ]);
    expect(second.run.jobs).toEqual([]);
    expect(second.run.annotations[0]?.message).toBe(
      "Canceling since a higher priority waiting request for 'Deploy main' exists",
    );
    const firstEnd = first.run.jobs[0]?.completedAt ?? "";
    expect((third.run.jobs[0]?.startedAt ?? "") >= firstEnd).toBe(true);
  });

  test("ends the run in progress when the newer one says so", async () => {
    const { start } = await open({ workflow: grouped("cancel-in-progress: true") });
    const first = start();
    await until(() => stepOf(first.run, "j", "work") === "in_progress");
    const second = start();
    await Promise.all([first.handle.done, second.handle.done]);

    expect([first, second].map(({ run }) => run.conclusion)).toEqual(["cancelled", "success"]);
  });

  test("keeps everyone in line with queue: max", async () => {
    const { start } = await open({ workflow: grouped("queue: max").replace("sleep 0.5", "sleep 0.1") });
    const runs = [start(), start(), start()];
    await Promise.all(runs.map(({ handle }) => handle.done));

    expect(runs.map(({ run }) => run.conclusion)).toEqual(["success", "success", "success"]);
    const times = runs
      .map(({ run }) => run.jobs[0])
      .map((job) => ({ start: job?.startedAt ?? "", end: job?.completedAt ?? "" }))
      .toSorted((one, other) => one.start.localeCompare(other.start));
    expect(
      times.every(({ start: begin }, index) => index === 0 || begin >= (times[index - 1]?.end ?? "")),
    ).toBe(true);
  });

  test("holds jobs apart, too, by a name of the matrix", async () => {
    const { start, result } = await open({
      workflow: `
on: workflow_dispatch
jobs:
  j:
    runs-on: u
    strategy: { matrix: { n: [1, 2, 3] } }
    concurrency: { group: "only-\${{ matrix.n == 3 && 'b' || 'a' }}", queue: max }
    steps: [{ run: 'mkdir "$SHARED/\${{ matrix.n == 3 && 3 || 1 }}" && sleep 0.2 && rmdir "$SHARED/\${{ matrix.n == 3 && 3 || 1 }}"', env: { SHARED: "\${{ runner.temp }}/../../.." } }]
`,
    });
    const { run, handle } = start();
    await handle.done;

    expect(result(run).conclusion).toBe("success");
  });
});

describe("a run in progress", () => {
  test("can be polled: jobs and steps show what is done, doing and to be done", async () => {
    const { start, host } = await open({
      workflow: `
on: workflow_dispatch
jobs:
  j: { runs-on: u, steps: [{ name: first, run: echo 1 }, { name: second, run: sleep 0.3 }, { name: third, run: echo 3 }] }
`,
    });
    const { run, handle } = start();
    await until(() => stepOf(run, "j", "second") === "in_progress");

    const steps = run.jobs[0]?.steps.map(({ number, name, status, conclusion }) => [
      number,
      name,
      status,
      conclusion,
    ]);
    expect(run.status).toBe("in_progress");
    expect(steps).toEqual([
      [1, "Set up job", "completed", "success"],
      [2, "first", "completed", "success"],
      [3, "second", "in_progress", null],
      [4, "third", "queued", null],
    ]);
    await handle.done;
    expect(host.events.filter((event) => !event.endsWith("step"))).toEqual([
      "run: requested",
      "j: queued",
      "run: in_progress",
      "j: in_progress",
      "j: completed",
      "run: completed",
    ]);
    expect(run.jobs[0]?.steps.at(-1)).toMatchObject({ number: 5, name: "Complete job" });
  });

  test("shares the runner's places with all other runs", async () => {
    const { start } = await open({
      maxJobs: 2,
      workflow: `
on: workflow_dispatch
jobs:
  a: { runs-on: u, steps: [{ run: sleep 0.15 }] }
  b: { runs-on: u, steps: [{ run: sleep 0.15 }] }
`,
    });
    const runs = [start(), start()];
    await Promise.all(runs.map(({ handle }) => handle.done));

    const jobs = runs.flatMap(({ run }) => run.jobs);
    for (const job of jobs) {
      const overlapping = jobs.filter(
        (other) =>
          (other.startedAt ?? "") < (job.completedAt ?? "") &&
          (other.completedAt ?? "") > (job.startedAt ?? ""),
      );
      expect(overlapping.length).toBeLessThanOrEqual(3);
    }
    const atStart = jobs.filter(
      (job) =>
        jobs.filter(
          (other) =>
            (other.startedAt ?? "") <= (job.startedAt ?? "") &&
            (other.completedAt ?? "") > (job.startedAt ?? ""),
        ).length > 2,
    );
    expect(atStart).toEqual([]);
  });

  test("leaves no folder behind", async () => {
    const { start, host } = await open({
      workflow: `
on: workflow_dispatch
jobs:
  j: { runs-on: u, steps: [{ uses: $/act }, { run: "mkdir -p deep/er && touch deep/er/file && chmod 500 deep" }] }
`,
      files: { "act/action.yml": "{name: A, description: a, runs: {using: composite, steps: []}}" },
    });
    const { run, handle } = start();
    await handle.done;

    expect(run.conclusion).toBe("success");
    expect(readdirSync(join(host.folder, "runner"))).toEqual([]);
  });

  test("leaves no timer behind that would keep the process alive", async () => {
    const workflow = "on: workflow_dispatch\njobs: { a: { runs-on: u, steps: [{ run: echo hi }] } }\n";
    const { start, close } = await open({ workflow });
    await start().handle.done;
    function timers(): number {
      return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    }
    const before = timers();

    await close();

    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("ends at once when the runner stops, whatever still wants to run", async () => {
    const { start, runner } = await open({
      workflow: `
on: workflow_dispatch
jobs:
  j: { if: "always()", runs-on: u, steps: [{ name: wait, if: "always()", run: "trap '' INT TERM; sleep 20" }, { if: "always()", run: sleep 20 }] }
`,
    });
    const { run, handle } = start();
    await until(() => stepOf(run, "j", "wait") === "in_progress");
    const before = Date.now();
    await runner.stop();
    await handle.done;

    expect(Date.now() - before).toBeLessThan(2_000);
    expect(run.conclusion).toBe("cancelled");
  });

  test("gives each job its own copy of an action, so that none can change another's code", async () => {
    const { start, result } = await open({
      workflow: `
on: workflow_dispatch
jobs:
  evil:
    runs-on: u
    steps:
      - { id: act, uses: $/act }
      - run: 'find "$RUNNER_TEMP/../_actions" -name main.cjs -exec sh -c "echo console.log\\(666\\) > {}" ";"'
  good: { needs: evil, runs-on: u, steps: [{ uses: $/act }] }
`,
      files: {
        "act/action.yml": "{name: A, description: a, runs: {using: node20, main: main.cjs}}",
        "act/main.cjs": "console.log('genuine')",
      },
    });
    const { run, handle } = start();
    await handle.done;

    expect(result(run).log("good")).toContain("genuine");
    expect(result(run).log("good")).not.toContain("666");
  });
});

describe("a JavaScript action", () => {
  const OWN_MAJOR = process.versions.node.split(".", 1)[0];
  const OTHER_MAJOR = OWN_MAJOR === "24" ? "20" : "24";
  const workflow = `
on: workflow_dispatch
jobs:
  a: { runs-on: u, steps: [{ uses: actions/checkout@v4 }, { uses: ./act }, { uses: ./act }] }
`;
  function action(using: string): WorkflowCase {
    const files = {
      "act/action.yml": `{name: A, description: a, runs: {using: ${using}, main: main.cjs}}`,
      "act/main.cjs": "console.log('node ' + process.versions.node);",
    };
    return { workflow, files, git: true };
  }

  test("leaves one line in the log when the runner lacks the Node that it asks for", async () => {
    const { log } = await runCase(action(`node${OTHER_MAJOR}`));

    const own = process.versions.node;
    const lines = log("a").filter((line) => line.includes(`Node.js ${own}`));
    expect(lines).toEqual([
      `Node.js ${own} runs actions that ask for node${OTHER_MAJOR}: this runner has no other.`,
    ]);
    expect(log("a").filter((line) => line === `node ${own}`)).toHaveLength(2);
  });

  test("runs without a word on the Node that it asks for", async () => {
    const { log } = await runCase(action(`node${OWN_MAJOR}`));

    expect(log("a").filter((line) => line.includes("this runner has no other"))).toEqual([]);
  });

  test("cannot be run by a file that is no Node", () => {
    expect(() => nodeProgram("/no/such/node")).toThrow(
      "/no/such/node, which is to run JavaScript actions, does not start.",
    );
  });
});
