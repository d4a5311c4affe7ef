import { describe, expect, it } from "vitest";
import { plannedSprint, whyPair } from "../../../../support/planned-sprint.ts";
import { storyText } from "../../../../support/planning-sprint.ts";

function pair(
  one: string,
  other: string,
  board = ["1-1-a: backlog", "2-1-b: backlog"],
): ReturnType<typeof whyPair> {
  return whyPair(plannedSprint({ board, stories: { "1-1-a": one, "2-1-b": other } }), "2-1-b", "1-1-a");
}

describe("why two stories", () => {
  it("do not run together quotes a line of each", () => {
    const { mayRunTogether, conflict } = pair(storyText(["src/a/x.ts"]), storyText(["src/a/x.ts"]));
    expect(mayRunTogether).toBe(false);
    expect(conflict?.rule).toBe("shared-file");
    expect(conflict?.lines.map(({ file, line }) => `${file}:${line}`)).toEqual([
      "docs/sprint-artifacts/1-1-a.md:6",
      "docs/sprint-artifacts/2-1-b.md:6",
    ]);
  });

  it("run together shows what each touches, in the order in which they were named", () => {
    const { mayRunTogether, footprints, release } = pair(
      storyText(["src/a/x.ts"]),
      storyText(["src/b/y.ts"]),
    );
    expect(mayRunTogether).toBe(true);
    expect(footprints.map((footprint) => footprint?.files.map(({ name }) => name))).toEqual([
      ["src/b/y.ts"],
      ["src/a/x.ts"],
    ]);
    expect(release).toEqual([]);
  });

  it("run together only as far as is known when one of them says nothing", () => {
    const { summary } = pair(storyText([]), storyText(["src/b/y.ts"]));
    expect(summary).toContain("nothing is known of what `1-1-a` will change");
  });

  it("cannot collide when one of them is finished", () => {
    const board = ["1-1-a: done", "2-1-b: backlog"];
    const { summary } = pair(storyText(["src/a/x.ts"]), storyText(["src/a/x.ts"]), board);
    expect(summary).toBe("Nothing keeps them apart: `1-1-a` is finished.");
  });

  it("are kept apart by a dependency, which can be taken out where it stands", () => {
    const { conflict, release } = pair(
      storyText(["src/a/x.ts"]),
      storyText(["src/b/y.ts"], "## Dependencies", "- 1-1: first"),
    );
    expect(conflict?.rule).toBe("dependency");
    expect(release[0]?.at?.excerpt).toBe("- 1-1: first");
  });
});
