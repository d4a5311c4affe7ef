import { ScriptError, type Edit } from "./agent-script.ts";
import type { Place } from "./generic-task.ts";
import { lineCount, readText, removeFile, writeText } from "./work-files.ts";

/** One file after its edits, with the lines that are new in it. */
export interface EditedFile extends Place {
  readonly purpose: string;
  /** Test cases that the edits brought. */
  readonly tests: number;
}

/** Applies edits in order. Each may be applied again: an edit that stands already changes nothing. */
export async function applyEdits(folder: string, edits: readonly Edit[]): Promise<readonly EditedFile[]> {
  const edited = new Map<string, EditedFile>();
  for (const edit of edits) {
    const file = await applyEdit(folder, edit);
    const before = edited.get(edit.file);
    if (!file) edited.delete(edit.file);
    else edited.set(edit.file, { ...file, tests: file.tests + (before?.tests ?? 0) });
  }
  return [...edited.values()];
}

async function applyEdit(folder: string, edit: Edit): Promise<EditedFile | undefined> {
  if (edit.remove) {
    await removeFile(folder, edit.file);
    return undefined;
  }
  const before = await readText(folder, edit.file);
  const { text, added } = edited(edit, before);
  if (text !== before) await writeText(folder, edit.file, text);
  const at = Math.max(0, text.indexOf(added));
  const firstLine = text.slice(0, at + leadingBreaks(added)).split("\n").length;
  const lastLine = firstLine + lineCount(added.trim()) - 1;
  return {
    path: edit.file,
    firstLine,
    lastLine: Math.max(firstLine, lastLine),
    purpose: edit.purpose ?? "",
    tests: [...added.matchAll(/^\s{0,20}(?:test|it)\(/gmu)].length,
  };
}

function edited(edit: Edit, before: string | undefined): { readonly text: string; readonly added: string } {
  if (edit.write !== undefined) return { text: edit.write, added: edit.write };
  if (before === undefined) throw new ScriptError(`The script edits ${edit.file}, which is not there.`);
  if (edit.append !== undefined) {
    const text = before.includes(edit.append) ? before : before + edit.append;
    return { text, added: edit.append };
  }
  const { find, with: replacement } = edit.replace ?? { find: "", with: "" };
  if (before.includes(find) && !(replacement.includes(find) && before.includes(replacement))) {
    return { text: before.replace(find, () => replacement), added: replacement };
  }
  if (replacement !== "" && before.includes(replacement)) return { text: before, added: replacement };
  throw new ScriptError(`The script replaces text in ${edit.file} that is not there: ${find.slice(0, 80)}`);
}

function leadingBreaks(text: string): number {
  return text.length - text.trimStart().length;
}
