/**
 * Takes each guard of `scripts/guards/` out of a private copy of this repository and runs the test
 * that has to notice. Exit status 1: some guard can go without any test failing.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ALL_GUARDS, SAMPLE } from "./guards/all-guards.ts";
import { breakGuard, type Broken } from "./guards/break-guard.ts";
import type { Guard } from "./guards/guard.ts";
import { promiseLines, resultTable } from "./guards/result-table.ts";
import { createPrivateCopy, type PrivateCopy } from "./guards/private-copy.ts";
import { runTest } from "./guards/run-test.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const HELP = `guards — break every guard on purpose and see a test fail

Usage: npm run guards -- [options]

  --only a,b,c   only these guards (see --list)
  --sample       only the ten that CI breaks
  --jobs N       so many at a time, each in a copy of its own (default: 2)
  --after-tests  the tests have just passed: do not run them with the guards in place
  --json         print the results as JSON
  --list         print the guards and break none
  --help         this text

Each guard is taken out of a copy in a temporary folder, never out of this working tree. Its test has
to pass with the guard and to fail without it.
`;

interface Options {
  readonly guards: readonly Guard[];
  readonly jobs: number;
  readonly json: boolean;
  readonly isAfterTests: boolean;
  readonly action: "break" | "list" | "help";
}

function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: "string" },
      sample: { type: "boolean", default: false },
      jobs: { type: "string", default: "2" },
      "after-tests": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 16)
    throw new Error("--jobs takes a number from 1 to 16.");
  const wished = values.list ? "list" : "break";
  return {
    guards: chosen(values.sample ? SAMPLE : values.only?.split(",")),
    jobs,
    json: values.json,
    isAfterTests: values["after-tests"],
    action: values.help ? "help" : wished,
  };
}

function chosen(only: readonly string[] | undefined): readonly Guard[] {
  if (only === undefined) return ALL_GUARDS;
  const names = only.map((name) => name.trim());
  const unknown = names.filter((name) => !ALL_GUARDS.some((guard) => guard.name === name));
  if (unknown.length > 0) throw new Error(`There is no guard ${unknown.join(", ")}. --list names all.`);
  return ALL_GUARDS.filter((guard) => names.includes(guard.name));
}

/** A test that fails anyway would notice nothing. */
async function withTestsThatPass(copy: PrivateCopy, guard: Guard): Promise<Broken> {
  const startedAt = performance.now();
  const end = await runTest(copy.folder, guard.test);
  if (end.kind === "passed") return await breakGuard(copy.folder, guard);
  const reason = `with the guard in place the test does not pass: ${end.reason}`;
  return { guard, verdict: "unclear", failed: [], reason, seconds: (performance.now() - startedAt) / 1000 };
}

/** Several at a time; each worker has a copy of its own and takes the next guard that is left. */
async function breakAll({ guards, jobs, json, isAfterTests }: Options): Promise<readonly Broken[]> {
  const left = guards.entries();
  const results = new Map<Guard, Broken>();
  async function work(): Promise<void> {
    const copy = createPrivateCopy(ROOT);
    try {
      for (const [, guard] of left) {
        const broken = isAfterTests
          ? await breakGuard(copy.folder, guard)
          : await withTestsThatPass(copy, guard);
        results.set(guard, broken);
        if (!json) console.log(progressLine(broken, { done: results.size, all: guards.length }));
      }
    } finally {
      copy.remove();
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, guards.length) }, work));
  return guards.flatMap((guard) => results.get(guard) ?? []);
}

function progressLine(
  { guard, verdict, reason, seconds }: Broken,
  count: { readonly done: number; readonly all: number },
): string {
  const sign = verdict === "noticed" ? "✓" : "✗";
  const why = verdict === "noticed" ? "" : `  ${verdict}: ${reason}`;
  return `${sign} ${count.done}/${count.all} ${guard.name} (${seconds.toFixed(1)} s)${why}`;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.action === "help") console.log(HELP);
  if (options.action === "list") {
    for (const { name, promise, file } of options.guards) console.log(`${name}  ${promise ?? "-"}  ${file}`);
  }
  if (options.action !== "break") return 0;
  const results = await breakAll(options);
  const escaped = results.filter(({ verdict }) => verdict !== "noticed");
  if (options.json) console.log(JSON.stringify(results, undefined, 2));
  else console.log([resultTable(results), ...promiseLines(results)].join("\n"));
  // In the words of the test reporter, so that CI can add it up.
  if (!options.json) console.log(`\n${results.length - escaped.length} passed, ${escaped.length} failed`);
  return escaped.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
