/** Boards and stories as editors, merges and crashes leave them: small texts, damaged at random. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/core/problem.ts";
import { setBoardStatuses } from "../../src/core/sprint/edit-board.ts";
import { setStoryStatus } from "../../src/core/sprint/edit-story.ts";
import { parseBoard } from "../../src/core/sprint/parse-board.ts";
import { parseEpics } from "../../src/core/sprint/parse-epics.ts";
import { parseStory } from "../../src/core/sprint/parse-story.ts";

const BOARDS = [
  `# comment: kept\nproject: x\nstory_location: docs/stories\n\ndevelopment_status:\n  epic-1: contexted\n  1-1-start: done # really\n  1-2-login: 'in-progress'\n  1-3a-export: "backlog"\n  epic-1-retrospective: optional\n\n  epic-2: backlog\n  2-1-late:\n    status: review\n    depends_on: [1-2]\n\naction_items: []\n`,
  `epics:\n  - id: 1\n    status: open\n    stories:\n      - id: "1-1"\n        title: A\n        status: done\n      - { id: "1-2", title: B, status: backlog, dependencies: ["1-1"] }\n`,
  `- id: "1"\n  title: Limits\n  description: >-\n    Return 429.\n- id: "2"\n  title: Metrics\n`,
];

const STORIES = [
  `# Story 1.2: Log in\n\nStatus: in-progress\n\n## Story\n\nAs a cook.\n\n## Acceptance Criteria\n\n1. One\n2. Two\n\n## Tasks / Subtasks\n\n- [x] one (AC: 1)\n  - [ ] two\n\n## Dependencies\n\n- **1-1**: first\n\n## Senior Developer Review (AI)\n\n**Outcome:** Changes Requested\n\n- [ ] [High] guard [file: src/a.ts:3]\n`,
  `---\ntitle: 'Log in'\nstatus: 'ready-for-dev'\ndepends_on: ["1-1"]\n---\n\n## Tasks & Acceptance\n\n**Execution:**\n- \`src/a.ts\` -- add POST\n\n## Verification\n\n\`\`\`sh\n# Status: not this\n\`\`\`\n`,
];

type Damage = (text: string) => string;

const genDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.nat(600).map((end) => (text: string) => text.slice(0, end)),
  fc.nat(30).map((at) => (text: string) => {
    const lines = text.split("\n");
    return [...lines.slice(0, at), lines[at] ?? "", ...lines.slice(at)].join("\n");
  }),
  fc.nat(30).map((at) => (text: string) => text.split("\n").toSpliced(at, 1).join("\n")),
  fc.constant((text: string) => text.replaceAll("\n", "\r\n")),
  fc.constant((text: string) => `\uFEFF${text}`),
  fc.constant((text: string) => text.replaceAll("  ", "\t")),
  fc.tuple(fc.nat(600), fc.string({ maxLength: 6, unit: "binary" })).map(
    ([at, noise]) =>
      (text: string) =>
        text.slice(0, at) + noise + text.slice(at),
  ),
  fc.nat(30).map((at) => (text: string) => {
    const conflict = ["<<<<<<< HEAD", "  1-2-login: done", "=======", "  1-2-login: review", ">>>>>>> other"];
    return text
      .split("\n")
      .toSpliced(at, 0, ...conflict)
      .join("\n");
  }),
);

function damaged(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...texts), fc.array(genDamage, { maxLength: 4 })).map(([text, damages]) => {
    let result = text;
    for (const damage of damages) result = damage(result);
    return result;
  });
}

function lineAt(text: string, number: number): string | undefined {
  return text.replace(/^\uFEFF/u, "").split("\n")[number - 1];
}

/** Problems that do not say all of it: a line of the text, a column in it, the line itself, and a remedy. */
function unplaced(problems: readonly Problem[], text: string): readonly Problem[] {
  return problems.filter(({ at, hint }) => {
    const line = lineAt(text, at?.line ?? 0);
    if (line === undefined || at?.column === undefined || at.excerpt === undefined) return true;
    const isInLine = at.column > 0 && at.column <= line.length + 2;
    return !isInLine || !line.includes(at.excerpt.slice(0, 50).trim()) || !hint.endsWith(".");
  });
}

describe("safety: reading damaged texts", () => {
  it("never throws on a board, and says of every problem where it stands and what to do", () => {
    fc.assert(
      fc.property(damaged(BOARDS), (text) => {
        expect(unplaced(parseBoard(text, "b.yaml").problems, text)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("never throws on a story or an epics file, and places everything in the text", () => {
    fc.assert(
      fc.property(damaged(STORIES), (text) => {
        const story = parseStory(text, "s.md");
        expect(unplaced(story.problems, text)).toEqual([]);
        for (const { line, column, excerpt } of story.dependsOn) {
          expect(lineAt(text, line)?.slice(0, 200)).toContain(excerpt.replace(/…$/u, "").slice(0, 20).trim());
          expect(column).toBeGreaterThan(0);
        }
        for (const { line } of parseEpics(text, "e.md")) expect(lineAt(text, line)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe("safety: editing damaged texts", () => {
  it("changes the bytes of one status of a board and no others", () => {
    fc.assert(
      fc.property(damaged(BOARDS), fc.nat(), (text, pick) => {
        const { stories } = parseBoard(text, "b.yaml");
        const story = stories[pick % Math.max(stories.length, 1)];
        if (!story) return;
        const edited = setBoardStatuses(text, [{ key: story.key, to: "in-review" }]);
        const isLeftAlone = edited.missing.length > 0 && edited.text === text;
        expect(isLeftAlone || betweenSameEnds(text, edited.text).includes(story.rawStatus)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("changes the bytes of the status of a story and no others", () => {
    fc.assert(
      fc.property(damaged(STORIES), (text) => {
        const { status } = parseStory(text, "s.md");
        if (status === undefined) return;
        const edited = setStoryStatus(text, "zzz");
        expect(edited.replace("zzz", status)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every text that could have been replaced, when only one place of the two texts differs. */
function betweenSameEnds(before: string, after: string): readonly string[] {
  const written = ["in-review", '"in-review"', " in-review", ' "in-review"'];
  const replaced: string[] = [];
  for (const word of written) {
    for (let at = after.indexOf(word); at !== -1; at = after.indexOf(word, at + 1)) {
      const tail = after.slice(at + word.length);
      if (!before.startsWith(after.slice(0, at)) || !before.endsWith(tail)) continue;
      if (before.length >= at + tail.length) replaced.push(before.slice(at, before.length - tail.length));
    }
  }
  return replaced;
}
