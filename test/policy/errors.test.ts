import { describe, expect, test } from "vitest";
import { AttemptOutcome, HALT_CAUSES } from "../../src/core/batch/batch-state.ts";
import { CONFLICT_RULES } from "../../src/core/conflicts/conflict.ts";
import { EVIDENCE_CHECKS } from "../../src/core/evidence/validation.ts";
import { EXCLUSION_REASONS } from "../../src/core/planning/plan.ts";
import { PROBLEM_CODES } from "../../src/core/problem.ts";
import { FAILURE_CODES } from "../../src/operations/failure.ts";
import { filesBelow, readFromRoot } from "../support/source-files.ts";
import { codesIn, tableAfter } from "./markdown.ts";
import { literalsIn, problemCodesIn } from "./said-codes.ts";

const DOCUMENT = "docs/errors.md";

interface CodeList {
  readonly mark: string;
  readonly codes: readonly string[];
  /** Every code the source says; a listed code that nobody says is either reserved or dead. */
  readonly said: () => ReadonlySet<string>;
}

function problemsSaid(): ReadonlySet<string> {
  return new Set(filesBelow("src", ".ts").flatMap((path) => problemCodesIn(path, readFromRoot(path))));
}

function said(folders: readonly string[], declaredIn: string): () => ReadonlySet<string> {
  return () => literalsIn(folders, [declaredIn]);
}

const STATE = "src/core/batch/batch-state.ts";
const LISTS: readonly CodeList[] = [
  { mark: "PROBLEM_CODES", codes: PROBLEM_CODES, said: problemsSaid },
  {
    mark: "FAILURE_CODES",
    codes: FAILURE_CODES,
    said: said(["src/operations", "src/adapters", "src/action"], "src/operations/failure.ts"),
  },
  {
    mark: "EXCLUSION_REASONS",
    codes: EXCLUSION_REASONS,
    said: said(["src/core/planning"], "src/core/planning/plan.ts"),
  },
  {
    mark: "CONFLICT_RULES",
    codes: CONFLICT_RULES,
    said: said(["src/core/conflicts"], "src/core/conflicts/conflict.ts"),
  },
  {
    mark: "AttemptOutcome",
    codes: AttemptOutcome.options.map((option) => option.shape.kind.value),
    said: said(["src/operations/collect", "src/core/batch"], STATE),
  },
  {
    mark: "EVIDENCE_CHECKS",
    codes: EVIDENCE_CHECKS,
    said: said(["src/core/evidence/checks"], "src/core/evidence/validation.ts"),
  },
  { mark: "HALT_CAUSES", codes: HALT_CAUSES, said: said(["src/core/batch"], STATE) },
];

function rowsOf(mark: string): readonly { readonly code: string; readonly isReserved: boolean }[] {
  return tableAfter(DOCUMENT, `<!-- codes: ${mark} -->`).map(([code = "", meaning = ""]) => ({
    code: codesIn(code).join(" "),
    isReserved: meaning.startsWith("Reserved"),
  }));
}

describe("the document of errors", () => {
  test.each(LISTS)("has one row for each of $mark and no other", ({ mark, codes }) => {
    const documented = rowsOf(mark).map(({ code }) => code);

    expect(documented.toSorted()).toEqual([...codes].toSorted());
  });

  test.each(LISTS)(
    "calls those of $mark reserved that no code says, and only those",
    ({ mark, said: say }) => {
      const rows = rowsOf(mark);
      const words = say();

      expect(rows.filter(({ code }) => !words.has(code))).toEqual(
        rows.filter(({ isReserved }) => isReserved),
      );
    },
  );

  test("leaves no cell empty", () => {
    const cells = LISTS.flatMap(({ mark }) => tableAfter(DOCUMENT, `<!-- codes: ${mark} -->`));

    expect(cells.filter((row) => row.length !== 3 || row.includes(""))).toEqual([]);
  });

  test("has a table for every list of codes there is", () => {
    const marks = [...readFromRoot(DOCUMENT).matchAll(/<!-- codes: (\w+) -->/gu)].map(
      (match) => match[1] ?? "",
    );
    const lists = filesBelow("src", ".ts").flatMap((path) =>
      [...readFromRoot(path).matchAll(/export const (\w+_(?:CODES|REASONS|RULES|CHECKS|CAUSES)) = \[/gu)].map(
        (match) => match[1],
      ),
    );

    expect(marks.toSorted()).toEqual(LISTS.map(({ mark }) => mark).toSorted());
    expect(marks).toEqual(expect.arrayContaining(lists));
    expect(lists.length).toBeGreaterThanOrEqual(6);
  });
});

describe("finding what the source says", () => {
  test("sees the code of a problem and nothing that only looks like one", () => {
    const source = `
      const a = { code: "board-shape", severity: "error", message: "x", hint: "y" };
      const b = { code: "state-unreadable", retryable: false };
      type C = { code: "board-missing"; severity: "error"; hint: "z" };`;

    expect(problemCodesIn("a.ts", source)).toEqual(["board-shape"]);
  });
});
