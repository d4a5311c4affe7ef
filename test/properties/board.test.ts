import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setBoardStatuses } from "../../src/core/sprint/edit-board.ts";
import { parseBoard } from "../../src/core/sprint/parse-board.ts";
import type { Board } from "../../src/core/sprint/sprint.ts";

const STATUSES = [
  "backlog",
  "ready-for-dev",
  "in-progress",
  "review",
  "done",
  "blocked",
  "In Progress",
  "won't do",
];

const genStatus = fc.constantFrom(...STATUSES);
const genGap = fc.constantFrom("", " ", "\t ", "   ");
const genComment = fc.constantFrom("", " # keep", " # 1-1-a: done 'x' \"y\"", "  #");
const genEnding = fc.constantFrom("\n", "\r\n");

function quote(status: string, style: string): string {
  if (style === "double") return JSON.stringify(status);
  return style === "single" ? `'${status.replaceAll("'", "''")}'` : status;
}

const genLine = fc.record({
  status: genStatus,
  style: fc.constantFrom("plain", "single", "double"),
  gap: genGap,
  comment: genComment,
  before: fc.constantFrom("", "  # a note: backlog", "epic"),
});

interface Written {
  readonly text: string;
  readonly keys: readonly string[];
}

/** A board with comments, quotes and odd spacing; keys are numbered so that shrinking keeps them valid. */
const genBoard = fc
  .tuple(fc.array(genLine, { minLength: 1, maxLength: 25 }), genEnding, fc.boolean(), fc.boolean())
  .map(([lines, ending, hasMark, isBroken]): Written => {
    const keys = lines.map((_line, index) => `${1 + Math.floor(index / 5)}-${1 + (index % 5)}-story`);
    const body = lines.flatMap((line, index) => {
      const epic = `  epic-${1 + Math.floor(index / 5)}: backlog`;
      const before =
        line.before === "epic" && index % 5 === 0 ? [epic] : [line.before].filter((text) => text !== "epic");
      return [...before, `  ${keys[index]}:${line.gap} ${quote(line.status, line.style)}${line.comment}`];
    });
    const head = isBroken ? ["story_location: {project-root}/docs"] : ["project: x"];
    const text = [...head, "development_status:", ...body, "", "action_items: []", ""].join(ending);
    return { text: hasMark ? `\uFEFF${text}` : text, keys };
  });

function statuses(board: Board): readonly (readonly [string, string])[] {
  return board.stories.map((story) => [story.key, story.rawStatus]);
}

describe("safety: editing a board", () => {
  it("changes the bytes of the chosen values and no others", () => {
    fc.assert(
      fc.property(genBoard, fc.nat(), genStatus, ({ text, keys }, pick, to) => {
        const key = keys[pick % keys.length] ?? "";
        const edited = setBoardStatuses(text, [{ key, to }]).text;
        const before = text.split("\n");
        const after = edited.split("\n");
        expect(after.length).toBe(before.length);
        const changed = before.flatMap((line, index) => (line === after[index] ? [] : [index]));
        expect(changed.length).toBeLessThanOrEqual(1);
        for (const index of changed) expect(before[index]).toContain(`${key}:`);
      }),
    );
  });
});

describe("round trip: a board that was edited", () => {
  it("shows the new status of the chosen stories and everything else as before", () => {
    fc.assert(
      fc.property(
        genBoard,
        fc.array(fc.tuple(fc.nat(), genStatus), { maxLength: 6 }),
        ({ text, keys }, picks) => {
          const wanted = new Map(picks.map(([pick, to]) => [keys[pick % keys.length] ?? "", to]));
          const changes = [...wanted].map(([key, to]) => ({ key, to }));
          const before = parseBoard(text, "b.yaml");
          const after = parseBoard(setBoardStatuses(text, changes).text, "b.yaml");
          expect(statuses(after)).toEqual(
            statuses(before).map(([key, raw]) => [key, wanted.get(key) ?? raw]),
          );
          expect(after.epics).toEqual(before.epics.map((epic) => ({ ...epic, gate: expect.any(String) })));
        },
      ),
    );
  });

  it("is byte for byte what it was when the old statuses are written back", () => {
    fc.assert(
      fc.property(genBoard, genStatus, ({ text }, to) => {
        const board = parseBoard(text, "b.yaml");
        const away = board.stories.map(({ key }) => ({ key, to }));
        const back = board.stories.map(({ key, rawStatus }) => ({ key, to: rawStatus }));
        const restored = setBoardStatuses(setBoardStatuses(text, away).text, back).text;
        expect(restored).toBe(text);
      }),
    );
  });
});

describe("safety: reading a board", () => {
  it("never throws, and every problem names the file and a remedy", () => {
    const genText = fc.oneof(
      fc.string({ maxLength: 300, unit: "binary" }),
      fc.string({ maxLength: 300, unit: fc.constantFrom(..."ab1-:{}[]'\"#&*!|>%@ \t\n\r\\?,.".split("")) }),
      fc.string({ maxLength: 200 }).map((text) => `development_status:\n  1-1-a: ${text}\n  ${text}: done\n`),
    );
    fc.assert(
      fc.property(genText, (text) => {
        const board = parseBoard(text, "b.yaml");
        for (const problem of board.problems) {
          expect(problem.at?.file).toBe("b.yaml");
          expect(problem.hint).toMatch(/\.$/u);
        }
        setBoardStatuses(text, [{ key: "1-1-a", to: "done" }]);
      }),
      { numRuns: 500 },
    );
  });
});
