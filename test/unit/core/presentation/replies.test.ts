import { describe, expect, test } from "vitest";
import type { Problem } from "../../../../src/core/problem.ts";
import {
  renderFailureReply,
  renderHelp,
  renderNotAllowed,
  renderPlanReply,
  renderProblems,
} from "../../../../src/core/presentation/replies.ts";
import { aConflict, aPlan, planned, sha, waitsFor } from "../../../support/batch-builders.ts";
import { aMiddle, LINKS } from "../../../support/presentation-views.ts";

const WARNING: Problem = {
  code: "dependency-missing",
  severity: "warning",
  message: "Story `2-2` depends on `2-9`, which is not on the board.",
  at: { file: "docs/a b(1).md", line: 14, excerpt: "Depends on: `2-9`" },
  hint: "Add `2-9` to the board.",
};
const ERROR: Problem = {
  code: "board-missing",
  severity: "error",
  message: "There is no board.",
  hint: "Write one.",
};

describe("renderHelp", () => {
  test("lists the commands and flags that exist, and no others", () => {
    expect(renderHelp()).toMatchInlineSnapshot(`
      "### Batch Stories: what you can say

      Write a command at the start of a line of a comment; \`/batch-stories\` alone means \`run\`.

      | Command | What it does |
      | --- | --- |
      | \`/batch-stories [run] [flags]\` | Plans the sprint and works on every story that can run. |
      | \`/batch-stories plan [flags]\` | Shows what would run, what waits and why. Starts nothing. |
      | \`/batch-stories status\` | Looks now, and brings the tracking comment up to date. |
      | \`/batch-stories why <story> [<story>]\` | Explains what a story waits for and what would release it, or why two do not run together. |
      | \`/batch-stories cancel\` | Stops the batch of this issue. What was delivered stays. |
      | \`/batch-stories help\` | Shows this list. |

      Flags of \`run\` and \`plan\`:

      | Flag | Meaning |
      | --- | --- |
      | \`--epic 1,2\` | Only stories of these epics. |
      | \`--stories 1-2,1-3\` | Only these stories: keys, \`2-2\` or \`2.2\`. |
      | \`--exclude 2-4\` | All but these stories. |
      | \`--limit 5\` | At most this many runnable stories. |
      | \`--max-workers 4\` | Stories that run at the same time. |
      | \`--attempts 1\` | Tries per story, the first one included. |
      | \`--schedule waves\` | \`rolling\` refills a free worker at once; \`waves\` waits for the whole cluster. |
      | \`--dry-run\` | Show the plan, start nothing. |

      Settings stand in \`.github/batch-stories.yml\`; a flag wins over the file."
    `);
  });
});

describe("renderProblems", () => {
  test("says one problem plainly", () => {
    expect(renderProblems([ERROR])).toBe("❌ There is no board.  \n→ Write one.");
  });

  test("lists several, errors first, equal ones once, with links where a commit is known", () => {
    const source = { links: LINKS, commit: sha(1) };

    expect(renderProblems([WARNING, ERROR, { ...WARNING }], source)).toMatchInlineSnapshot(`
      "**1 error and 1 warning to look at:**

      - ❌ There is no board.  
        → Write one.
      - ⚠️ Story \`2-2\` depends on \`2-9\`, which is not on the board. — [\`docs/a b(1).md:14\`](https://github.com/acme/shop/blob/0000000000000000000000000000000000000001/docs/a%20b%281%29.md#L14)  
        \`\` Depends on: \`2-9\` \`\`  
        → Add \`2-9\` to the board."
    `);
  });

  test("orders by file and line", () => {
    const places = [
      ["b.md", 1],
      ["a.md", 10],
      ["a.md", 9],
    ] as const;
    const text = renderProblems(places.map(([file, line]) => ({ ...ERROR, at: { file, line } })));

    expect(text.match(/`[ab]\.md:\d+`/gu)).toEqual(["`a.md:9`", "`a.md:10`", "`b.md:1`"]);
  });

  test("stops in time, with a count", () => {
    const many = Array.from({ length: 2000 }, (_unused, line) => ({
      ...ERROR,
      message: `x ${"<".repeat(400)}${line}`,
    }));
    const text = renderProblems(many);

    expect(text.length).toBeLessThan(30_000);
    expect(text).toMatch(/- … and \d+ more$/u);
  });
});

