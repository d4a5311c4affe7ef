/** `plan` and `why` as people and programs start them: processes on folders with and without git. */
import { realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlanDocument } from "../../../src/core/presentation/json/plan-document.ts";
import { WhyDocument } from "../../../src/core/presentation/json/why-document.ts";
import {
  commitAll,
  git,
  runCommand,
  runUnread,
  temporaryFolder,
  writeFiles,
} from "../../support/local-command.ts";
import { boardText, storyText } from "../../support/planning-sprint.ts";

const FILES = {
  "docs/stories/sprint-status.yaml": boardText([
    "epic-1: in-progress",
    "1-1-register: done",
    "1-2-prices: backlog",
    "1-3-invoice: backlog",
    "2-1-labels: backlog",
  ]),
  "docs/stories/1-1-register.md": storyText(["src/trees/register.ts"]),
  "docs/stories/1-2-prices.md": storyText(["src/market/prices.ts"]),
  "docs/stories/1-3-invoice.md": storyText(["src/bill/invoice.ts"], "## Dependencies", "- Story 1.2: prices"),
  "docs/stories/2-1-labels.md": storyText(["src/market/prices.ts"]),
  "src/trees/register.ts": "export {};\n",
};

let repository: string;
let folder: string;
const folders: string[] = [];

function fresh(files: Readonly<Record<string, string>>): string {
  const made = temporaryFolder(files);
  folders.push(made);
  return made;
}

beforeAll(() => {
  repository = fresh(FILES);
  git(repository, "init", "-q", "-b", "main");
  commitAll(repository, "feat(1-1): keep a register");
  folder = fresh(FILES);
});

afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

describe("batch-stories plan", () => {
  it.concurrent("answers in a repository, from whichever of its folders it is asked", async () => {
    const { code, output, errors } = await runCommand(["plan"], join(repository, "src", "trees"));
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toContain("2 of 4 stories can run: 1 starts now, 1 follows, 1 waits, 1 done.");
    expect(output).toContain("with nothing uncommitted in the sprint's files");
    expect(output).toContain("it is known what 1 story really changed");
    expect(output).not.toContain("\u001B");
  });

  it.concurrent("answers for the folder in which npm was asked, unless its script went elsewhere", async () => {
    const npm = {
      INIT_CWD: join(repository, "src"),
      npm_package_json: join(realpathSync(folder), "package.json"),
    };
    const expected = "it is known what 1 story really changed";
    const moved = await runCommand(["plan"], folder, npm);
    const named = await runCommand(["plan", "--repo", ".."], folder, npm);
    expect([moved.output, named.output].map((text) => text.includes(expected))).toEqual([true, true]);
    const elsewhere = await runCommand(["plan"], folder, {
      ...npm,
      npm_package_json: join(repository, "package.json"),
    });
    const gone = await runCommand(["plan"], folder, { ...npm, INIT_CWD: join(folder, "gone") });
    const texts = [elsewhere.output, gone.output];
    expect(texts.map((text) => text.includes("it is no git repository"))).toEqual([true, true]);
  });

  it.concurrent("plans a folder without git just so", async () => {
    const { code, output } = await runCommand(["plan", "--repo", folder]);
    expect(code).toBe(0);
    expect(output).toContain("2 of 4 stories can run");
    expect(output).toContain("it is no git repository");
  });

  it.concurrent("gives programs every story once and nothing but the document", async () => {
    const { code, output, errors } = await runCommand(["plan", "--json", "--no-history"], repository);
    expect([code, errors]).toEqual([0, ""]);
    const document = PlanDocument.parse(JSON.parse(output));
    if (document.kind !== "plan") throw new Error("There is no plan.");
    expect(document.stories.map(({ key, standing }) => [key, standing])).toEqual([
      ["1-2-prices", "starts-now"],
      ["2-1-labels", "follows"],
      ["1-3-invoice", "waits"],
      ["1-1-register", "left-out"],
    ]);
    expect(document.basis).toMatchObject({ branch: "main", uncommitted: [], storiesWithHistory: 0 });
    expect(document.conflicts.map(({ stories }) => stories)).toContainEqual(["1-2-prices", "2-1-labels"]);
  });

  it.concurrent("plans what is on disk and says what of it is not committed", async () => {
    const edited = fresh(FILES);
    git(edited, "init", "-q", "-b", "main");
    commitAll(edited, "first");
    writeFiles(edited, {
      "docs/stories/1-2-prices.md": storyText(["src/elsewhere/else.ts"]),
      "docs/stories/9-9-stray.md": "# Not on the board\n",
    });
    rmSync(join(edited, "docs/stories/2-1-labels.md"));
    const { output } = await runCommand(["plan", "--json"], edited);
    const document = PlanDocument.parse(JSON.parse(output));
    if (document.kind !== "plan") throw new Error("There is no plan.");
    expect(document.basis.uncommitted).toEqual(["docs/stories/1-2-prices.md"]);
    expect(document.stories.find(({ key }) => key === "2-1-labels")?.because).toBe("no-story-file");
  });

  it.concurrent("does not crash when nobody reads on", async () => {
    const { code, errors } = await runUnread(["plan", "--all"], repository);
    expect([code, errors]).toEqual([0, ""]);
  });
});

describe("batch-stories why", () => {
  it.concurrent("says what a story waits for, by any of its names", async () => {
    const { code, output } = await runCommand(["why", "Story", "1.3"], repository);
    expect(code).toBe(0);
    expect(output).toContain("It waits for `1-2-prices`.");
    expect(output).toContain("docs/stories/1-3-invoice.md:4");
  });

  it.concurrent("tells programs why two stories are kept apart", async () => {
    const { output: json } = await runCommand(["why", "1-2,2-1", "--json"], repository);
    const document = WhyDocument.parse(JSON.parse(json));
    expect(document).toMatchObject({
      kind: "why-pair",
      mayRunTogether: false,
      conflict: { stories: ["1-2-prices", "2-1-labels"] },
    });
  });
});

describe("what cannot be answered", () => {
  it.concurrent.each<[string, readonly string[], number, string]>([
    ["an unknown epic", ["plan", "--epic", "7"], 1, "There is no epic `7` on the board."],
    ["an unknown flag", ["plan", "--jsn"], 2, "There is no flag --jsn. Did you mean --json?"],
  ])("is %s: one clear sentence and exit code", async (...given) => {
    const [, words, exitCode, sentence] = given;
    const { code, output, errors } = await runCommand(words, repository);
    expect([code, output]).toEqual([exitCode, ""]);
    expect(errors).toContain(sentence);
    expect(errors).not.toMatch(/^\s+at /mu);
  });

  it.concurrent("is a board that git ignores: it says so", async () => {
    const ignored = fresh({ ...FILES, ".gitignore": "docs/\n" });
    git(ignored, "init", "-q");
    const { code, errors } = await runCommand(["plan"], ignored);
    expect(code).toBe(1);
    expect(errors.replaceAll(/\s+/gu, " ")).toContain(
      "`docs/stories/sprint-status.yaml` is there, but git ignores it",
    );
  });

  it.concurrent("is a broken board: file, line and remedy, and for programs the same as JSON", async () => {
    const broken = fresh({ "docs/sprint-status.yaml": "just a sentence\n" });
    const { code, output, errors } = await runCommand(["plan", "--json", "--repo", broken]);
    expect(code).toBe(1);
    expect(errors).toContain("docs/sprint-status.yaml");
    expect(PlanDocument.parse(JSON.parse(output)).kind).toBe("refused");
  });
});
