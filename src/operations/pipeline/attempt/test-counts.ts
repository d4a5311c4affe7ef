/**
 * Reads counts out of what common test runners print at their end. A number that is not found is
 * left out: whether the tests pass is said by the exit code alone.
 */
export interface TestCounts {
  readonly total?: number;
  readonly passing?: number;
  readonly coverage?: string;
}

interface Found {
  readonly total?: number | undefined;
  readonly passing?: number | undefined;
  readonly failing?: number | undefined;
}

const LINE_LIMIT = 400;
const LINES_READ = 2000;

/** One reader per way of saying it; each gets a single line. */
const READERS: readonly ((line: string) => Found | undefined)[] = [
  // node --test, TAP and spec reporters
  (line) => single(/^(?:#|ℹ) tests (\d{1,7})$/u, line, "total"),
  (line) => single(/^(?:#|ℹ) pass (\d{1,7})$/u, line, "passing"),
  // vitest and jest: `Tests  1 failed | 11 passed (12)`, `Tests: 1 failed, 11 passed, 12 total`
  (line) => summary(/^\s*Tests:?\s{1,9}(.{1,200})$/u, line),
  // mocha
  (line) => single(/^\s*(\d{1,7}) passing\b/u, line, "passing"),
  (line) => single(/^\s*(\d{1,7}) failing\b/u, line, "failing"),
  // pytest: `=== 1 failed, 11 passed in 0.12s ===`
  (line) => summary(/^=*\s?((?:\d{1,7} [a-z]{1,12},? ?){1,8})in [\d.]{1,12}s/u, line),
  // cargo, once for each binary
  (line) => summary(/^test result: \w{1,9}\. (.{1,200})$/u, line),
  // rspec
  (line) => rspec(line),
  // maven and PHPUnit: `Tests run: 12, Failures: 1, Errors: 0`, `Tests: 12, Assertions: 30, Failures: 1`
  (line) => totalAndFailures(line),
];

export function testCounts(output: string): TestCounts {
  const lines = output
    .split(/\r?\n/u)
    .slice(-LINES_READ)
    .map((line) => withoutColours(line.slice(0, LINE_LIMIT)));
  const sum = { total: 0, passing: 0, failing: 0 };
  const seen = { total: false, passing: false, failing: false };
  for (const line of lines) {
    for (const read of READERS) {
      const found = read(line);
      if (!found) continue;
      for (const name of ["total", "passing", "failing"] as const) {
        sum[name] += found[name] ?? 0;
        seen[name] ||= found[name] !== undefined;
      }
      break;
    }
  }
  const coverage = lines.map(coverageOf).findLast((percent) => percent !== undefined);
  return { ...counts(sum, seen), ...(coverage === undefined ? {} : { coverage }) };
}

function counts(
  sum: { readonly total: number; readonly passing: number; readonly failing: number },
  seen: { readonly total: boolean; readonly passing: boolean; readonly failing: boolean },
): TestCounts {
  if (seen.passing) {
    return { total: Math.max(sum.total, sum.passing + sum.failing), passing: sum.passing };
  }
  if (seen.total && seen.failing) return { total: sum.total, passing: Math.max(0, sum.total - sum.failing) };
  return seen.total ? { total: sum.total } : {};
}

function single(pattern: RegExp, line: string, name: keyof Found): Found | undefined {
  const [, count] = pattern.exec(line) ?? [];
  return count === undefined ? undefined : { [name]: Number(count) };
}

/** `1 failed, 11 passed, 2 skipped`, with any separators. Skipped ones are not counted. */
function summary(pattern: RegExp, line: string): Found | undefined {
  const [, text] = pattern.exec(line) ?? [];
  if (text === undefined) return undefined;
  const passing = /(\d{1,7}) passed\b/u.exec(text)?.[1];
  const failing = /(\d{1,7}) (?:failed|errors?)\b/u.exec(text)?.[1];
  if (passing === undefined && failing === undefined) return undefined;
  return { passing: Number(passing ?? 0), failing: Number(failing ?? 0) };
}

function rspec(line: string): Found | undefined {
  const [, total, failing] = /^(\d{1,7}) examples?, (\d{1,7}) failures?\b/u.exec(line) ?? [];
  return total === undefined ? undefined : { total: Number(total), failing: Number(failing) };
}

function totalAndFailures(line: string): Found | undefined {
  const [, total] = /^(?:\[\w{1,9}\] )?Tests(?: run)?: (\d{1,7}), (?!\d)/u.exec(line) ?? [];
  // Maven repeats the line for each class with the time it took; the total has none.
  if (total === undefined || line.includes("Time elapsed")) return undefined;
  const failures = /Failures: (\d{1,7})/u.exec(line)?.[1];
  const errors = /Errors: (\d{1,7})/u.exec(line)?.[1];
  return { total: Number(total), failing: Number(failures ?? 0) + Number(errors ?? 0) };
}

/** Istanbul, c8, vitest and node print a table with a line for all files; coverage.py a TOTAL. */
function coverageOf(line: string): string | undefined {
  const table = /^(?:#|ℹ)?\s{0,5}all files\s{0,80}\|\s{0,9}([\d.]{1,7})/iu.exec(line)?.[1];
  const total = /^TOTAL\s.{0,80}?\s(\d{1,3}(?:\.\d{1,3})?)%$/u.exec(line)?.[1];
  const percent = table ?? total;
  return percent === undefined ? undefined : `${percent}%`;
}

function withoutColours(line: string): string {
  return line.replaceAll(/\p{Cc}\[[\d;]{0,20}m/gu, "");
}
