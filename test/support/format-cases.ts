/** One text for every form of board, story, review and epics file that `docs/formats.md` promises to read. */
import { parseBoard } from "../../src/core/sprint/parse-board.ts";
import { parseEpics } from "../../src/core/sprint/parse-epics.ts";
import { parseStory } from "../../src/core/sprint/parse-story.ts";

export interface FormatCase {
  readonly id: string;
  readonly text: string;
  /** What was read, in one line a person can compare with the text. */
  readonly read: (text: string) => string;
  readonly expected: string;
}

function boardRead(text: string): string {
  const board = parseBoard(text, "b.yaml");
  const stories = board.stories.map(({ key, epic, status }) => `${key} (${epic}) ${status}`);
  const problems = board.problems.map(
    ({ code, severity, at }) => `${severity} ${code} ${at?.line}:${at?.column}`,
  );
  return [...stories, ...problems].join(", ");
}

function storyRead(text: string): string {
  const { title, status, tasks, criteria, problems } = parseStory(text, "1-2-login.md");
  const ticked = tasks.filter((task) => task.checked).length;
  const facts = [
    title,
    status ?? "no status",
    `${ticked}/${tasks.length} tasks`,
    `${criteria.length} criteria`,
  ];
  return [...facts, ...problems.map(({ code }) => code)].join(", ");
}

function reviewRead(text: string): string {
  const { review } = parseStory(`# Story 1.2: Log in\n\n## Tasks\n\n- [x] one\n\n${text}`, "s.md");
  return review ? `${review.outcome}, ${review.openItems.length} open` : "no review";
}

function epicsRead(text: string): string {
  const stories = parseEpics(text, "epics.md");
  return stories
    .map(({ reference, title, dependsOn, line, text: said }) => {
      const needs = dependsOn.map((mention) => mention.reference).join(" ");
      return `${reference} "${title}" needs ${needs || "nothing"}, line ${line}: ${said.split("\n", 1).join("")}`;
    })
    .join("; ");
}

const BOARDS: readonly FormatCase[] = [
  {
    id: "board-flat",
    text: "# comment\nproject: x\ndevelopment_status:\n  epic-1: in-progress\n  1-1-start: done # yes\n  1-2-login: 'review'\n  epic-1-retrospective: optional\naction_items:\n  - { epic: 1, action: a, status: open }\n",
    read: boardRead,
    expected: "1-1-start (epic-1) done, 1-2-login (epic-1) review",
  },
  {
    id: "board-maps",
    text: "development_status:\n  1-1-start:\n    title: A\n    status: done\n  1-2-login: backlog\n",
    read: boardRead,
    expected: "1-1-start (epic-1) done, 1-2-login (epic-1) backlog",
  },
  {
    id: "board-epics-list",
    text: 'epics:\n  - id: 1\n    stories:\n      - id: "1-1"\n        slug: start\n        status: done\n',
    read: boardRead,
    expected: "1-1-start (epic-1) done",
  },
  {
    id: "board-epics-map",
    text: "epics:\n  E1:\n    status: open\n    stories:\n      S1.1: complete\n",
    read: boardRead,
    expected: "S1.1 (epic-1) done",
  },
  {
    id: "board-sprints",
    text: "sprints:\n  - id: S01\n    stories:\n      - { id: E-01-S02, title: A, status: backlog, epic: E-01 }\n",
    read: boardRead,
    expected: "E-01-S02 (epic-1) backlog",
  },
  {
    id: "board-stories",
    text: 'stories:\n  - id: "1-1"\n    title: A\n    status: review\n',
    read: boardRead,
    expected: "1-1 (epic-1) review",
  },
  {
    id: "board-list",
    text: '- id: "1"\n  title: Limits\n  description: Return 429.\n- id: "2"\n  title: Metrics\n',
    read: boardRead,
    expected: "1 (no-epic) backlog, 2 (no-epic) backlog",
  },
  {
    id: "board-windows",
    text: '\uFEFFdevelopment_status:\r\n  1-1-start:\t"done"\t# tab\r\n',
    read: boardRead,
    expected: "1-1-start (epic-1) done",
  },
  {
    id: "board-twice",
    text: "development_status:\n  1-1-start: backlog\n  1-1-start: done\n",
    read: boardRead,
    expected: "1-1-start (epic-1) done, warning board-duplicate-key 3:3",
  },
  {
    id: "board-broken",
    text: "story_location: {project-root}/docs\ndevelopment_status:\n  1-1-start: done\n",
    read: boardRead,
    expected: "1-1-start (epic-1) done, warning board-unreadable 1:31",
  },
  {
    id: "board-conflict",
    text: "development_status:\n<<<<<<< HEAD\n  1-1-start: done\n=======\n  1-1-start: review\n>>>>>>> other\n  1-2-login: backlog\n",
    read: boardRead,
    expected:
      "1-1-start (epic-1) review, 1-2-login (epic-1) backlog, error board-unreadable 2:1, warning board-duplicate-key 5:3",
  },
  {
    id: "board-half",
    text: 'development_status:\n  1-1-start: done\n  1-2-login: "revi',
    read: boardRead,
    expected:
      "1-1-start (epic-1) done, 1-2-login (epic-1) unknown, error board-unreadable 3:14, warning board-unknown-status 3:3",
  },
];