describe("renderPlanReply", () => {
  test("says what runs, what takes turns, what waits and what is left out", () => {
    const { plan, problems } = aMiddle();

    expect(renderPlanReply({ ...(plan ?? aPlan([])), problems })).toMatchInlineSnapshot(`
      "### 🗺️ Plan: 5 stories can run now, 2 wait, 3 are left out

      **Ready, in this order**

      | Story | Kind | Why now |
      | --- | --- | --- |
      | \`1-2-login\` Story 1-2-login | backlog | Nothing stands in its way. |
      | \`1-3-search\` Story 1-3-search | backlog | Nothing stands in its way. |
      | \`1-4-cart\` Story 1-4-cart | backlog | Nothing stands in its way. |
      | \`1-6-export\` Story 1-6-export | backlog | Nothing stands in its way. |
      | \`2-1-docs\` Story 2-1-docs | backlog | Nothing stands in its way. |

      **Take turns**

      - \`1-3-search\` and \`1-6-export\` — Both change \`src/index.ts\`.

      **Waiting**

      - \`1-5-history\` Ledger history — needs 1-1-ledger
      - \`2-2-taxes\` Story 2-2-taxes — needs 1-4-cart

      <details>
      <summary>Who waits for whom</summary>

      \`\`\`mermaid
      graph LR
        s0["1-3-search Story 1-3-search"]:::ready
        s1["1-4-cart Story 1-4-cart"]:::ready
        s2["1-6-export Story 1-6-export"]:::ready
        s3["2-2-taxes Story 2-2-taxes"]:::waiting
        s1 --> s3
        s0 -. same file .- s2
        classDef ready fill:#ffffff,stroke:#57606a,color:#24292f
        classDef waiting fill:#f6f8fa,stroke:#8c959f,color:#57606a,stroke-dasharray:4
      \`\`\`

      </details>

      <details>
      <summary>Left out: 1 in review, 1 without a story file, 1 done</summary>

      - \`1-1-ledger\` Story 1-1-ledger — Its pull request #​12 is open.
      - \`3-1-later\` Story 3-1-later — No story file was found; tried \`docs/stories/3-1-later.md\`.
      - done: \`3-2-old\`

      </details>

      <details>
      <summary>⚠️ 1 warning in the sprint's files</summary>

      - ⚠️ Story \`2-2\` depends on \`2-9\`, which is not on the board. — \`docs/stories/2-2-taxes.md:14\`  
        \`Depends on: 2-9\`  
        → Add \`2-9\` to the board or remove the dependency.

      </details>

      To start it comment \`/batch-stories run\` with the same flags."
    `);
  });

  test("says so when nothing can run", () => {
    const text = renderPlanReply(aPlan([planned("1-2-b", waitsFor("1-1-a"))]));

    expect(text).toBe(
      "### 🗺️ Plan: nothing can run now, 1 waits, 0 are left out\n\n**Waiting**\n\n- `1-2-b` Story 1-2-b — needs 1-1-a",
    );
  });

  test("lets wait what must not run beside the work of others", () => {
    const disposition = { kind: "excluded", because: "in-progress-elsewhere", reason: "Theirs." } as const;
    const stories = [planned("1-3-c"), planned("1-2-b", { disposition })];
    const text = renderPlanReply(aPlan(stories, [aConflict("1-2-b", "1-3-c")]));

    expect(text).toContain("Plan: nothing can run now, 1 waits, 1 is left out");
    expect(text).toContain("- `1-3-c` Story 1-3-c — Not beside `1-2-b`, which somebody works on: 1-2-b and");
  });

  test("stays short for ten thousand stories", () => {
    const stories = Array.from({ length: 10_000 }, (_unused, index) =>
      planned(`${index % 90}-${index}-x`, index % 3 === 0 ? {} : waitsFor(`${index % 90}-0-x`)),
    );

    expect(renderPlanReply(aPlan(stories)).length).toBeLessThan(60_000);
  });
});

describe("other answers", () => {
  test("refuse without notifying anybody, and say what to do", () => {
    expect(renderNotAllowed("eve`@ada`")).toContain("`` eve`@ada` `` cannot start or change batches here");
    expect(renderFailureReply("GitHub did not answer @ada.")).toContain("GitHub did not answer @\u200Bada.");
  });
});
