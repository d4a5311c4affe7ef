import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Guard } from "./guard.ts";

/** What one run of the named test came to. */
export type TestEnd =
  | { readonly kind: "failed"; readonly titles: readonly string[]; readonly reason: string }
  | { readonly kind: "passed" }
  /** The file did not load, or no test has that name: it says nothing about the guard. */
  | { readonly kind: "not-run"; readonly reason: string };

/** The part of vitest's JSON report that is used. */
const Report = z.object({
  testResults: z.array(
    z.object({
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({
          title: z.string(),
          status: z.string(),
          failureMessages: z
            .array(z.string())
            .nullish()
            .transform((messages) => messages ?? []),
        }),
      ),
    }),
  ),
});

/** Longer than any test takes: on a busy machine each would fail, guard or no guard. */
const TEST_TIMEOUT_MS = 120_000;
/** A run that takes longer hangs, which is no verdict. */
const RUN_TIMEOUT_MS = 300_000;

/** Runs the guard's test, and no other, in a copy of the repository. */
export async function runTest(folder: string, { file, name }: Guard["test"]): Promise<TestEnd> {
  const place = await mkdtemp(join(tmpdir(), "break-guards-report-"));
  const output = join(place, "report.json");
  const project = file.split("/")[1] ?? "";
  const words = ["run", "--project", project, file, "--testNamePattern", namePattern(name)];
  words.push(`--testTimeout=${TEST_TIMEOUT_MS}`, `--hookTimeout=${TEST_TIMEOUT_MS}`);
  const reporter = ["--reporter=json", `--outputFile=${output}`];
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const printed = await finished([vitest, ...words, ...reporter], folder);
  try {
    return judge(Report.parse(JSON.parse(await readFile(output, "utf8"))));
  } catch (cause) {
    return { kind: "not-run", reason: `vitest left no report: ${lastLine(printed) || String(cause)}` };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function judge(report: z.infer<typeof Report>): TestEnd {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === "failed");
  const [first] = failed;
  if (first) {
    const reason = first.failureMessages[0]?.split("\n", 1)[0] ?? "it does not say why";
    return { kind: "failed", titles: failed.map(({ title }) => title), reason };
  }
  if (tests.some(({ status }) => status === "passed")) return { kind: "passed" };
  const message = report.testResults.map((each) => each.message).join(" ");
  return { kind: "not-run", reason: lastLine(message) || "no test has this name" };
}

/** Titles of tables hold placeholders; vitest fills them in before it compares. */
export function namePattern(title: string): string {
  const parts = title.split(/%[sdifjo#]|\$[a-z]\w*/u);
  return parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`)).join(".*");
}

/** What it printed, whatever its exit status was. */
function finished(words: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: RUN_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [...words], options, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

function lastLine(text: string): string {
  return (text.trim().split("\n").at(-1) ?? "").slice(0, 300);
}
