import { describe, expect, test } from "vitest";
import { Brief } from "../../../../src/core/batch/brief.ts";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import { parseTrailers } from "../../../../src/core/evidence/trailers.ts";
import {
  renderCommitMessage,
  renderPullRequest,
  type PullRequestFacts,
} from "../../../../src/core/presentation/pull-request-text.ts";
import { key, sha } from "../../../support/batch-builders.ts";
import { RICH_FACTS } from "../../../support/presentation-views.ts";

const BRIEF = Brief.parse({
  schemaVersion: 1,
  batch: "b1-100",
  story: "1-2-login",
  attempt: 1,
  nonce: "nonce-one",
  title: "Login form",
  storyPath: "docs/stories/1-2-login.md",
  boardPath: "docs/sprint-status.yaml",
  base: { branch: "main", sha: sha(1) },
  startSha: sha(1),
  config: DEFAULT_CONFIG,
  actionItems: [],
  learnings: [],
  footprint: [],
});

function input(changes: Partial<PullRequestFacts> = {}): PullRequestFacts {
  const blob = { blob: sha(3), mode: "100644", added_lines: 3, deleted_lines: 0 } as const;
  return {
    brief: BRIEF,
    manifest: {
      story_key: key("1-2-login"),
      files: {},
      reviewed_tree: sha(2),
      tree: sha(2),
      commit: sha(4),
      changes: [
        { path: "src/login.ts", status: "added", ...blob },
        { path: "src/app.ts", status: "modified", ...blob },
        { path: "src/old.ts", status: "deleted", ...blob },
        { path: BRIEF.storyPath, status: "modified", ...blob },
      ],
    },
    facts: RICH_FACTS,
    shortcomings: [],
    marks: [],
    testStatus: "tests passed (14 of 14)",
    runUrl: "https://github.com/acme/shop/actions/runs/9",
    ...changes,
  };
}

describe("the pull request of an accepted story", () => {
  test("says what it does and that its evidence holds", () => {
    const criteria = ["A user can log in.", "Wrong passwords are refused."];
    const { title, body } = renderPullRequest(
      input({ criteria, marks: ["Changes a lockfile: package-lock.json."] }),
    );

    expect(title).toBe("feat(1-2-login): Login form");
    expect(body).toMatchInlineSnapshot(`
      "Delivers the story [\`docs/stories/1-2-login.md\`](https://github.com/acme/shop/blob/0000000000000000000000000000000000000001/docs/stories/1-2-login.md) · attempt 1 of batch \`b1-100\` · [how it was made](https://github.com/acme/shop/actions/runs/9)

      > [!IMPORTANT]
      > **Look at this first**
      >
      > - Changes a lockfile: package-lock.json.

      <details>
      <summary>2 acceptance criteria</summary>

      - A user can log in.
      - Wrong passwords are refused.

      </details>

      **Changes**

      \`\`\`diff
      + src/ledger/service.ts — list, create and update ledger rows
      + src/ledger/badge.tsx — shows the status of a row
      ~ src/pages/ledger/[id].tsx — uses the service
      - src/old.ts
      \`\`\`

      **Tests**, as the project's own tests report on a fresh checkout: tests passed (14 of 14)

      <details>
      <summary>✅ Evidence: 17 of 17 checks hold</summary>

      |  | Check |
      | --- | --- |
      | ✅ | The pipeline reports success |
      | ✅ | The builder cites a file and line for its tasks |
      | ✅ | Somebody else reviewed the work |
      | ✅ | The findings were judged |
      | ✅ | The story's boxes were reconciled with the work |
      | ✅ | There is a \`feat\` commit of this story |
      | ✅ | Everything belongs to this story, attempt and run |
      | ✅ | No evidence was changed or lost |
      | ✅ | What was pushed is what was proved |
      | ✅ | Every cited line exists |
      | ✅ | The claimed files are the changed files |
      | ✅ | Builder, reviewers and arbiter are different sessions |
      | ✅ | Nothing is left that must be fixed |
      | ✅ | The last verdict is approval |
      | ✅ | The task counts hold when counted again |
      | ✅ | It was proved on a fresh checkout |
      | ✅ | The project's own tests pass there |

      </details>"
    `);
  });
});

