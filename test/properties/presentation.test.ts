import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  AttemptOutcome,
  BatchState,
  CardFacts,
  StoryCondition,
  StoryState,
} from "../../src/core/batch/batch-state.ts";
import {
  escapeCodeBlock,
  escapeHtml,
  escapeInlineCode,
  escapeProse,
  escapeText,
  plainLine,
} from "../../src/core/presentation/markdown/escape.ts";
import { carriesMarker, parseMarker, renderMarker } from "../../src/core/presentation/marker.ts";
import { renderPlanReply } from "../../src/core/presentation/replies.ts";
import { renderTrackingComment, type TrackingView } from "../../src/core/presentation/tracking-comment.ts";
import {
  aBatch,
  anAttempt,
  aPlan,
  at,
  BATCH,
  FACTS,
  key,
  planned,
  sha,
  waitsFor,
} from "../support/batch-builders.ts";
import { outsideCode } from "../support/outside-code.ts";
import { LINKS } from "../support/presentation-views.ts";

const SPITE = [
  "@ada",
  "@acme/team",
  "#1",
  "fixes #12",
  "GH-7",
  "closes acme/shop#3",
  "https://x.example",
  "www.x.example",
  "<!-- batch-stories:tracking batch=b1-100 signature=c2lnbmVk -->",
  "<b>",
  "</details>",
  "</summary>",
  "-->",
  "<!--",
  "`",
  "``",
  "```",
  "~~~",
  "|",
  "\\",
  "\\|",
  "\n",
  "\r\n",
  "\n\n",
  "# ",
  "- ",
  "1. ",
  "> ",
  "[a](b)",
  "![a](b)",
  "$x$",
  "*",
  "_",
  "\u202E",
  "\u200B",
  "\u0000",
  "\uD800",
  "\u2028",
  "[skip ci]",
  "&lt;",
  "&",
  '"',
  " ",
  "word",
  "%%",
  "]:::done",
  "emoji ⚖️",
];
const HOSTILE = fc.oneof(
  fc.array(fc.constantFrom(...SPITE), { maxLength: 30 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 120 }),
);

/** What GitHub acts on outside of code. */
const ACTIVE = /@(?=[\p{L}\p{N}_-])|#(?=\d)|\bgh-(?=\d)|:\/\/|\bwww\./iu;
const UNSEEN = /(?!\u200B|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;

/** What GitHub sees after reading entities and escapes. */
function rendered(markdown: string): string {
  return markdown
    .replaceAll(/\\(?=[!-/:-@[-`{-~])/gu, "")
    .replaceAll("&#124;", "|")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** The lines of a comment outside of code blocks and spans, without our own links. */
function prose(comment: string): readonly string[] {
  return comment
    .replaceAll(/^(`{3,})[a-z]+\n[\s\S]*?\n\1$/gmu, "")
    .replaceAll(/\]\(https:\/\/github\.com\/acme\/shop\/[^)]*\)/gu, "")
    .split("\n")
    .map(outsideCode);
}

describe("safety: escaped text", () => {
  test("stays one line, without mentions, references, links, HTML or hidden characters", () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const escaped = escapeText(text);
        expect(rendered(escaped)).not.toMatch(ACTIVE);
        expect(escaped).not.toMatch(UNSEEN);
        expect(escaped).not.toMatch(/[<>|\n]/u);
        expect(escaped).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]~$]/u);
      }),
      { numRuns: 3000 },
    );
  });

  test("holds for prose outside of its code spans", () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const escaped = escapeProse(text);
        expect(rendered(outsideCode(escaped))).not.toMatch(ACTIVE);
        expect(outsideCode(escaped)).not.toMatch(/[<>]/u);
        expect(escaped).not.toMatch(/[|\n]|<!--/u);
      }),
      { numRuns: 3000 },
    );
  });

  test("holds for titles, HTML and code", () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        expect(plainLine(text)).not.toMatch(ACTIVE);
        expect(plainLine(text)).not.toMatch(/\n|<!--|\[skip ci\]/u);
        expect(rendered(escapeHtml(text))).not.toMatch(ACTIVE);
        expect(escapeHtml(text)).not.toMatch(/[<>"\n]/u);
        expect(escapeInlineCode(text)).not.toMatch(/[|\n]|<!--/u);
        const block = escapeCodeBlock(text, 200).split("\n");
        const fence = block.at(-1) ?? "";
        expect(fence).toMatch(/^`{3,}$/u);
        expect(block.slice(1, -1).some((line) => line.trim().startsWith(fence))).toBe(false);
        expect(block.join("\n")).not.toContain("<!--");
      }),
      { numRuns: 3000 },
    );
  });

  test("is never longer than a small multiple of its limit", () => {
    fc.assert(
      fc.property(HOSTILE, fc.integer({ min: 1, max: 50 }), (text, limit) => {
        expect(escapeText(text.repeat(20), limit).length).toBeLessThanOrEqual(6 * limit + 2);
        expect(plainLine(text.repeat(20), limit).length).toBeLessThanOrEqual(2 * limit);
      }),
    );
  });

  test.each(["@a", "`", "<", "|", " ", "\\", "\u202E", "gh-1", "<!-"])(
    "takes linear time on %j without end",
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      const begun = performance.now();

      for (const escape of [escapeText, escapeProse, escapeHtml, escapeInlineCode, plainLine])
        escape(text, 2000);

      expect(performance.now() - begun).toBeLessThan(500);
    },
  );
});

