const LINE_LIMIT = 400;
const LINES_READ = 2000;
const NAMED = 5;

/** How common test runners name a test that failed, one line each. */
const NAMES: readonly RegExp[] = [
  // TAP: node --test, tape, tap
  /^\s{0,20}not ok \d{1,6} (?:- )?(.{1,300})$/u,
  // node's spec reporter, vitest, mocha, ava
  /^\s{0,20}[✖✗×✘] (.{1,300})$/u,
  // jest
  /^\s{0,20}● (.{1,300})$/u,
  // go
  /^\s{0,20}--- FAIL: (.{1,300})$/u,
  // pytest, cargo
  /^FAILED (.{1,300})$/u,
  /^test (.{1,300}) \.\.\. FAILED$/u,
];

/** Names of failed tests that stand in a test run's output, each once, at most five. */
export function failingTests(output: string): readonly string[] {
  const names = new Set<string>();
  for (const line of output.split(/\r?\n/u).slice(-LINES_READ)) {
    const name = nameIn(line.slice(0, LINE_LIMIT));
    if (name !== undefined) names.add(name);
    if (names.size === NAMED) break;
  }
  return [...names];
}

function nameIn(line: string): string | undefined {
  for (const pattern of NAMES) {
    const [, name] = pattern.exec(line) ?? [];
    if (name === undefined) continue;
    const bare = name.replace(/\s\(?[\d.]{1,12}\s?m?s\)?$/u, "").trim();
    // Node names the file as well when a test inside it fails.
    return /^[^\s]{1,300}\.[a-z]{1,4}$/u.test(bare) || bare === "failing tests:" ? undefined : bare;
  }
  return undefined;
}
