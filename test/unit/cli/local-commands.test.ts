import { describe, expect, it } from "vitest";
import { readCheckoutOptions } from "../../../src/cli/checkout/checkout-options.ts";
import { ExpectedError } from "../../../src/cli/expected-error.ts";
import { runPlan } from "../../../src/cli/plan/run-plan.ts";
import { sameFolder } from "../../../src/cli/terminal/refuse.ts";
import { screenOf } from "../../../src/cli/terminal/terminal.ts";
import { runWhy } from "../../../src/cli/why/run-why.ts";

const ALLOWED = { command: "plan", switches: ["--json", "--help"], planFlags: ["--epic"] };

describe("words after a local command", () => {
  it("are its switches, its folder, and what is left with its values", () => {
    const words = ["--json", "--epic", "1, 2", "--repo", "../my project", "1-2"];
    expect(readCheckoutOptions(words, ALLOWED)).toEqual({
      repo: "../my project",
      switches: new Set(["--json"]),
      rest: ["--epic", "1, 2", "1-2"],
    });
    expect(readCheckoutOptions(["--repo=a=b", "-h"], ALLOWED)).toMatchObject({
      repo: "a=b",
      switches: new Set(["--help"]),
    });
  });

  it.each<[(words: readonly string[]) => Promise<number>, readonly string[], 1 | 2, string]>([
    [runPlan, ["--jsn"], 2, "There is no flag --jsn. Did you mean --json?"],
    [runPlan, ["--repo"], 2, "--repo needs a folder"],
    [runPlan, ["--repo", "--json"], 2, "--repo needs a folder"],
    [runPlan, ["--max-workers", "many"], 2, "takes a whole number from 1 to 50"],
    [runPlan, ["--schedule", "wave"], 2, "Did you mean `--schedule waves`?"],
    [runPlan, ["--json=yes"], 2, "--json takes no value."],
    [runPlan, ["--json", "--mermaid"], 2, "Choose one of"],
    [runPlan, ["1-2"], 2, "stands where a flag was expected"],
    [
      runPlan,
      ["extra"],
      2,
      "The flags are `--repo`, `--epic`, `--stories`, `--exclude`, `--max-workers`, `--schedule`, `--json`, `--mermaid`, `--all`, `--no-history`, `--help`.",
    ],
    [runPlan, ["--repo", "/no/such/folder"], 1, "There is no folder /no/such/folder."],
    [runPlan, ["--repo", "package.json"], 1, "is no folder"],
    [runWhy, [], 2, "Name a story"],
    [runWhy, ["1-1", "1-2", "1-3"], 2, "Name one or two stories"],
    [runWhy, ["1-1", "--epic", "1"], 2, "There is no flag --epic."],
  ])("that are off end %o %j with code %i", async (...given) => {
    const [run, words, exitCode, sentence] = given;
    const error: unknown = await run(words).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExpectedError);
    expect(error).toMatchObject({ exitCode, message: expect.stringContaining(sentence) });
  });
});

describe("the terminal", () => {
  it.each([
    [{ isTTY: false }, false, { width: 80, hasColours: false }],
    [{ isTTY: true, columns: 120 }, false, { width: 120, hasColours: true }],
    [{ isTTY: true, columns: 120 }, true, { width: 120, hasColours: false }],
    [{ isTTY: true, columns: 20 }, false, { width: 40, hasColours: true }],
    [{ isTTY: true, columns: 0 }, false, { width: 80, hasColours: true }],
  ])("%j with colours refused: %s is written to as %j", (stream, isPlain, screen) => {
    const faked = Object.assign(Object.create(process.stdout) as NodeJS.WriteStream, stream);
    expect(screenOf(faked, { startedIn: "/", isPlain, forGit: {} })).toEqual(screen);
  });

  it("gets commands that can be copied", () => {
    expect(sameFolder(undefined)).toBe("");
    expect(sameFolder("../orchard")).toBe(" --repo ../orchard");
    expect(sameFolder("my project's")).toBe(String.raw` --repo 'my project'\''s'`);
  });
});
