const TEXT_LIMIT = 4000;
const PATH_LIMIT = 20;
const PATH = /^[\p{L}\p{N}_@.()[\]/+-]{1,200}$/u;
const KNOWN_NAME = /^(?:Dockerfile|Makefile|Justfile)$/u;

/**
 * Paths that a task names, in order: words with a file's ending. Without a folder they have to be
 * quoted, or “Node.js” and “e.g.” would be files.
 */
export function namedPaths(task: string): readonly string[] {
  const found = new Set<string>();
  for (const [index, segment] of task.slice(0, TEXT_LIMIT).split("`").entries()) {
    const isQuoted = index % 2 === 1;
    for (const word of segment.split(/[\s"'“”,;]+/u)) {
      const path = bare(word);
      if (isPath(path) && (isQuoted || path.includes("/"))) found.add(path);
    }
  }
  return [...found].slice(0, PATH_LIMIT);
}

/** Without what surrounds a path in a sentence; brackets may belong to it (`(auth)/[id].tsx`). */
function bare(word: string): string {
  const inner = word.replace(/^[*<]{1,3}/u, "").replace(/[.:!?*>]{1,4}$/u, "");
  const unwrapped = /^\(([^()]{1,200})\)$/u.exec(inner)?.[1] ?? inner;
  return unwrapped.replace(/:\d{1,7}(?:-\d{1,7})?$/u, "").replace(/^\.\//u, "");
}

function isPath(word: string): boolean {
  if (!PATH.test(word) || word.startsWith("/") || word.includes("//")) return false;
  const name = word.slice(word.lastIndexOf("/") + 1);
  return KNOWN_NAME.test(name) || /^[^.].*\.[A-Za-z][A-Za-z0-9]{0,9}$/u.test(name);
}
