import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isHard, withoutAfterwards } from "../../../bench/conflicts/corpus/planning-text.ts";
import { readCorpus } from "../../../bench/conflicts/corpus/read-corpus.ts";
import { fitLogistic } from "../../../bench/conflicts/fit/logistic-regression.ts";
import { measureConflicts } from "../../../bench/conflicts/measure-conflicts.ts";
import { bootstrapInterval } from "../../../bench/conflicts/score/bootstrap.ts";
import { figuresOf } from "../../../bench/conflicts/score/figures.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "conflicts-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Stories come in pairs: both of a pair plan and change the same file, and no other story does. */
function writeRepository(name: string): Readonly<Record<string, unknown>> {
  const keys = Array.from({ length: 10 }, (_, place) => `1-${place + 1}-story`);
  const folder = join(root, name);
  mkdirSync(folder);
  const touched = Object.fromEntries(keys.map((key, place) => [key, [`src/${name}/file${place >> 1}.ts`]]));
  writeFileSync(join(folder, "touched.json"), JSON.stringify(touched));
  for (const [place, key] of keys.entries()) {
    const path = `src/${name}/file${place >> 1}.ts`;
    const text = `# Story ${key}\n\n## Tasks\n\n- [ ] Change \`${path}\` for topic${place >> 1}a\n\n## File List\n- leak.ts\n`;
    writeFileSync(join(folder, `${key}.md`), text);
  }
  const files = Object.fromEntries(keys.map((key) => [key, `${key}.md`]));
  return { repo: `owner/${name}`, dir: name, key_order: keys, epic_keys: ["epic-1"], story_file_of: files };
}

function writeCorpus(): void {
  const names = ["one", "two", "three", "four"];
  writeFileSync(join(root, "index.json"), JSON.stringify(names.map(writeRepository)));
}

describe("the benchmark of conflicts", () => {
  it("finds all collisions of a sprint that says plainly what it changes", () => {
    writeCorpus();
    const corpus = readCorpus(root);
    if (typeof corpus === "string") throw new Error(corpus);
    const { scores } = measureConflicts(corpus, { folds: 2, tree: false, onProgress: () => undefined });
    expect(scores["shippedText"]?.macro).toEqual({ precision: 1, recall: 1, f1: 1, mcc: 1 });
    expect(scores["text"]?.macro.mcc).toBe(1);
    expect(scores["shippedText"]).toMatchObject({ meanCluster: 5, at3Workers: 2.5, collidingPairs: 0 });
    expect(scores["everything"]).toMatchObject({ macro: { recall: 1, mcc: 0 }, meanCluster: 1 });
    expect(scores["sameEpic"]?.macro.mcc).toBe(0);
    expect(scores["seeds"]?.macro.recall).toBe(1);
  });

  it("shows a prediction nothing that was written after the work", () => {
    writeCorpus();
    const corpus = readCorpus(root);
    if (typeof corpus === "string") throw new Error(corpus);
    expect(corpus[0]?.stories[0]?.plan).not.toContain("leak.ts");
    expect(withoutAfterwards("# T\n## File List\nx\n### More\ny\n## Tasks\nz")).toBe(
      "# T\n## File List\n### More\n## Tasks\nz",
    );
  });

  it.each([
    [
      "one null",
      '{"1-1-story": ["src/a.ts"], "1-2-story": null}',
      /touched\.json is left out: 1-2-story is not/u,
    ],
    ["broken JSON", "{", /touched\.json is left out: the whole file is not/u],
  ])("leaves a repository out whose touched.json has %s, and says so", (_name, text, message) => {
    writeCorpus();
    writeFileSync(join(root, "two", "touched.json"), text);
    const skipped: string[] = [];
    const corpus = readCorpus(root, (reason) => skipped.push(reason));
    expect(corpus).toMatchObject([{ name: "owner/one" }, { name: "owner/three" }, { name: "owner/four" }]);
    expect(skipped).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ["no index", "", /There is no index\.json in .*--corpus/u],
    ["broken JSON", "{", /is not the index of a corpus/u],
    ["another list", '[{"a": 1}]', /is not the index of a corpus/u],
    ["an empty list", "[]", /No repository in .* has a touched\.json/u],
  ])("says what is wrong with a folder that has %s", (_name, text, message) => {
    if (text !== "") writeFileSync(join(root, "index.json"), text);
    expect(readCorpus(root)).toMatch(message);
  });

  it.each([
    ["src/index.ts", true],
    ["locales/de.json", true],
    ["package.json", false],
    ["web/yarn.lock", false],
    ["docs/a.ts", false],
    [".github/workflows/ci.yml", false],
  ])("counts %s as a collision: %s", (path, isCollision) => {
    expect(isHard(path)).toBe(isCollision);
  });

  it("computes its figures by hand-checked numbers", () => {
    const { mcc, ...others } = figuresOf([true, true, false, false, true], [true, false, true, false, true]);
    expect(others).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
    expect(mcc).toBeCloseTo(1 / 6, 10);
    expect(figuresOf([true, true], [true, true]).mcc).toBe(0);
  });

  it("draws the same interval every time, around the mean", () => {
    const values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    const [low, high] = bootstrapInterval(values);
    expect(bootstrapInterval(values)).toEqual([low, high]);
    expect(low).toBeLessThan(0.35);
    expect(high).toBeGreaterThan(0.35);
  });

  it("fits the odds of what it sees", () => {
    const samples = [true, true, true, false].map((isTrue) => ({ inputs: [1], isTrue, weight: 1 }));
    expect(fitLogistic(samples, 0)[0]).toBeCloseTo(Math.log(3), 5);
  });
});
