import { expect, it } from "vitest";
import { mentionDeed } from "../../../../../src/core/conflicts/footprint/mention-deed.ts";
import { mentionPlace } from "../../../../../src/core/conflicts/footprint/mention-place.ts";
import { wordsInText } from "../../../../../src/core/conflicts/footprint/words-in-text.ts";
import { createPathCompleter, isSamePath } from "../../../../../src/core/conflicts/pairs/complete-path.ts";

it.each([
  ["- [ ] Create `a.ts`", "create"],
  ["Extend `a.ts` with a button", "change"],
  ["Add a method to `a.ts`", "add"],
  ["Do not modify `a.ts`", "spare"],
  ["`a.ts` stays unchanged", "spare"],
  ["See `a.ts` for the pattern", "read"],
  ["[Source: docs/a.md]", "read"],
  ["Follow the existing `a.ts`", "read"],
  ["Run `a.test.ts`", "run"],
  ["`a.ts`", "none"],
])("the sentence %s says: %s", (sentence, deed) => {
  expect(mentionDeed(sentence)).toBe(deed);
});

it.each([
  ["Tasks / Subtasks", "tasks"],
  ["Acceptance Criteria", "criteria"],
  ["Files to Modify", "files"],
  ["Project Structure Notes", "structure"],
  ["Previous Story Intelligence", "learnings"],
  ["References", "references"],
  ["Dev Notes", "notes"],
  ["Testing Requirements", "tests"],
  ["Anything", undefined],
])("the heading %s opens: %s", (title, place) => {
  expect(mentionPlace(title)).toBe(place);
});

it("parts names that are made of words, and keeps the whole", () => {
  expect(wordsInText("The UserMenu of user_menu.ts")).toEqual([
    "the",
    "user",
    "menu",
    "usermenu",
    "user",
    "menu",
    "usermenu",
  ]);
});

it("completes a short path where one longer path fits, and only then", () => {
  const complete = createPathCompleter([
    "login.ts",
    "auth/login.ts",
    "src/auth/login.ts",
    "a/x.ts",
    "b/x.ts",
  ]);
  expect(["login.ts", "auth/login.ts", "x.ts", "new.ts"].map(complete)).toEqual([
    "src/auth/login.ts",
    "src/auth/login.ts",
    "x.ts",
    "new.ts",
  ]);
});

it("takes a path and its end for one file, and nothing else", () => {
  expect(isSamePath("src/a/login.ts", "a/login.ts")).toBe(true);
  expect(isSamePath("src/a/login.ts", "src/b/login.ts")).toBe(false);
  expect(isSamePath("src/login.ts", "in.ts")).toBe(false);
});
