import { commentLine, commentText } from "./comment-line.ts";
import { namedPaths } from "./named-paths.ts";
import type { ScriptedCall } from "./script-context.ts";
import { isIgnored, isThere, lineCount, readText, writeText } from "./work-files.ts";

/** A place in the work tree. */
export interface Place {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

const LOCKFILES =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|[^/]+\.lock|[^/]+-lock\.ya?ml|go\.sum|bun\.lockb)$/u;
const CREATES = /\b(?:create|add|new|write|introduce|set up)\b/iu;

/**
 * Does one task without understanding it: a comment line in the first fitting file that the task
 * names, or a line in the story's rehearsal file. A second time finds the line it left before.
 */
export async function rehearseTask(call: ScriptedCall, task: string): Promise<Place> {
  const words = rehearsalWords(call, task);
  for (const path of namedPaths(task)) {
    const place = await inNamedFile(call, path, { words, mayCreate: CREATES.test(task) });
    if (place) return place;
  }
  const path = rehearsalPath(call);
  const before = (await readText(call.folder, path)) ?? `# Rehearsal of ${call.context.story.key}\n\n`;
  return leaveLine(call, { path, before, line: `- ${words}` });
}

/** What the line of a task says; the reviewer looks for it too. */
export function rehearsalWords(call: ScriptedCall, task: string): string {
  return `rehearsal of ${call.context.story.key}: ${commentText(task, 100)}`;
}

export function rehearsalPath(call: ScriptedCall): string {
  return `rehearsal/${call.context.story.key}.md`;
}

/** The line that holds the words, if the file has one. */
export function findWords(path: string, text: string, words: string): Place | undefined {
  const index = text.split("\n").findIndex((line) => line.includes(words));
  return index < 0 ? undefined : { path, firstLine: index + 1, lastLine: index + 1 };
}

async function inNamedFile(
  call: ScriptedCall,
  path: string,
  how: { readonly words: string; readonly mayCreate: boolean },
): Promise<Place | undefined> {
  const line = commentLine(path, how.words);
  if (line === undefined || isProtected(call, path)) return undefined;
  const before = await readText(call.folder, path);
  if (before === undefined && (!how.mayCreate || (await isThere(call.folder, path)))) return undefined;
  if (before?.startsWith("version https://git-lfs")) return undefined;
  if (await isIgnored(call.folder, path)) return undefined;
  try {
    return await leaveLine(call, { path, before: before ?? "", line });
  } catch {
    // A folder of that name, a file where a folder is needed: the rehearsal file always works.
    return undefined;
  }
}

function isProtected({ context }: ScriptedCall, path: string): boolean {
  const storyFolder = context.storyPath.slice(0, context.storyPath.lastIndexOf("/") + 1);
  return (
    path === context.storyPath ||
    path === context.boardPath ||
    path.startsWith(".github/") ||
    path.includes("node_modules/") ||
    LOCKFILES.test(path) ||
    // Other stories and the board stand there.
    (storyFolder !== "" && path.startsWith(storyFolder))
  );
}

async function leaveLine(
  call: ScriptedCall,
  edit: { readonly path: string; readonly before: string; readonly line: string },
): Promise<Place> {
  const found = findWords(edit.path, edit.before, edit.line);
  if (found) return found;
  const ending = edit.before.includes("\r\n") ? "\r\n" : "\n";
  const gap = edit.before === "" || edit.before.endsWith("\n") ? "" : ending;
  const text = `${edit.before}${gap}${edit.line}${ending}`;
  await writeText(call.folder, edit.path, text);
  return { path: edit.path, firstLine: lineCount(text), lastLine: lineCount(text) };
}
