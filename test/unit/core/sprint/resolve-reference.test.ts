import { describe, expect, it } from "vitest";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import { indexBoard, resolveReference } from "../../../../src/core/sprint/board/resolve-reference.ts";
import { boardText } from "../../../support/planning-sprint.ts";

const KEYS = [
  "epic-1",
  "1-1-start",
  "1-2-login",
  "1-5a-import",
  "1-5b-export",
  "1-10-late",
  "epic-2",
  "2-5-plain",
  "2-5-1-part",
  "epic-2-6",
  "2-6-1-sub",
  "epic-S1",
  "S1-1-jail",
  "dm-01",
  "dm-01-1-kit",
  "dm-01-retrospective",
];
const INDEX = indexBoard(parseBoard(boardText(KEYS.map((key) => `${key}: backlog`)), "b.yaml"));

describe("a reference", () => {
  it.each([
    ["1-2-login", ["1-2-login"]],
    ["1-2", ["1-2-login"]],
    ["1.2", ["1-2-login"]],
    ["Story 1.2", ["1-2-login"]],
    ["story-1-2", ["1-2-login"]],
    ["E01-S02", ["1-2-login"]],
    ["01.02", ["1-2-login"]],
    ["1-2-another-slug", ["1-2-login"]],
    ["1-1", ["1-1-start"]],
    ["1.10", ["1-10-late"]],
    ["1-5a", ["1-5a-import"]],
    ["1-5", ["1-5a-import", "1-5b-export"]],
    ["1.1-1.5", ["1-1-start", "1-2-login", "1-5a-import", "1-5b-export"]],
    ["Stories 1.1–1.2", ["1-1-start", "1-2-login"]],
    ["2.5.1", ["2-5-1-part"]],
    ["2-6-1", ["2-6-1-sub"]],
    ["S1.1", ["S1-1-jail"]],
    ["DM-01.1", ["dm-01-1-kit"]],
    ["1-1 through 1-2", ["1-1-start", "1-2-login"]],
    ["E1-S1 to E1-S2", ["1-1-start", "1-2-login"]],
    ["2.6-1", ["2-6-1-sub"]],
  ])("%s means %j", (reference, keys) => {
    expect(resolveReference(reference, INDEX)).toEqual({ kind: "found", keys });
  });

  it.each([
    ["CC-1.2", ["1-1-a", "1-2-b"], ["1-2-b"]],
    ["CC-1.1–CC-1.2", ["1-1-a", "1-2-b"], ["1-1-a", "1-2-b"]],
    ["CC-1.2", ["dm-1-1-a", "1-2-b"], undefined],
    ["story-app-01", ["story-app-01-shell", "story-app-02-props"], ["story-app-01-shell"]],
  ])("%s on a board of %j is %j", (reference, stories, keys) => {
    const board = parseBoard(boardText(stories.map((key) => `${key}: backlog`)), "b.yaml");
    const expected = keys === undefined ? { kind: "missing" } : { kind: "found", keys };
    expect(resolveReference(reference, indexBoard(board))).toEqual(expected);
  });

  it("that fits two stories which are not parts of one is ambiguous", () => {
    expect(resolveReference("2.5", INDEX)).toEqual({ kind: "ambiguous", keys: ["2-5-plain", "2-5-1-part"] });
  });

  it("to an epic means its stories", () => {
    expect(resolveReference("Epic 2", INDEX)).toMatchObject({
      kind: "epic",
      keys: ["2-5-plain", "2-5-1-part"],
    });
  });

  it.each(["9-9", "1-3", "Epic 9", "9.1-9.4", "nonsense", "", "2.5.9"])("%j is missing", (reference) => {
    expect(resolveReference(reference, INDEX)).toEqual({ kind: "missing" });
  });
});
