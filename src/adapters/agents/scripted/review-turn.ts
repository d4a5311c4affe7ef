import type { ArbiterAnswer, ReviewerAnswer } from "../../../core/pipeline/answers.ts";
import type { Rule } from "./agent-script.ts";
import { findWords, rehearsalPath, rehearsalWords } from "./generic-task.ts";
import { namedPaths } from "./named-paths.ts";
import type { ScriptedCall } from "./script-context.ts";
import { lineCount, readText } from "./work-files.ts";

type Verified = ReviewerAnswer["task_verification"][number];
type Task = ScriptedCall["context"]["story"]["tasks"][number];

/**
 * The reviewer: looks at the changed files for each task, and finds what its rule says. It knows the
 * difference and the story, not what the builder claims.
 */
export async function reviewTurn(call: ScriptedCall, rule: Rule | undefined): Promise<ReviewerAnswer> {
  const verification: Verified[] = [];
  for (const task of call.context.story.tasks) verification.push(await verify(call, task));
  const issues: ReviewerAnswer["issues"] = [];
  for (const { until, ...issue } of rule?.findings ?? []) {
    if (until && (await readText(call.folder, until.file))?.includes(until.contains)) continue;
    issues.push(issue);
  }
  const holds =
    verification.every((entry) => entry.implemented) &&
    issues.every((issue) => issue.severity !== "MUST_FIX");
  return {
    verdict: rule?.verdict ?? (holds ? "PASS" : "NEEDS_FIXES"),
    task_verification: verification,
    issues,
  };
}

/** The arbiter: upholds every finding, except where its rule judges otherwise. */
export function arbiterTurn(call: ScriptedCall, rule: Rule | undefined): ArbiterAnswer {
  const triage = call.context.findings.map((finding) => {
    const judgment = rule?.judgments.find((entry) => finding.description.includes(entry.finding));
    return {
      finding: finding.id,
      new_classification: judgment?.classification ?? finding.severity,
      justification: judgment?.justification ?? "Upheld: the place it names shows it.",
    };
  });
  return { triage, ...(rule?.blocker ? { blocker: rule.blocker } : {}) };
}

async function verify(call: ScriptedCall, task: Task): Promise<Verified> {
  const text = task.text.slice(0, 2000);
  if (task.checked) return { task: text, implemented: true, evidence: [] };
  const found = (await ownLine(call, task)) ?? (await changedFile(call, task));
  if (found) return { task: text, implemented: true, evidence: [found] };
  return { task: text, implemented: false, evidence: [], reason: "No changed file belongs to this task." };
}

/** The line that a rehearsal leaves for a task, in a file it names or in the rehearsal file. */
async function ownLine(call: ScriptedCall, task: Task): Promise<Verified["evidence"][number] | undefined> {
  const changed = new Set(call.context.changedFiles);
  const words = rehearsalWords(call, task.text);
  for (const path of [...namedPaths(task.text), rehearsalPath(call)]) {
    const text = changed.has(path) ? await readText(call.folder, path) : undefined;
    const place = text === undefined ? undefined : findWords(path, text, words);
    if (place) return { file: path, lines: String(place.firstLine) };
  }
  return undefined;
}

/** A changed file that the task names; for a task that names none, any changed file. */
async function changedFile(
  call: ScriptedCall,
  task: Task,
): Promise<Verified["evidence"][number] | undefined> {
  const named = new Set(namedPaths(task.text));
  const { changedFiles } = call.context;
  const rehearsed = changedFiles.includes(rehearsalPath(call));
  const candidates =
    named.size > 0 || rehearsed ? changedFiles.filter((path) => named.has(path)) : changedFiles;
  for (const path of candidates) {
    const text = await readText(call.folder, path);
    if (text) return { file: path, lines: `1-${lineCount(text)}` };
  }
  return undefined;
}