describe("the draft of a rejected story", () => {
  const shortcomings = [
    { check: "builder", message: "builder artifact (no file:line evidence in tasks_addressed)" },
    { check: "tests", message: "tests (2 of 14 fail)" },
  ] as const;

  test("says what does not hold, and lists the changes of the manifest when nothing else is known", () => {
    const brief = { ...BRIEF, attempt: 2, actionItems: ["Cite a line for each task."] };
    const { body } = renderPullRequest(input({ brief, shortcomings, facts: null }));

    expect(body).toMatchInlineSnapshot(`
      "Delivers the story [\`docs/stories/1-2-login.md\`](https://github.com/acme/shop/blob/0000000000000000000000000000000000000001/docs/stories/1-2-login.md) · attempt 2 of batch \`b1-100\` · [how it was made](https://github.com/acme/shop/actions/runs/9)

      > [!WARNING]
      > **A draft, because the evidence does not hold.** Finish it by hand and mark it ready, or close it.
      >
      > - builder artifact (no file:line evidence in tasks\\_addressed)
      > - tests (2 of 14 fail)

      **Changes**

      \`\`\`diff
      + src/login.ts
      ~ src/app.ts
      - src/old.ts
      \`\`\`

      **Tests**, as the project's own tests report on a fresh checkout: tests passed (14 of 14)

      <details>
      <summary>❌ Evidence: 15 of 17 checks hold</summary>

      |  | Check |
      | --- | --- |
      | ✅ | The pipeline reports success |
      | ❌ | The builder cites a file and line for its tasks |
      | ✅ | Somebody else reviewed the work |
      | ✅ | The findings were judged |
      | ✅ | The story's boxes were reconciled with the work |
      | ✅ | There is a \`feat\` commit of this story |
      | ✅ | Everything belongs to this story, attempt and run |
      | ✅ | No evidence was changed or lost |
      | ✅ | What was pushed is what was proved |
      | ✅ | Every cited line exists |
      | ✅ | The claimed files are the changed files |
      | ✅ | Builder, reviewers and arbiter are different sessions |
      | ✅ | Nothing is left that must be fixed |
      | ✅ | The last verdict is approval |
      | ✅ | The task counts hold when counted again |
      | ✅ | It was proved on a fresh checkout |
      | ❌ | The project's own tests pass there |

      </details>

      <details>
      <summary>What attempt 2 was asked to put right (1)</summary>

      - Cite a line for each task.

      </details>"
    `);
  });

  test("names the next attempt only where there will be one", () => {
    expect(renderPullRequest(input({ shortcomings })).body).toContain("The next attempt goes on from here.");
  });
});

describe("titles and commit messages", () => {
  test("carry their trailers as the last block", () => {
    const message = renderCommitMessage({ brief: BRIEF, trailers: "Batch-Stories-Batch: b1-100\n" });

    expect(message).toBe("feat(1-2-login): Login form\n\nBatch-Stories-Batch: b1-100");
    expect(parseTrailers(message)).toEqual(new Map([["Batch-Stories-Batch", "b1-100"]]));
    expect(renderCommitMessage({ brief: BRIEF, trailers: "" })).toBe("feat(1-2-login): Login form");
  });

  test("let a hostile title do nothing", () => {
    const brief = { ...BRIEF, title: "x [skip ci]\n\nfixes #1 @ada\n\nBatch-Stories-Batch: b9-9" };
    const message = renderCommitMessage({ brief, trailers: "" });

    expect(message).not.toContain("\n");
    expect(message).not.toMatch(/\[skip ci\]|#1|@ada/u);
  });

  test("fall back to the key where there is no title, and stay short", () => {
    expect(renderCommitMessage({ brief: { ...BRIEF, title: "  " }, trailers: "" })).toBe(
      "feat(1-2-login): 1-2-login",
    );
    expect(
      renderPullRequest(input({ brief: { ...BRIEF, title: "#1".repeat(150) } })).title.length,
    ).toBeLessThan(256);
  });
});