const STORIES: readonly FormatCase[] = [
  {
    id: "story-classic",
    text: "# Story 1.2: Log in\n\n**Status:** ready-for-dev\n\n## Acceptance Criteria\n\n1. One\n2. Two\n\n## Tasks / Subtasks\n\n- [x] Form (AC: 1)\n  - [x] Field\n- [ ] Route\n\n## Dev Agent Record\n\n- [ ] not a task\n",
    read: storyRead,
    expected: "Log in, ready-for-dev, 2/3 tasks, 2 criteria",
  },
  {
    id: "story-spec",
    text: "---\ntitle: 'Log in'\nstatus: 'in-review'\ncontext: []\n---\n\n## Tasks & Acceptance\n\n**Execution:**\n- `src/a.ts` -- add POST\n\n**Acceptance Criteria:**\n- Given a form\n\n## Auto Run Result\n\nStatus: done\n",
    read: storyRead,
    expected: "Log in, in-review, 0/1 tasks, 0 criteria",
  },
  {
    id: "story-windows",
    text: "\uFEFF# Story 1.2: Log in\r\n\r\nStatus: drafted\r\n\r\n## Tasks\r\n\r\n- [ ] one\r\n\t- [x] two\r\n",
    read: storyRead,
    expected: "Log in, drafted, 1/2 tasks, 0 criteria",
  },
  {
    id: "story-section-status",
    text: "# Log in\n\n## Status\n\nDraft\n\n## Development Tasks\n\n* [X] one\n",
    read: storyRead,
    expected: "Log in, Draft, 1/1 tasks, 0 criteria",
  },
  {
    id: "story-half",
    text: "---\ntitle: Log in\nstatus: [dra\n---\n# Story 1.2: Lo",
    read: storyRead,
    expected: "Log in, [dra, 0/0 tasks, 0 criteria, story-frontmatter, story-no-tasks",
  },
];

const REVIEWS: readonly FormatCase[] = [
  {
    id: "review-outcome",
    text: "## Senior Developer Review (AI)\n\n- Outcome: Changes Requested — one finding\n\n### Action Items\n\n- [ ] [High] guard (AC #2) [file: src/a.ts:31]\n- Note: no action\n",
    read: reviewRead,
    expected: "changes-requested, 1 open",
  },
  {
    id: "review-steps",
    text: "# Senior Developer Review (AI)\n\n**Outcome:** CHANGES REQUESTED → Fixed → Approved\n\n- [ ] [Low] rename\n",
    read: reviewRead,
    expected: "approved, 1 open",
  },
  {
    id: "review-tagged",
    text: "### Review Follow-ups (AI)\n\n- [ ] [AI-Review][High] guard [src/a.ts:31]\n- [x] [AI-Review][Low] name\n",
    read: reviewRead,
    expected: "none, 1 open",
  },
  {
    id: "review-findings",
    text: "### Review Findings\n\n- [ ] [Review][Decision] 80 or 120?\n- [x] [Review][Patch] guard [src/a.ts:31]\n- [ ] [Review][Defer] slow\n",
    read: reviewRead,
    expected: "none, 1 open",
  },
  {
    id: "review-settled",
    text: "## Senior Developer Review (AI)\n\nOutcome: Blocked\n\n- [x] [High] guard\n",
    read: reviewRead,
    expected: "approved, 0 open",
  },
  {
    id: "review-last",
    text: "## Senior Developer Review (AI)\n\nOutcome: Approve\n\n## Senior Developer Review (AI) - Second\n\nOutcome: Changes Requested\n",
    read: reviewRead,
    expected: "changes-requested, 0 open",
  },
];

const EPICS: readonly FormatCase[] = [
  {
    id: "epics-headings",
    text: "## Epic 1: Start\n\n### Story 1.2: **Log in**\n\nAs a cook.\n\n**Prerequisites:** Story 1.1\n\n## Epic 2\n",
    read: epicsRead,
    expected: '1.2 "Log in" needs 1.1, line 5: As a cook.',
  },
  {
    id: "epics-bold",
    text: "## Epic 1\n\n**Story CC-1.2: Log in**\n\n**Prerequisites:** CC-1.1 (monorepo)\n",
    read: epicsRead,
    expected: 'CC-1.2 "Log in" needs CC-1.1, line 5: **Prerequisites:** CC-1.1 (monorepo)',
  },
  {
    id: "epics-codes",
    text: "### E1-S2: Log in\n\n**Depends on:** E1-S1\n\n### S1.3 — Log out\nNothing more.\n",
    read: epicsRead,
    expected:
      'E1-S2 "Log in" needs E1-S1, line 3: **Depends on:** E1-S1; S1.3 "Log out" needs nothing, line 6: Nothing more.',
  },
];

export const FORMAT_CASES = { BOARDS, STORIES, REVIEWS, EPICS } as const;
