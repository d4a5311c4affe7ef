const TEST_WORDS =
  /[._-](?:tests?|spec|stories|d|module|integration|e2e|unit|it|service|controller)$|^tests?_/u;
const SHORTEST_WITH_TEST = 7;

/** The subject of a file: a component, its test and its stories have one. `user-menu.test.tsx` → `usermenu`. */
export function pathStem(path: string): string {
  const name = path
    .slice(path.lastIndexOf("/") + 1)
    .toLowerCase()
    .replace(/\.[a-z0-9]{1,12}$/u, "")
    .replace(TEST_WORDS, "");
  const subject = name.length >= SHORTEST_WITH_TEST ? name.replace(/(?:tests?|spec)$/u, "") : name;
  return subject.replace(/[-_.]+/gu, "");
}

export function isTestPath(path: string): boolean {
  return /test|spec/iu.test(path);
}
