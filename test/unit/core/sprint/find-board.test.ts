import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import { findBoard } from "../../../../src/core/sprint/find-board.ts";

describe("findBoard", () => {
  it.each([
    ["a common path", ["a/sprint-status.yaml", "docs/sprint-artifacts/sprint-status.yaml"], 1],
    ["the shallowest other path", ["x/y/z/sprint-status.yaml", "x/y/sprint-status.yml"], 1],
    ["anything before an archive", ["archive/sprint-status.yaml", "a/b/c/sprint-status.yaml"], 1],
    ["a list of stories where no board is", ["README.md", "plan/stories.yaml"], 1],
    ["any board before a list of stories", ["stories.yaml", "archive/sprint-status.yaml"], 1],
    ["an archive when there is nothing else", ["docs/archive/sprint-status.yaml"], 0],
    [
      "no folder whose name merely holds the word test",
      ["latest/sprint-status.yaml", "a/b/sprint-status.yaml"],
      0,
    ],
  ] as const)("takes %s", (_name, paths, index) => {
    expect(findBoard(paths, DEFAULT_CONFIG).path).toBe(paths[index]);
  });

  it("takes the configured board and nothing else", () => {
    const paths = ["docs/sprint-status.yaml", "teams/blue/board.yaml"];
    expect(findBoard(paths, { ...DEFAULT_CONFIG, board: "./teams/blue/board.yaml" }).path).toBe(paths[1]);
    expect(findBoard(paths, { ...DEFAULT_CONFIG, board: "gone.yaml" })).toEqual({
      path: undefined,
      tried: ["gone.yaml"],
    });
  });

  it("names the places it looked at when there is no board", () => {
    const found = findBoard(["README.md", "docs/not-sprint-status.yaml"], DEFAULT_CONFIG);
    expect(found.path).toBeUndefined();
    expect(found.tried).toContain("docs/sprint-artifacts/sprint-status.yaml");
  });
});
