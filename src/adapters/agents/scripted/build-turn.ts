import type { BuilderAnswer } from "../../../core/pipeline/answers.ts";
import type { Rule } from "./agent-script.ts";
import { applyEdits, type EditedFile } from "./apply-edits.ts";
import { rehearseTask, type Place } from "./generic-task.ts";
import { namedPaths } from "./named-paths.ts";
import type { ScriptedCall } from "./script-context.ts";
import { lineCount, readText } from "./work-files.ts";

type Addressed = BuilderAnswer["tasks_addressed"][number];

/** The builder: by its rule, or each open task without understanding it. */
export async function buildTurn(call: ScriptedCall, rule: Rule | undefined): Promise<BuilderAnswer> {
  const open = call.context.story.tasks.filter((task) => !task.checked).map((task) => task.text);
  const left = open.filter((task) => rule?.leave.some((part) => task.includes(part)));
  const todo = open.filter((task) => !left.includes(task));
  return rule ? byRule(call, rule, { todo, left }) : generic(call, todo);
}

/** The fixer: what the findings name instead of tasks, and the story's tasks where lines moved. */
export async function fixTurn(call: ScriptedCall, rule: Rule | undefined): Promise<BuilderAnswer> {
  const findings = call.context.findings.map((finding) => finding.description);
  if (!rule) {
    const todo = call.context.findings.map((finding) =>
      `${finding.file ?? ""} ${finding.description}`.trim(),
    );
    const answer = await generic(call, todo);
    return {
      ...answer,
      tasks_addressed: answer.tasks_addressed.map((entry, index) => ({
        ...entry,
        task: findings[index] ?? entry.task,
      })),
    };
  }
  const touched = new Set(rule.edits.map((edit) => edit.file));
  const moved = call.context.story.tasks
    .filter((task) => !task.checked && namedPaths(task.text).some((path) => touched.has(path)))
    .map((task) => task.text);
  return byRule(call, rule, { todo: [...findings, ...moved], left: [] });
}

async function byRule(
  call: ScriptedCall,
  rule: Rule,
  tasks: { readonly todo: readonly string[]; readonly left: readonly string[] },
): Promise<BuilderAnswer> {
  const edited = await applyEdits(call.folder, rule.edits);
  const addressed: Addressed[] = [];
  for (const task of tasks.todo) {
    const evidence = await cite(call, { rule, task, edited });
    addressed.push({ task: task.slice(0, 2000), evidence, action: "implemented" });
  }
  let tests = 0;
  for (const file of edited) tests += file.tests;
  return {
    status: statusOf(rule, tasks.left),
    tasks_addressed: addressed,
    tasks_remaining: [...tasks.left],
    files: edited.map(({ path, purpose }) => ({ path, purpose })).filter((file) => file.purpose !== ""),
    tests_added: tests,
    learnings: rule.learnings,
    ...(rule.blocker ? { blocker: rule.blocker } : {}),
  };
}

function statusOf(rule: Rule, left: readonly string[]): BuilderAnswer["status"] {
  if (rule.blocker) return "blocked";
  return left.length > 0 ? "partial" : "complete";
}

const UNCITED = "Done as described.";

async function cite(
  call: ScriptedCall,
  what: { readonly rule: Rule; readonly task: string; readonly edited: readonly EditedFile[] },
): Promise<string> {
  const { rule, task, edited } = what;
  if (rule.cite === "none") return UNCITED;
  if (rule.cite !== "auto") {
    return rule.cite.find((entry) => task.includes(entry.task))?.evidence ?? UNCITED;
  }
  const named = new Set(namedPaths(task));
  const own = edited.find((file) => named.has(file.path)) ?? edited[0];
  const place = own ?? (await changedBefore(call, named));
  return place ? evidence(place, own?.purpose || "changed for this task") : UNCITED;
}

/** Without edits in this turn: the whole of a file that an earlier turn changed. */
async function changedBefore(call: ScriptedCall, named: ReadonlySet<string>): Promise<Place | undefined> {
  const { changedFiles } = call.context;
  const path = changedFiles.find((file) => named.has(file)) ?? changedFiles[0];
  const text = path === undefined ? undefined : await readText(call.folder, path);
  if (path === undefined || !text) return undefined;
  return { path, firstLine: 1, lastLine: lineCount(text) };
}

async function generic(call: ScriptedCall, todo: readonly string[]): Promise<BuilderAnswer> {
  const addressed: Addressed[] = [];
  const paths = new Set<string>();
  for (const task of todo) {
    const place = await rehearseTask(call, task);
    paths.add(place.path);
    addressed.push({
      task: task.slice(0, 2000),
      evidence: evidence(place, "a line for this task"),
      action: "rehearsed",
    });
  }
  return {
    status: "complete",
    tasks_addressed: addressed,
    tasks_remaining: [],
    files: [...paths].map((path) => ({ path, purpose: "a line for each task that names it" })),
    tests_added: 0,
    learnings: [],
  };
}

function evidence(place: Place, what: string): string {
  const lines =
    place.firstLine === place.lastLine ? `${place.firstLine}` : `${place.firstLine}-${place.lastLine}`;
  return `${place.path}:${lines} — ${what}`;
}
