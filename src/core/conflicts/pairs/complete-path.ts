/** Stories shorten paths: `login.ts` in one is `src/auth/login.ts` in another. */
export type CompletePath = (path: string) => string;

/** Completes from the paths that are written out somewhere; where two fit, the short one stays. */
export function createPathCompleter(paths: Iterable<string>): CompletePath {
  const byName = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const known = byName.get(name);
    if (known) known.push(path);
    else byName.set(name, [path]);
  }
  const completed = new Map<string, string>();
  function complete(path: string): string {
    const known = byName.get(path.slice(path.lastIndexOf("/") + 1)) ?? [];
    const longer = known.filter((other) => other.endsWith(`/${path}`));
    // `auth/login.ts` and `src/auth/login.ts` are one file, and the longer name says where.
    const longest = longer.filter((one) => !longer.some((other) => other.endsWith(`/${one}`)));
    const [only] = longest;
    return longest.length === 1 && only !== undefined ? only : path;
  }
  return (path) => {
    const known = completed.get(path);
    if (known !== undefined) return known;
    const answer = complete(path);
    completed.set(path, answer);
    return answer;
  };
}

/** `login.ts` and `src/auth/login.ts` may be one file; `src/a/login.ts` is another one. */
export function isSamePath(one: string, other: string): boolean {
  if (one.length === other.length) return one === other;
  return one.length > other.length ? one.endsWith(`/${other}`) : other.endsWith(`/${one}`);
}
