import { describe, expect, it } from "vitest";
import { generateSprint } from "../../../bench/plan/generated-sprint.ts";
import { measureOurs, measureSeeds } from "../../../bench/plan/measure-plan.ts";
import { planLiterally } from "../../../bench/seeds/plan-literally.ts";

describe("the benchmark of planning", () => {
  it("generates the same sprint each time, of stories of 15 kB", () => {
    const { texts } = generateSprint(24);
    expect(generateSprint(24).texts).toEqual(texts);
    const stories = [...texts].filter(([path]) => /\/\d[^/]*\.md$/u.test(path));
    expect(stories).toHaveLength(24);
    for (const [, text] of stories) {
      expect(text.length).toBeGreaterThan(15_000);
      expect(text.length).toBeLessThan(18_000);
    }
  });

  it("plans a small sprint by both rules, and ours again after a change", async () => {
    const sprint = generateSprint(24);
    const { ms, replanMs } = await measureOurs(sprint);
    expect(ms).toBeGreaterThan(0);
    expect(replanMs).toBeGreaterThan(0);
    expect(measureSeeds(sprint)).toBeGreaterThan(0);
  });

  it("follows the first rules to the letter: words, quoted paths, endpoints, epics and tiers", () => {
    const texts = new Map([
      ["1-1-a", "## Acceptance Criteria\n`src/a.ts`\n"],
      ["1-2-b", "## Development Tasks\n`lib/b.ts`\n"],
      ["2-1-c", "## Tasks\n`src/a.ts` and `/api/users`\n"],
      ["3-1-d", "An acceptable answer of `/api/users`\n"],
      ["3-2-e", "A query\nDepends on Story 1.1\n"],
      ["4-1-f", "A table"],
    ]);
    const clusters = planLiterally({
      statuses: new Map([...texts.keys()].map((key) => [key, "backlog"])),
      keyOf: new Map([...texts.keys()].map((key) => [key.slice(0, 3), key])),
      readFile: (key) => texts.get(key) ?? "",
    });
    expect(clusters).toEqual([["3-2-e"], ["1-1-a", "1-2-b", "2-1-c", "4-1-f"], ["3-1-d"]]);
  });
});
