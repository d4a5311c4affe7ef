/**
 * A task's words in the form in which two mentions of it are compared: agents copy a task with
 * other marks, another numbering or without its `(AC: 1)`.
 */
export function compareTaskText(text: string): string {
  return text
    .slice(0, 2000)
    .replace(/^\s*(?:[-*+]\s{1,4})?(?:\[[ xX]\]\s{1,4})?/u, "")
    .replaceAll(/\(ACs?\b[^()]{0,60}\)/giu, " ")
    .replaceAll(/[`*_]/gu, "")
    .replaceAll(/\s{1,200}/gu, " ")
    .trim()
    .replace(/^(?:task\s)?(?:T?\d{1,3}(?:\.\d{1,3}){0,3}[.):]?\s)/iu, "")
    .replace(/[.:;]$/u, "")
    .toLowerCase();
}
