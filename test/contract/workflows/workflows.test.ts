import { describe, expect, test } from "vitest";
import { type Result, runCase } from "./run-case.ts";
import { areas, readCases, type TableCase } from "./workflow-case.ts";

describe.each(areas())("the runner, as GitHub does, in %s", (area) => {
  test.each(readCases(area))("$name", async (entry) => {
    const result = await runCase(withoutUndefined(entry));

    expect(summaryOf(result, entry)).toEqual(expectationOf(entry));
    expectTexts(result, entry);
  });
});

function summaryOf(result: Result, { expect: wanted }: TableCase): Record<string, unknown> {
  return {
    conclusion: result.conclusion,
    jobs: result.jobs,
    ...(wanted.title === undefined ? {} : { title: result.title }),
    ...(wanted.summaries === undefined ? {} : { summaries: result.summaries }),
    ...(wanted.tokens === undefined ? {} : { tokens: [...result.host.tokens.values()] }),
    steps: Object.fromEntries(
      Object.keys(wanted.steps ?? {}).map((job) => [job, Object.entries(result.steps(job))]),
    ),
  };
}

function expectationOf({ expect: wanted }: TableCase): Record<string, unknown> {
  return {
    conclusion: wanted.conclusion,
    jobs: wanted.jobs,
    ...(wanted.title === undefined ? {} : { title: wanted.title }),
    ...(wanted.summaries === undefined ? {} : { summaries: wanted.summaries }),
    ...(wanted.tokens === undefined ? {} : { tokens: wanted.tokens }),
    steps: Object.fromEntries(
      Object.entries(wanted.steps ?? {}).map(([job, steps]) => [job, Object.entries(steps)]),
    ),
  };
}

function expectTexts(result: Result, { expect: wanted }: TableCase): void {
  for (const [job, lines] of Object.entries(wanted.log ?? {})) {
    for (const line of lines) expect(result.log(job)).toContain(line);
  }
  for (const [job, texts] of Object.entries(wanted.noLog ?? {})) {
    for (const text of texts) expect(result.log(job).join("\n")).not.toContain(text);
  }
  for (const text of wanted.annotations ?? []) {
    expect(result.annotations).toContainEqual(expect.stringContaining(text));
  }
  for (const text of wanted.noAnnotations ?? []) {
    expect(result.annotations).not.toContainEqual(expect.stringContaining(text));
  }
  // Whatever happened: every token that was given out has been taken back, and everything is final.
  expect(result.host.revoked.toSorted()).toEqual([...result.host.tokens.keys()].toSorted());
  expect(result.run.jobs.filter(({ status }) => status !== "completed")).toEqual([]);
}

function withoutUndefined(entry: TableCase): Parameters<typeof runCase>[0] {
  const { name: _name, expect: _expect, ...definition } = entry;
  const present = Object.entries(definition).filter(([, value]) => value !== undefined);
  return { workflow: entry.workflow, ...Object.fromEntries(present) };
}
