import { describe, expect, it } from "vitest";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import { planOf, snapshotOf, storyText } from "../../../support/planning-sprint.ts";
import type { Plan } from "../../../../src/core/planning/plan.ts";

const KEYS = [
  "login-form",
  "logout2",
  "batch-2a-1",
  "epic-120-s01",
  "PROJ-123-login",
  "story-12",
  "1-1000-big",
  "1-1-a",
  "1-2-b",
  "1-3-c",
];

function planWith(text: string): Plan {
  const stories = Object.fromEntries(KEYS.map((key) => [key, storyText([`${key}.ts`])]));
  const board = ["epic-1: backlog", ...KEYS.map((key) => `${key}: backlog`), "1-9-last: backlog"];
  return planOf({ board, stories: { ...stories, "1-9-last": text } });
}

function needsOf(text: string): readonly string[] {
  return planWith(text).stories.find(({ key }) => key === "1-9-last")?.dependsOn ?? [];
}

describe("whole keys behind a label", () => {
  it.each([
    ["login-form", ["login-form"]],
    ["Login-Form, logout2", ["login-form", "logout2"]],
    ["`login-form` (the form) and [logout2]", ["login-form", "logout2"]],
    ["batch-2a-1", ["batch-2a-1"]],
    ["epic-120-s01", ["epic-120-s01"]],
    ["PROJ-123-login", ["PROJ-123-login"]],
    ["story-12", ["story-12"]],
    ["1-1000-big", ["1-1000-big"]],
    ["story login-form", ["login-form"]],
    ["Epic 1 Story 2", ["1-2-b"]],
    ["Story 1.1, but not on Story 1.2", ["1-1-a"]],
    ["1.1 through 1.3, except 1.2", ["1-1-a", "1-3-c"]],
    ["1-1-a, not login-form", ["1-1-a"]],
    ["the logout2 of the user", []],
    ["the login-forms, docs/login-form.md and well-known follow-up work", []],
    ["login-form depends on this", []],
    ["none, though login-form is near", []],
    ["1-9-last", []],
  ])("Depends on: %s needs %j", (words, expected) => {
    const text = storyText(["x.ts"], `Depends on: ${words}`);
    const codes = planWith(text).problems.map(({ code }) => code);
    expect(needsOf(text)).toEqual(expected);
    expect(codes).toEqual(words === "1-9-last" ? ["dependency-self"] : []);
  });

  it("count in the items of a list of what is needed, where they lead the item", () => {
    const list = [
      "## Dependencies",
      "",
      "- login-form (done first)",
      "- logout2",
      "- the batch-2a-1 in prose",
    ];
    expect(needsOf(storyText(["x.ts"], ...list))).toEqual(["login-form", "logout2"]);
  });
});

describe("whole keys in a field", () => {
  it("are dependencies, letters or not", () => {
    const text = `---\ndepends_on: [login-form, logout2, story-12]\n---\n${storyText(["x.ts"])}`;
    expect(needsOf(text)).toEqual(["login-form", "logout2", "story-12"]);
  });

  it.each(["login-from", "epic-120-s09", "the login page"])("that are no key are a problem: %s", (word) => {
    const plan = planWith(`---\ndepends_on: [${word}]\n---\n${storyText(["x.ts"])}`);
    expect(plan.problems).toMatchObject([
      { code: "dependency-missing", severity: "error", message: expect.stringContaining(word) },
    ]);
  });

  it("count on a board whose stories are maps, and in a list of stories", () => {
    const map = "development_status:\n  1-1-a:\n    status: backlog\n    depends_on: [login-form, logout]\n";
    const list = '- id: logout\n  title: "Out"\n  depends_on: login-form, 1-1-a\n';
    const read = [map, list].map((text) =>
      parseBoard(text, "b.yaml").stories[0]?.dependsOn?.map(({ reference }) => reference),
    );
    expect(read).toEqual([
      ["login-form", "logout"],
      ["login-form", "1-1-a"],
    ]);
  });
});

it.each(["1-1-größe", "1-1-登录", `1-1-${"a".repeat(100)}`])(
  "the key %s is kept, and said to need another name",
  (key) => {
    const board = [`${key}: backlog`, "1-2-b: backlog"];
    const plan = planOf({ board, stories: { "1-2-b": storyText(["b.ts"], "Depends on: 1-1") } });
    expect(snapshotOf({ board }).board.unusableKeys).toEqual([key]);
    expect(plan.problems.at(-1)).toMatchObject({
      code: "dependency-missing",
      message: expect.stringContaining("cannot be used"),
      hint: expect.stringContaining("Rename that key"),
    });
  },
);
