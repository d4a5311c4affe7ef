import { describe, expect, test } from "vitest";
import { ansiText, withoutAnsi } from "../../../../src/embedded-github/pages/render-log/ansi-text.ts";
import { logView } from "../../../../src/embedded-github/pages/render-log/log-view.ts";
import { readStepLog } from "../../../../src/embedded-github/pages/render-log/read-log.ts";
import type { JobRecord, StepRecord } from "../../../../src/embedded-github/world/workflow-run.ts";

const ESC = "\u001B";

function aStep(number: number, logStart: number | null): StepRecord {
  const times = { startedAt: null, completedAt: null };
  return { number, name: `step ${number}`, status: "completed", conclusion: "success", ...times, logStart };
}

function aJob(log: string, steps: readonly StepRecord[]): JobRecord {
  const times = { createdAt: "", startedAt: null, completedAt: null };
  const rest = {
    id: 1,
    runId: 2,
    runAttempt: 1,
    name: "job",
    status: "completed",
    conclusion: null,
  } as const;
  return { ...rest, ...times, log, steps: [...steps] };
}

function stamped(...lines: readonly string[]): string {
  return lines.map((line) => `2026-11-21T08:22:24.3580000Z ${line}\n`).join("");
}

function textsOf(job: JobRecord, step: StepRecord): readonly string[] {
  return readStepLog(job, step).entries.map((entry) => (entry.kind === "line" ? entry.text : entry.title));
}

describe("a line of a terminal", () => {
  test.each([
    ["a colour", `${ESC}[31mred${ESC}[0m plain`, '<span class="ansi-1">red</span> plain'],
    ["bold and bright", `${ESC}[1;92mgo${ESC}[m`, '<span class="ansi-2 ansi-bold">go</span>'],
    ["an end of bold alone", `${ESC}[1;34ma${ESC}[22mb`, '<span class="ansi-4">b</span>'],
    ["sequences that do more", `${ESC}[2J${ESC}[1;1Hmoved${ESC}[K`, "moved"],
    ["a window's title", `${ESC}]0;evil\u0007after`, "after"],
    ["a hyperlink", `${ESC}]8;;https://e.example${ESC}\\text${ESC}]8;;${ESC}\\`, "text"],
    ["tags", `${ESC}[31m<script>${ESC}[0m`, '<span class="ansi-1">&lt;script&gt;</span>'],
    ["a sequence cut off", `a${ESC}[3`, "a"],
    ["many colours that mean nothing here", `${ESC}[38;5;200mx`, "x"],
  ])("keeps no more than its colours: %s", (_what, line, expected) => {
    expect(String(ansiText(line))).toContain(expected);
    expect(String(ansiText(line))).not.toContain(ESC);
    expect(withoutAnsi(line)).not.toContain(ESC);
  });

  test("takes no longer for a line of sequences", () => {
    const startedAt = performance.now();
    ansiText(`${ESC}[`.repeat(200_000));
    ansiText(`${ESC}]`.repeat(200_000));

    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe("a job's log", () => {
  const first = stamped("##[group]Permissions", "Contents: read", "##[endgroup]");
  const second = stamped("one", "##[error]it broke", "[command]git fetch");
  const steps = [aStep(1, 0), aStep(2, first.length), aStep(3, null), aStep(9, first.length + second.length)];
  const job = aJob(`${first}${second}${stamped("last")}`, steps);

  test("is cut where each step began, whatever the times", () => {
    expect(steps.map((step) => textsOf(job, step))).toEqual([
      ["Permissions"],
      ["one", "it broke", "git fetch"],
      [],
      ["last"],
    ]);
  });

  test("knows groups, errors and commands", () => {
    const [group] = readStepLog(job, aStep(1, 0)).entries;
    const levels = readStepLog(job, aStep(2, first.length)).entries.map((entry) =>
      entry.kind === "line" ? entry.level : entry.kind,
    );

    expect(group).toMatchObject({ kind: "group", lines: [{ text: "Contents: read", time: "08:22:24" }] });
    expect(levels).toEqual(["plain", "error", "command"]);
  });

  test("closes a group that nobody closes", () => {
    const open = aJob(stamped("##[group]A", "a", "##[group]B", "b"), [aStep(1, 0)]);

    expect(textsOf(open, aStep(1, 0))).toEqual(["A", "B"]);
  });

  test("says in words what is an error, and shows tags as text", () => {
    const bad = aJob(stamped("##[error]<script>alert(1)</script>", "##[group]<b>", "##[endgroup]"), [
      aStep(1, 0),
    ]);
    const text = String(logView(readStepLog(bad, aStep(1, 0))));

    expect(text).toContain("Error: &lt;script&gt;");
    expect(text).toContain("&lt;b&gt;</summary>");
    expect(text).not.toContain("<script");
  });

  test("shows the end of a very long one and says how much is left out", () => {
    const long = aJob(stamped(...Array.from({ length: 5000 }, (_, index) => `line ${index}`)), [aStep(1, 0)]);
    const { entries, omitted } = readStepLog(long, aStep(1, 0));

    expect(entries).toHaveLength(2000);
    expect(omitted).toBe(3000);
    expect(entries.at(-1)).toMatchObject({ text: "line 4999" });
    expect(String(logView({ entries, omitted }))).toContain("3,000 earlier lines");
  });
});
