import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Guard } from "./guard.ts";
import { runTest } from "./run-test.ts";

export interface Broken {
  readonly guard: Guard;
  /** Whether the test noticed; what stands here otherwise makes the script fail. */
  readonly verdict: "noticed" | "unnoticed" | "stale" | "unclear";
  /** Titles of the tests that failed. */
  readonly failed: readonly string[];
  /** The failed test's first line, or why there is no verdict. */
  readonly reason: string;
  readonly seconds: number;
}

/** A planted text that is no program any more would make every test fail; a slow machine, too. */
const NO_VERDICT =
  /^(?:SyntaxError|ReferenceError|Error: (?:Transform failed|Parse failure|(?:Test|Hook) timed out))/u;

/** Takes the guard out, runs its test, and puts it back. */
export async function breakGuard(folder: string, guard: Guard): Promise<Broken> {
  const startedAt = performance.now();
  const path = join(folder, guard.file);
  const text = await readFile(path, "utf8");
  if (text.split(guard.text).length !== 2) {
    return broken(guard, startedAt, { verdict: "stale", reason: "its text does not stand in the file once" });
  }
  try {
    await writeFile(
      path,
      text.replace(guard.text, () => guard.planted),
    );
    return broken(guard, startedAt, await verdictOf(folder, guard));
  } finally {
    await writeFile(path, text);
  }
}

type Verdict = Pick<Broken, "verdict" | "reason"> & Partial<Pick<Broken, "failed">>;

async function verdictOf(folder: string, guard: Guard): Promise<Verdict> {
  const end = await runTest(folder, guard.test);
  switch (end.kind) {
    case "passed":
      return { verdict: "unnoticed", reason: "the test passes without the guard" };
    case "not-run":
      return { verdict: "unclear", reason: end.reason };
    case "failed":
      return NO_VERDICT.test(end.reason)
        ? { verdict: "unclear", reason: end.reason }
        : { verdict: "noticed", failed: end.titles, reason: end.reason };
  }
}

function broken(guard: Guard, startedAt: number, verdict: Verdict): Broken {
  return { guard, failed: [], ...verdict, seconds: (performance.now() - startedAt) / 1000 };
}