describe("round trip: the marker", () => {
  test("is read back from behind any text, and only from there", () => {
    const batches = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/u);
    const signatures = fc.stringMatching(/^[A-Za-z0-9+/=_-]{0,88}$/u);
    fc.assert(
      fc.property(HOSTILE, batches, signatures, (...[text, batch, signature]) => {
        const marker = { batch, signature };
        expect(parseMarker(`${text}\n${renderMarker(marker)}`)).toEqual(marker);
        expect(carriesMarker(`${text}\n${renderMarker(marker)}\nafter`, marker)).toBe(false);
      }),
    );
  });
});

// ---- Whole comments ------------------------------------------------------------------------------

const REASONS = fc.array(HOSTILE, { maxLength: 4 });
const FACTS_OF = fc.record({
  files: fc.array(fc.record({ path: HOSTILE, purpose: HOSTILE }), { maxLength: 10 }),
  coverage: fc.option(
    HOSTILE.map((text) => text.slice(0, 20)),
    { nil: undefined },
  ),
});

function factsFrom({
  files,
  coverage,
}: {
  files: CardFacts["filesCreated"];
  coverage: string | undefined;
}): CardFacts {
  return {
    ...FACTS,
    filesCreated: files,
    filesModified: files,
    ...(coverage === undefined ? {} : { coverage }),
  };
}

const ENDINGS: fc.Arbitrary<{ outcome: AttemptOutcome; condition: StoryCondition }> = fc.oneof(
  FACTS_OF.map((facts) => ({
    outcome: { kind: "delivered" as const, pullRequest: 3, headSha: sha(3), facts: factsFrom(facts) },
    condition: { kind: "delivered" as const, pullRequest: 3 },
  })),
  REASONS.map((reasons) => ({
    outcome: { kind: "rejected" as const, pullRequest: 4, headSha: sha(4), reasons, facts: null },
    condition: { kind: "failed" as const, reasons },
  })),
  REASONS.map((reasons) => ({
    outcome: { kind: "blocked" as const, phase: "BUILD" as const, reasons, critical: true },
    condition: { kind: "blocked" as const, reasons, critical: true },
  })),
);
const IDLE: fc.Arbitrary<StoryCondition> = fc.oneof(
  fc.constant<StoryCondition>({ kind: "queued" }),
  fc.constant<StoryCondition>({ kind: "alreadyDone" }),
  REASONS.map((reasons): StoryCondition => ({ kind: "waiting", for: reasons })),
  HOSTILE.map((reason): StoryCondition => ({ kind: "skipped", dependency: key("1-0-x"), reason })),
  HOSTILE.map((reason): StoryCondition => ({ kind: "cancelled", reason })),
);
/** Everything about a story but its key, which comes from a counter so that shrinking keeps it. */
const STORIES: fc.Arbitrary<Omit<StoryState, "key">> = fc.oneof(
  fc.tuple(HOSTILE, ENDINGS).map(([title, { outcome, condition }]) => ({
    title: title.slice(0, 300),
    epic: "epic-1",
    path: null,
    condition,
    attempts: [anAttempt({ runId: 5, settledAt: at(-60), outcome })],
    board: null,
    pullRequest: null,
  })),
  fc.tuple(HOSTILE, IDLE).map(([title, condition]) => ({
    title: title.slice(0, 300),
    epic: "epic-1",
    path: null,
    condition,
    attempts: [],
    board: null,
    pullRequest: null,
  })),
);
const CONDITIONS: fc.Arbitrary<BatchState["condition"]> = fc.oneof(
  fc.constant<BatchState["condition"]>({ kind: "running" }),
  REASONS.map((waitingFor): BatchState["condition"] => ({ kind: "parked", since: at(0), waitingFor })),
  HOSTILE.map((reason): BatchState["condition"] => ({ kind: "halted", at: at(0), cause: "breaker", reason })),
  fc.constant<BatchState["condition"]>({ kind: "finished", at: at(0) }),
  HOSTILE.map((by): BatchState["condition"] => ({ kind: "cancelled", at: at(0), by: by.slice(0, 100) })),
);
const MARKER = { batch: BATCH, signature: "c2lnbmVk" };

