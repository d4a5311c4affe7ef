import { describe, expect, it } from "vitest";
import { renderWhyReply } from "../../../../../src/core/presentation/plan/why-reply.ts";
import { plannedSprint, sharing, whyPair, whyStory } from "../../../../support/planned-sprint.ts";
import { storyText } from "../../../../support/planning-sprint.ts";

const SOURCE = { links: { repositoryUrl: "https://github.com/octo/orchard" }, commit: "c0ffee" };
const WRITTEN = {
  board: ["1-1-base: blocked", "1-2-top: backlog", "2-1-a: backlog", "3-1-b: backlog"],
  stories: {
    "1-1-base": storyText(["src/base/x.ts"]),
    "1-2-top": storyText(
      ["src/top/y.ts"],
      "## Dependencies",
      "- Story 1.1: ask @everybody, closes #1 <!-- x -->",
    ),
    "2-1-a": storyText(["src/shared/z.ts"]),
    "3-1-b": storyText(["src/shared/z.ts"]),
  },
};
const SPRINT = plannedSprint(WRITTEN, { conflicts: [sharing("2-1-a", "3-1-b", "src/shared/z.ts")] });

describe("the answer to why in a comment", () => {
  it("names for a story the line and what would release it, and lets its text do nothing", () => {
    const reply = renderWhyReply({ kind: "story", explanation: whyStory(SPRINT, "1-2-top") }, SOURCE);
    expect(reply).toMatchInlineSnapshot(`
      "### Why \`1-2-top\` Sample

      It waits for \`1-1-base\`.

      On the board: [\`docs/sprint-artifacts/sprint-status.yaml:3\`](https://github.com/octo/orchard/blob/c0ffee/docs/sprint-artifacts/sprint-status.yaml#L3): \`1-2-top: backlog\`

      **What it needs**

      - \`1-2-top\` needs \`1-1-base\`, which is blocked on the board.  
        [\`docs/sprint-artifacts/1-2-top.md:4\`](https://github.com/octo/orchard/blob/c0ffee/docs/sprint-artifacts/1-2-top.md#L4): \`- Story 1.1: ask @everybody, closes #1 <​!-- x -->\`

      **What would release it**

      - For \`1-1-base\`: When nothing blocks it any more, set \`1-1-base\` to \`ready-for-dev\`.  
        [\`docs/sprint-artifacts/sprint-status.yaml:2\`](https://github.com/octo/orchard/blob/c0ffee/docs/sprint-artifacts/sprint-status.yaml#L2): \`1-1-base: blocked\`"
    `);
    expect(reply).not.toContain("<!--");
  });

  it("names for two stories the rule and the lines of both", () => {
    const explanation = whyPair(SPRINT, "2-1-a", "3-1-b");
    expect(renderWhyReply({ kind: "pair", explanation }, SOURCE)).toMatchInlineSnapshot(`
      "### \`2-1-a\` Sample and \`3-1-b\` Sample

      ⛔ They do not run at the same time. Both change \`src/shared/z.ts\`.

      Rule: \`shared-file\` (stated).

      **These lines say so**

      - [\`docs/sprint-artifacts/2-1-a.md:6\`](https://github.com/octo/orchard/blob/c0ffee/docs/sprint-artifacts/2-1-a.md#L6): \`\` - [ ] Change \`src/shared/z.ts\` \`\`
      - [\`docs/sprint-artifacts/3-1-b.md:6\`](https://github.com/octo/orchard/blob/c0ffee/docs/sprint-artifacts/3-1-b.md#L6): \`\` - [ ] Change \`src/shared/z.ts\` \`\`

      **\`2-1-a\` touches**

      - \`src/shared/z.ts\` — [\`docs/sprint-artifacts/2-1-a.md:6\`](https://github.com/octo/orchard/blob/c0ffee/docs/sprint-artifacts/2-1-a.md#L6)

      **\`3-1-b\` touches**

      - \`src/shared/z.ts\` — [\`docs/sprint-artifacts/3-1-b.md:6\`](https://github.com/octo/orchard/blob/c0ffee/docs/sprint-artifacts/3-1-b.md#L6)

      **What would release it**

      - They run one after the other by themselves.
      - If one of them only reads it, say so in its story; what never collides can be named under \`conflicts\` in \`.github/batch-stories.yml\`."
    `);
  });

  it("stays far below what a comment may hold, however much there is to say", () => {
    const names = Array.from({ length: 40 }, (_unused, index) => `1-${index + 1}-story`);
    const paths = Array.from(
      { length: 60 },
      (_unused, index) => `src/a/very/long/folder/name/file-${index}.ts`,
    );
    const stories = Object.fromEntries(names.map((name) => [name, storyText(paths)]));
    const conflicts = names.flatMap((one, index) =>
      names.slice(index + 1).map((other) => sharing(one, other, "src/a/very/long/folder/name/file.ts")),
    );
    const board = names.map((name) => `${name}: backlog`);
    const sprint = plannedSprint({ board, stories }, { conflicts });
    const story = renderWhyReply({ kind: "story", explanation: whyStory(sprint, "1-30-story") }, SOURCE);
    const pair = renderWhyReply(
      { kind: "pair", explanation: whyPair(sprint, "1-1-story", "1-2-story") },
      SOURCE,
    );
    expect(Math.max(story.length, pair.length)).toBeLessThan(40_000);
  });
});
