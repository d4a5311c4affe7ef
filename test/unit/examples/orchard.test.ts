import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseAgentScript } from "../../../src/adapters/agents/scripted/agent-script.ts";
import { BuilderAnswer, ReviewerAnswer } from "../../../src/core/pipeline/answers.ts";
import { parseCitations } from "../../../src/core/evidence/citation.ts";
import {
  copySample,
  readSample,
  runNodeTests,
  sampleStories,
  STORY_FOLDER,
  tasksOf,
  turn,
} from "../../support/evidence-sample.ts";

const COPY = copySample();
afterAll(COPY.remove);

function citedPlaces(answer: BuilderAnswer): number {
  let places = 0;
  for (const entry of answer.tasks_addressed) {
    for (const citation of parseCitations(entry.evidence)) {
      const text = readFileSync(join(COPY.folder, citation.path), "utf8");
      expect(citation.lastLine).toBeLessThanOrEqual(text.split("\n").length);
      places += 1;
    }
  }
  return places;
}

async function build(story: string, attempt = 1): Promise<BuilderAnswer> {
  return BuilderAnswer.parse(await turn(COPY.folder, { story, role: "builder", attempt }));
}

async function fix(story: string): Promise<void> {
  const findings = [{ id: "F1", severity: "MUST_FIX", description: "The project's tests fail." }];
  await turn(COPY.folder, { story, role: "fixer", findings });
}

async function review(story: string, changedFiles: readonly string[]): Promise<ReviewerAnswer> {
  return ReviewerAnswer.parse(await turn(COPY.folder, { story, role: "reviewer", changedFiles }));
}

describe("the orchard's files", () => {
  test("have a story file for every story of the board and a script for every open one", () => {
    const board = readSample(`${STORY_FOLDER}/sprint-status.yaml`);
    const keys = [...board.matchAll(/^ {2}(\d+-\d+-[a-z-]+):/gmu)].map((match) => match[1] ?? "");
    const script = parseAgentScript(readSample("agent-script.yaml"));
    const open = keys.filter((key) =>
      tasksOf(readSample(`${STORY_FOLDER}/${key}.md`)).some((task) => !task.checked),
    );

    expect([...keys].toSorted()).toEqual(sampleStories());
    expect(Object.keys(script.stories).toSorted()).toEqual(open.toSorted());
    expect(open).toHaveLength(8);
  });
});

// In the order in which the stories are merged; each test builds on what the one before left.
describe("the orchard's sprint, story by story", () => {
  test("starts with passing tests", async () => {
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
  });

  test("crate totals pass their tests, but not the review, until they are fixed", async () => {
    const files = ["crates/totals.js", "crates/totals.test.js"];
    const answer = await build("2-1-crate-totals");
    const before = await review("2-1-crate-totals", files);
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
    await fix("2-1-crate-totals");
    const after = await review("2-1-crate-totals", files);

    expect(citedPlaces(answer)).toBe(2);
    expect(before.verdict).toBe("NEEDS_FIXES");
    expect(after.verdict).toBe("PASS");
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
  });

  test("the ripeness calendar is done at once", async () => {
    const answer = await build("1-4-ripeness-calendar");
    const verified = await review("1-4-ripeness-calendar", [
      "calendar/ripeness.js",
      "calendar/ripeness.test.js",
    ]);

    expect(citedPlaces(answer)).toBe(2);
    expect(answer.tests_added).toBe(3);
    expect(verified.verdict).toBe("PASS");
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
  });

  test("the frost warning is cited at its second attempt only", async () => {
    const first = await build("1-5-frost-warning", 1);
    const second = await build("1-5-frost-warning", 2);

    expect(citedPlaces(first)).toBe(0);
    expect(citedPlaces(second)).toBe(2);
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
  });

  test("seasonal prices fail their own test until they are fixed", async () => {
    const answer = await build("2-3-seasonal-prices");
    const red = await runNodeTests(COPY.folder);
    await fix("2-3-seasonal-prices");

    expect(citedPlaces(answer)).toBe(2);
    expect(red.passed).toBe(false);
    expect(red.output).toContain("early cherries");
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
  });

  test("the bulk discount fits beside the seasonal prices", async () => {
    expect(citedPlaces(await build("2-4-bulk-discount"))).toBe(2);
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
  });

  test("the invoice stands on the crate totals", async () => {
    expect(citedPlaces(await build("2-2-invoice"))).toBe(2);
    expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: true });
  });

  test("the watering plan stays red through both attempts and every fix", async () => {
    for (const attempt of [1, 2]) {
      await build("1-6-watering-plan", attempt);
      expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: false });
      await fix("1-6-watering-plan");
      expect(await runNodeTests(COPY.folder)).toMatchObject({ passed: false });
    }
  });
});

describe("the orchard without its neighbours", () => {
  test("the bulk discount is built just as well before the seasonal prices", async () => {
    const other = copySample();
    await turn(other.folder, { story: "2-4-bulk-discount", role: "builder" });
    await turn(other.folder, { story: "2-3-seasonal-prices", role: "builder" });
    await turn(other.folder, { story: "2-3-seasonal-prices", role: "fixer" });
    const result = await runNodeTests(other.folder);
    other.remove();

    expect(result.passed).toBe(true);
  });

  test("the invoice cannot be built before the crate totals", async () => {
    const other = copySample();
    await turn(other.folder, { story: "2-2-invoice", role: "builder" });
    const result = await runNodeTests(other.folder);
    other.remove();

    expect(result.passed).toBe(false);
  });
});
