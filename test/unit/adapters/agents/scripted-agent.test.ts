import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseAgentScript, ScriptError } from "../../../../src/adapters/agents/scripted/agent-script.ts";
import { commentLine, commentText } from "../../../../src/adapters/agents/scripted/comment-line.ts";
import { namedPaths } from "../../../../src/adapters/agents/scripted/named-paths.ts";
import {
  runScriptedAgent,
  type ScriptedEnd,
} from "../../../../src/adapters/agents/scripted/run-scripted-agent.ts";
import { scriptedAgentMain } from "../../../../src/adapters/agents/scripted/scripted-agent-main.ts";
import { BuilderAnswer, ReviewerAnswer, type AnswerRole } from "../../../../src/core/pipeline/answers.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scripted-"));
  execFileSync("git", ["init", "-q", folder]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function get(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

interface Call {
  readonly role?: AnswerRole;
  readonly tasks?: readonly string[];
  readonly script?: string;
  readonly attempt?: number;
  readonly repair?: boolean;
  readonly changedFiles?: readonly string[];
  readonly findings?: readonly object[];
}

function request(call: Call): string {
  const tasks = (call.tasks ?? []).map((text, index) => ({ text, line: index + 1, checked: false }));
  return JSON.stringify({
    protocol: 1,
    role: call.role ?? "builder",
    prompt: "",
    answerSchema: {},
    workFolder: folder,
    context: {
      story: { key: "7-1-x", title: "X", tasks },
      attempt: call.attempt ?? 1,
      round: 0,
      storyPath: "docs/stories/7-1-x.md",
      boardPath: "docs/sprint-status.yaml",
      changedFiles: call.changedFiles ?? [],
      findings: call.findings ?? [],
      script: call.script,
      repair: call.repair ?? false,
    },
  });
}

function run(call: Call): Promise<ScriptedEnd> {
  return runScriptedAgent(request(call), folder);
}

async function answer(call: Call): Promise<unknown> {
  const end = await run(call);
  if (end.kind !== "answered") throw new Error(`The agent ${end.kind}.`);
  return end.reply.answer;
}

async function build(call: Call): Promise<BuilderAnswer> {
  return BuilderAnswer.parse(await answer(call));
}

function evidenceOf(answered: BuilderAnswer): readonly string[] {
  return answered.tasks_addressed.map((entry) => entry.evidence);
}

function script(role: AnswerRole, rules: string): string {
  return `version: 1\nstories:\n  7-1-x:\n    ${role}:\n${rules.replaceAll(/^/gmu, "      ")}\n`;
}

describe("the generic builder", () => {
  test("leaves a comment in the file that a task names, and cites that line", async () => {
    put("src/a.ts", "export const a = 1;\n");
    const answered = await build({ tasks: ["Extend `src/a.ts` with b"] });

    expect(get("src/a.ts")).toBe("export const a = 1;\n// rehearsal of 7-1-x: Extend src/a.ts with b\n");
    expect(evidenceOf(answered)).toEqual(["src/a.ts:2 — a line for this task"]);
    expect(answered.files.map((file) => file.path)).toEqual(["src/a.ts"]);
  });

  test("creates a file when the task says so", async () => {
    const answered = await build({ tasks: ["Create `src/new/b.py` for sums"] });

    expect(get("src/new/b.py")).toBe("# rehearsal of 7-1-x: Create src/new/b.py for sums\n");
    expect(evidenceOf(answered)).toEqual(["src/new/b.py:1 — a line for this task"]);
  });

  test("writes to the rehearsal file when no named file fits", async () => {
    put("package.json", "{}\n");
    const answered = await build({
      tasks: ["Change `package.json`", "Talk to Ida", "Fix src/gone.ts", "Create `data.json`"],
    });

    expect(get("package.json")).toBe("{}\n");
    expect(evidenceOf(answered)).toEqual(
      [3, 4, 5, 6].map((line) => `rehearsal/7-1-x.md:${line} — a line for this task`),
    );
    expect(get("rehearsal/7-1-x.md").split("\n")[3]).toBe("- rehearsal of 7-1-x: Talk to Ida");
  });

  test.each([
    ["the story file", "docs/stories/7-1-x.md"],
    ["another story", "docs/stories/7-2-y.md"],
    ["the board", "docs/sprint-status.yaml"],
    ["a workflow", ".github/workflows/ci.yml"],
    ["a lockfile", "pnpm-lock.yaml"],
    ["a dependency", "node_modules/x/index.js"],
    ["git's own files", ".git/config.txt"],
    ["an ignored file", "out/a.ts"],
    ["a link", "link.ts"],
    ["a binary file", "binary.ts"],
  ])("never touches %s", async (_what, path) => {
    put(".gitignore", "out/\n");
    if (path === "link.ts") symlinkSync("/etc/hostname", join(folder, path));
    else put(path, path === "binary.ts" ? "a\0b" : "text\n");
    const answered = await build({ tasks: [`Create or extend \`${path}\``] });

    expect(evidenceOf(answered)).toEqual(["rehearsal/7-1-x.md:3 — a line for this task"]);
  });

  test.each(["../outside.ts", "/etc/outside.ts", "src/../../outside.ts", "linked/outside.ts"])(
    "does not leave the work tree by %s",
    async (path) => {
      const outside = mkdtempSync(join(tmpdir(), "outside-"));
      symlinkSync(outside, join(folder, "linked"));
      const answered = await build({ tasks: [`Create \`${path}\``] });
      rmSync(outside, { recursive: true });

      expect(evidenceOf(answered)).toEqual(["rehearsal/7-1-x.md:3 — a line for this task"]);
    },
  );

  test("finds its line again instead of leaving another", async () => {
    put("src/a.ts", "a\n");
    await build({ tasks: ["Extend `src/a.ts`"] });
    const again = await build({ tasks: ["Extend `src/a.ts`"], repair: true });

    expect(get("src/a.ts").split("\n")).toHaveLength(3);
    expect(evidenceOf(again)).toEqual(["src/a.ts:2 — a line for this task"]);
  });

  test("keeps Windows line ends and a missing last one", async () => {
    put("a.sql", "select 1;\r\nselect 2;");
    const answered = await build({ tasks: ["Extend `a.sql`"] });

    expect(get("a.sql")).toBe("select 1;\r\nselect 2;\r\n-- rehearsal of 7-1-x: Extend a.sql\r\n");
    expect(evidenceOf(answered)).toEqual(["a.sql:3 — a line for this task"]);
  });
});

describe("the generic reviewer", () => {
  test("finds what was done, and what was not", async () => {
    put("src/a.ts", "a\n");
    const tasks = ["Extend `src/a.ts`", "Talk to Ida", "Change `src/b.ts`"];
    await build({ tasks: tasks.slice(0, 2) });
    const changedFiles = ["src/a.ts", "rehearsal/7-1-x.md"];
    const review = ReviewerAnswer.parse(await answer({ role: "reviewer", tasks, changedFiles }));

    expect(review.task_verification.map((entry) => [entry.implemented, entry.evidence])).toEqual([
      [true, [{ file: "src/a.ts", lines: "2" }]],
      [true, [{ file: "rehearsal/7-1-x.md", lines: "3" }]],
      [false, []],
    ]);
    expect(review.verdict).toBe("NEEDS_FIXES");
  });

  test("does not believe in changes that are not there", async () => {
    put("src/a.ts", "a\n");
    const review = await answer({ role: "reviewer", tasks: ["Extend `src/a.ts`"], changedFiles: [] });

    expect(review).toMatchObject({ verdict: "NEEDS_FIXES", task_verification: [{ implemented: false }] });
  });
});

describe("the other generic roles", () => {
  const findings = [{ id: "F1", severity: "MUST_FIX", description: "No label", file: "src/a.ts" }];

  test("uphold findings, fix them, write notes and learn", async () => {
    put("src/a.ts", "a\n");
    const fixed = await build({ role: "fixer", findings });

    expect(await answer({ role: "arbiter", findings })).toMatchObject({
      triage: [{ finding: "F1", new_classification: "MUST_FIX" }],
    });
    expect(fixed.tasks_addressed).toMatchObject([
      { task: "No label", evidence: "src/a.ts:2 — a line for this task" },
    ]);
    expect(await answer({ role: "reconciler", changedFiles: ["src/a.ts"] })).toMatchObject({
      completion_notes: ["Worked through 0 tasks of “X”.", "Changed src/a.ts."],
    });
    expect(await answer({ role: "reflector", changedFiles: ["src/a.ts"] })).toEqual({
      learnings: ["“X” lives in src/a.ts."],
    });
  });
});

describe("a scripted builder", () => {
  const rules = script(
    "builder",
    `- attempt: 1
  cite: none
  edits: [{ file: a.js, write: "one\\ntwo\\n", purpose: the a }]
- edits:
    - { file: a.js, replace: { find: two, with: "TWO\\nthree" } }
    - { file: b.test.js, write: "test('x', () => {});\\nit('y', () => {});\\n" }
  leave: [Ida]`,
  );

  test("follows the first rule that matches the attempt", async () => {
    const first = await build({ script: rules, tasks: ["Write `a.js`"] });
    const second = await build({ script: rules, attempt: 2, tasks: ["Write `a.js`", "Ask Ida", "Test"] });

    expect(first).toMatchObject({
      status: "complete",
      tasks_addressed: [{ evidence: "Done as described." }],
      files: [{ path: "a.js", purpose: "the a" }],
    });
    expect(get("a.js")).toBe("one\nTWO\nthree\n");
    expect(second).toMatchObject({ status: "partial", tasks_remaining: ["Ask Ida"], tests_added: 2 });
    expect(evidenceOf(second)).toEqual([
      "a.js:2-3 — changed for this task",
      "a.js:2-3 — changed for this task",
    ]);
  });

  test("may be asked again without doing its edits twice", async () => {
    await build({ script: rules, attempt: 1, tasks: ["Write `a.js`"] });
    await build({ script: rules, attempt: 2, tasks: ["Write `a.js`"] });
    const again = await build({ script: rules, attempt: 2, repair: true, tasks: ["Write `a.js`"] });

    expect(get("a.js")).toBe("one\nTWO\nthree\n");
    expect(evidenceOf(again)).toEqual(["a.js:2-3 — changed for this task"]);
  });

  test("appends, removes, cites what it is told and is blocked", async () => {
    put("a.js", "one\n");
    put("old.js", "old\n");
    const told = script(
      "builder",
      `- edits: [{ file: a.js, append: "\\ntwo\\n" }, { file: old.js, remove: true }]
  cite: [{ task: Write, evidence: "a.js:1 — told" }]
  blocker: { reason: Which currency?, critical: true }`,
    );
    const answered = await build({ script: told, tasks: ["Write `a.js`", "Other"] });

    expect(get("a.js")).toBe("one\n\ntwo\n");
    expect(() => get("old.js")).toThrow("ENOENT");
    expect(evidenceOf(answered)).toEqual(["a.js:1 — told", "Done as described."]);
    expect(answered).toMatchObject({
      status: "blocked",
      blocker: { reason: "Which currency?", critical: true },
    });
  });

  test("fails clearly when an edit does not fit", async () => {
    const wrong = script("builder", `- edits: [{ file: a.js, replace: { find: gone, with: x } }]`);
    await expect(build({ script: wrong })).rejects.toThrow("a.js, which is not there");
    put("a.js", "one\n");
    await expect(build({ script: wrong })).rejects.toThrow("that is not there: gone");
  });

  test.each(["../evil.js", ".git/hooks/x", "/tmp/evil.js"])("may not write to %s", async (file) => {
    const wrong = script("builder", `- edits: [{ file: "${file}", write: x }]`);

    await expect(build({ script: wrong })).rejects.toThrow("leads out of the work tree");
  });
});

describe("scripted reviewers and arbiters", () => {
  test("find something until it is fixed", async () => {
    const rules = script(
      "reviewer",
      `- findings: [{ severity: MUST_FIX, description: No check, until: { file: a.js, contains: check } }]`,
    );
    put("a.js", "one\n");
    const before = await answer({ role: "reviewer", script: rules });
    put("a.js", "check\n");
    const after = await answer({ role: "reviewer", script: rules });

    expect(before).toMatchObject({
      verdict: "NEEDS_FIXES",
      issues: [{ severity: "MUST_FIX", description: "No check" }],
    });
    expect(after).toMatchObject({ verdict: "PASS", issues: [] });
  });

  test("judge as they are told", async () => {
    const rules = script(
      "arbiter",
      `- judgments: [{ finding: slow, classification: DISMISSED, justification: measured }]`,
    );
    const findings = [
      { id: "F1", severity: "MUST_FIX", description: "It is slow" },
      { id: "F2", severity: "STYLE", description: "Long name" },
    ];

    expect(await answer({ role: "arbiter", script: rules, findings })).toMatchObject({
      triage: [
        { finding: "F1", new_classification: "DISMISSED", justification: "measured" },
        { finding: "F2", new_classification: "STYLE" },
      ],
    });
  });
});

describe("the effects of a rule", () => {
  test("crash, hang and raw answers", async () => {
    expect(await run({ script: script("builder", "- crash: 7") })).toEqual({ kind: "crashes", exitCode: 7 });
    expect(await run({ script: script("builder", "- hang: true") })).toEqual({ kind: "hangs" });
    expect(await answer({ script: script("builder", "- answer: no JSON object") })).toBe("no JSON object");
  });

  test("spend what they say", async () => {
    const end = await run({ script: script("builder", "- { tokens: 5, costUsd: 0.2, delayMs: 3 }") });

    expect(end).toMatchObject({ delayMs: 3, reply: { tokens: 5, costUsd: 0.2 } });
  });

  test("reach standard output as one JSON document", async () => {
    const text = await scriptedAgentMain(request({ tasks: ["Talk"] }), folder);

    expect(JSON.parse(text)).toMatchObject({ answer: { status: "complete" } });
  });
});

describe("parseAgentScript", () => {
  test("names every place that is wrong", () => {
    const text = `version: 1
stories:
  1-1-a:
    builder:
      - edits: [{ file: a.js }]
        atempt: 1
    juggler: []
`;

    expect(() => parseAgentScript(text)).toThrow(ScriptError);
    expect(() => parseAgentScript(text)).toThrow(
      /stories\.1-1-a\.builder\.0\.edits\.0: needs exactly one of/u,
    );
    expect(() => parseAgentScript(text)).toThrow(/stories\.1-1-a\.builder\.0: .*atempt/u);
    expect(() => parseAgentScript(text)).toThrow(/stories\.1-1-a.*juggler/u);
  });

  test("says that YAML is broken", () => {
    expect(() => parseAgentScript("a: [")).toThrow("not valid YAML");
  });

  test("knows no other version", () => {
    expect(() => parseAgentScript("version: 2")).toThrow("version: ");
  });
});

describe("namedPaths", () => {
  test.each([
    ["Add it to `src/a.ts:22-89` and src/b/c.py.", ["src/a.ts", "src/b/c.py"]],
    ["Edit (auth)/[id]/page.tsx, `Dockerfile`", ["(auth)/[id]/page.tsx", "Dockerfile"]],
    ["See (src/a.ts) and **docs/x.md**", ["src/a.ts", "docs/x.md"]],
    ["Use v1.2.3, e.g. 3.5 or Node.js, not `a.js`", ["a.js"]],
    ["GET /api/x and https://a.b/c.html", []],
  ])("in “%s”", (text, expected) => {
    expect(namedPaths(text)).toEqual(expected);
  });
});

describe("comments", () => {
  test.each([
    ["a.ts", "// x"],
    ["a.py", "# x"],
    ["a.sql", "-- x"],
    ["a.css", "/* x */"],
    ["a.md", "<!-- x -->"],
    ["Dockerfile", "# x"],
    [".gitignore", "# x"],
  ])("in %s", (path, expected) => {
    expect(commentLine(path, "x")).toBe(expected);
  });

  test("are unknown in JSON and binaries", () => {
    expect(commentLine("a.json", "x")).toBeUndefined();
    expect(commentLine("a.png", "x")).toBeUndefined();
  });

  test("hold no words that end or open a comment", () => {
    expect(commentText("a */ b --> c <!-- d\n@e `f` ${g}", 100)).toBe("a / b - c - d e f g");
  });
});