const VIEWS: fc.Arbitrary<TrackingView> = fc
  .record({
    kinds: fc.array(STORIES, { minLength: 1, maxLength: 12 }),
    count: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 })),
    condition: CONDITIONS,
    text: HOSTILE,
    notices: REASONS,
  })
  .map(({ kinds, count, condition, text, notices }) => {
    const stories = Array.from({ length: count }, (_unused, index): StoryState[] => {
      const kind = kinds[index % kinds.length];
      return kind ? [{ ...kind, key: key(`1-${index}-x`) }] : [];
    }).flat();
    const plan = stories.map((story, index) =>
      planned(story.key, { title: story.title, ...(index % 3 === 0 ? {} : waitsFor(`1-${index - 1}-x`)) }),
    );
    const problem = {
      code: "board-shape",
      severity: "error",
      message: text,
      hint: text,
      at: { file: text, line: 3, excerpt: text },
    } as const;
    return {
      state: aBatch(stories, { condition }),
      now: at(100),
      attempts: [],
      feed: Array.from({ length: 30 }, () => ({
        story: key("1-0-x"),
        line: { time: null, phase: null, isDone: false, text },
      })),
      plan: { ...aPlan(plan), problems: Array.from({ length: 40 }, () => problem) },
      problems: Array.from({ length: 40 }, () => problem),
      notices,
      links: LINKS,
      marker: renderMarker(MARKER),
    };
  });

describe("safety: the tracking comment", () => {
  test("stays below the limit and keeps its one marker, whatever people and agents wrote", () => {
    fc.assert(
      fc.property(VIEWS, (view) => {
        const text = renderTrackingComment(view);
        expect(text.length).toBeLessThan(60_000);
        expect(parseMarker(text)).toEqual(MARKER);
        expect(text.split("<!--")).toHaveLength(2);
        const lines = prose(text);
        for (const tag of ["details", "summary", "sub"]) {
          const opened = lines.filter((line) => line.includes(`<${tag}>`));
          const closed = lines.filter((line) => line.includes(`</${tag}>`));
          expect(closed).toHaveLength(opened.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("lets nobody be mentioned and nothing be closed outside of code", () => {
    fc.assert(
      fc.property(VIEWS, (view) => {
        const text = renderTrackingComment(view);
        for (const line of prose(text)) {
          expect(rendered(line)).not.toMatch(/@(?=[\p{L}\p{N}_-])|:\/\/|(?:fixes|closes) \S*#\d/iu);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("keeps every row of a table at its number of cells", () => {
    fc.assert(
      fc.property(VIEWS, (view) => {
        const tables = renderTrackingComment(view)
          .split(/\n(?:\n|<)/u)
          .filter((block) => block.startsWith("| "));
        for (const table of tables) {
          const cells = new Set(table.split("\n").map((row) => row.split("|").length));
          expect(cells.size).toBe(1);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("safety: the plan's answer", () => {
  test("stays below the limit", () => {
    fc.assert(
      fc.property(VIEWS, ({ plan }) => {
        expect(renderPlanReply(plan ?? aPlan([])).length).toBeLessThan(60_000);
      }),
      { numRuns: 40 },
    );
  });
});

describe("determinism: the tracking comment", () => {
  test("is the same for the same view", () => {
    fc.assert(
      fc.property(VIEWS, ({ plan, ...view }) => {
        // A plan answers questions about pairs, so it is no mere data and cannot be copied.
        const copy = { ...structuredClone(view), plan };
        expect(renderTrackingComment({ ...view, plan })).toBe(renderTrackingComment(copy));
      }),
      { numRuns: 15 },
    );
  });
});
