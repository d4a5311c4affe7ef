const TEXT_LIMIT = 4000;
const PATH_LIMIT = 20;
const PATH = /^[\p{L}\p{N}_@.()[\]/+-]{1,200}$/u;
const KNOWN_NAME = /^(?:Dockerfile|Makefile|Justfile)$/u;

/** Paths that a task names, in order: words with a file's ending, quoted or not. */
export function namedPaths(task: string): readonly string[] {
  const found = new Set<string>();
  for (const word of task.slice(0, TEXT_LIMIT).split(/[\s`"'“”,;]+/u)) {
    const path = word
      .replace(/^[*<(]+(?=[^()]*$)/u, "")
      .replace(/[.:!?*>]+$/u, "")
      .replace(/:\d{1,7}(?:-\d{1,7})?$/u, "")
      .replace(/^\.\//u, "");
    if (isPath(path)) found.add(path);
    if (found.size === PATH_LIMIT) break;
  }
  return [...found];
}

function isPath(word: string): boolean {
  if (!PATH.test(word) || word.startsWith("/") || word.includes("//")) return false;
  const name = word.slice(word.lastIndexOf("/") + 1);
  return KNOWN_NAME.test(name) || /^[^.].*\.[A-Za-z][A-Za-z0-9]{0,9}$/u.test(name);
}
