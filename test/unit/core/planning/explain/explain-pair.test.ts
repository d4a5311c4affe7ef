import { describe, expect, it } from "vitest";
import type { Conflict } from "../../../../../src/core/conflicts/conflict.ts";
import { plannedSprint, sharing, whyPair } from "../../../../support/planned-sprint.ts";
import { storyText } from "../../../../support/planning-sprint.ts";

function pair(
  one: string,
  other: string,
  options: { readonly board?: readonly string[]; readonly conflicts?: readonly Conflict[] } = {},
): ReturnType<typeof whyPair> {
  const { board = ["1-1-a: backlog", "2-1-b: backlog"], conflicts = [] } = options;
  const sprint = plannedSprint({ board, stories: { "1-1-a": one, "2-1-b": other } }, { conflicts });
  return whyPair(sprint, "2-1-b", "1-1-a");
}

describe("why two stories", () => {
  it.each([
    ["shared-file", "stated", "They run one after the other by themselves.", "If one of them only reads it"],
    ["unknown-footprint", "assumed", "Name the files that both will change in the tasks.", undefined],
    ["dependency", "stated", "Finish the one that is needed", undefined],
  ] as const)("are kept apart by %s, and what would release them is said", (...given) => {
    const [rule, strength, first, second] = given;
    const conflict = { ...sharing("1-1-a", "2-1-b", "src/a/x.ts"), rule, strength };
    const found = pair(storyText(["src/a/x.ts"]), storyText(["src/a/x.ts"]), { conflicts: [conflict] });
    expect(found).toMatchObject({ mayRunTogether: false, conflict });
    expect(found.release[0]?.action).toContain(first);
    expect(found.release[1]?.action ?? "").toContain(second ?? "");
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
    expect(summary).toContain("nothing in `1-1-a` says what it will change");
  });

  it("cannot collide when one of them is finished", () => {
    const board = ["1-1-a: done", "2-1-b: backlog"];
    const { summary } = pair(storyText(["src/a/x.ts"]), storyText(["src/a/x.ts"]), { board });
    expect(summary).toBe("Nothing keeps them apart: `1-1-a` is finished.");
  });
});
