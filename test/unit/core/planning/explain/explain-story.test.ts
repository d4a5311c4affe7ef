import { describe, expect, it } from "vitest";
import { plannedSprint, sharing, whyPair, whyStory } from "../../../../support/planned-sprint.ts";
import { storyText } from "../../../../support/planning-sprint.ts";
import type { WrittenSprint } from "../../../../support/planning-sprint.ts";

const FOLDER = "docs/sprint-artifacts/";

function needs(key: string, file = "src/x/y.ts"): string {
  return storyText([file], "## Dependencies", `- ${key}: it builds on that`);
}

const CHAIN: WrittenSprint = {
  board: ["epic-1: in-progress", "1-1-base: backlog", "1-2-middle: backlog", "1-3-top: backlog"],
  stories: {
    "1-1-base": storyText(["src/base/a.ts"]),
    "1-2-middle": needs("1-1", "src/middle/b.ts"),
    "1-3-top": needs("1-2", "src/top/c.ts"),
  },
};

describe("why a story waits", () => {
  it("follows the chain to its root and quotes each line", () => {
    const { standing, needs: chain, release } = whyStory(plannedSprint(CHAIN), "1-3-top");
    expect(standing).toBe("waits");
    expect(chain.map(({ story, needed, depth, state }) => [story, needed, depth, state])).toEqual([
      ["1-3-top", "1-2-middle", 0, "waits itself"],
      ["1-2-middle", "1-1-base", 1, "can run now"],
    ]);
    expect(chain.map(({ line }) => `${line?.file}:${line?.line} ${line?.excerpt}`)).toEqual([
      `${FOLDER}1-3-top.md:4 - 1-2: it builds on that`,
      `${FOLDER}1-2-middle.md:4 - 1-1: it builds on that`,
    ]);
    expect(release).toEqual([{ action: "Finish `1-1-base`: nothing has to happen before it." }]);
  });

  it("names the pull request that has to be merged", () => {
    const sprint = plannedSprint({ ...CHAIN, pullRequests: [{ story: "1-1-base", number: 12 }] });
    const { needs: chain, release } = whyStory(sprint, "1-2-middle");
    expect(chain[0]?.state).toBe("is delivered, but #12 is not merged");
    expect(release).toEqual([{ action: "Merge #12, which delivers `1-1-base`." }]);
  });

  it("says who waits for it", () => {
    expect(whyStory(plannedSprint(CHAIN), "1-1-base").waiting).toEqual(["1-2-middle"]);
  });
});

const BESIDE: WrittenSprint = {
  board: ["1-2-two: in-progress", "1-3-three: backlog", "1-4-four: backlog"],
  stories: {
    "1-2-two": storyText(["src/a.ts"]),
    "1-3-three": storyText(["src/a.ts"]),
    "1-4-four": needs("1-3"),
  },
};

describe("a story beside the work of others", () => {
  const sprint = plannedSprint(BESIDE, { conflicts: [sharing("1-2-two", "1-3-three", "src/a.ts")] });
  const action = "For `1-2-two`: Finish it, or set `1-2-two` to `ready-for-dev` if nobody works on it.";

  it("waits for it, quotes the conflict and says what releases it", () => {
    const found = whyStory(sprint, "1-3-three");
    expect(found).toMatchObject({ standing: "waits", needs: [], keptBackBy: [{ rule: "shared-file" }] });
    expect(found.summary).toBe(
      "It waits for `1-2-two`. Not beside `1-2-two`, which somebody works on: Both change `src/a.ts`.",
    );
    expect(found.release).toMatchObject([{ action, at: { line: 2 } }]);
    expect(whyPair(sprint, "1-2-two", "1-3-three").release[0]?.action).toContain("Finish or merge `1-2-two`");
  });

  it("waits for it as well where that is not asked for", () => {
    const flags = { stories: ["1-3-three"] };
    const asked = plannedSprint(BESIDE, { flags, conflicts: [sharing("1-2-two", "1-3-three", "src/a.ts")] });
    expect(asked.startsNow).toEqual([]);
    expect(whyStory(asked, "1-3-three").standing).toBe("waits");
  });

  it("never starts in the forecast, nor does what needs it", () => {
    expect(sprint.startsNow).toEqual([]);
    expect(sprint.forecast.held).toEqual(["1-3-three", "1-4-four"]);
    expect(whyStory(sprint, "1-4-four").release).toMatchObject([{ action }]);
  });
});

const ALONE = storyText(["src/a/a.ts"]);

describe("what would release a story", () => {
  it.each<[string, WrittenSprint, string, string | undefined]>([
    ["without a file", { board: ["1-1-a: backlog"] }, "Write the story as", undefined],
    [
      "without tasks",
      { board: ["1-1-a: backlog"], stories: { "1-1-a": "# A\n" } },
      "Add tasks to its file, one `- [ ] …` a line.",
      `${FOLDER}1-1-a.md`,
    ],
    [
      "blocked on the board",
      { board: ["1-1-a: blocked"], stories: { "1-1-a": ALONE } },
      "When nothing blocks it any more, set `1-1-a` to `ready-for-dev`.",
      `${FOLDER}sprint-status.yaml:2 1-1-a: blocked`,
    ],
    [
      "under an epic without context",
      { board: ["epic-1: backlog", "1-1-a: backlog", "epic-2: contexted"], stories: { "1-1-a": ALONE } },
      "Set `epic-1` to `contexted`.",
      `${FOLDER}sprint-status.yaml:2 epic-1: backlog`,
    ],
    [
      "that somebody works on",
      { board: ["1-1-a: in-progress"], stories: { "1-1-a": ALONE } },
      "Finish it, or set `1-1-a` to `ready-for-dev` if nobody works on it.",
      `${FOLDER}sprint-status.yaml:2 1-1-a: in-progress`,
    ],
    [
      "in review",
      { board: ["1-1-a: review"], stories: { "1-1-a": ALONE } },
      "Finish the review: set `1-1-a` to `done`, or write down what it asks for as open items.",
      `${FOLDER}sprint-status.yaml:2 1-1-a: review`,
    ],
    [
      "with an open pull request",
      {
        board: ["1-1-a: backlog"],
        stories: { "1-1-a": ALONE },
        pullRequests: [{ story: "1-1-a", number: 7 }],
      },
      "Merge or close #7.",
      undefined,
    ],
    [
      "that needs what is not there",
      { board: ["1-1-a: backlog"], stories: { "1-1-a": needs("9-9") } },
      "Add `9-9` to the board or remove the dependency.",
      `${FOLDER}1-1-a.md:4 - 9-9: it builds on that`,
    ],
    [
      "with a status that means nothing",
      { board: ["1-1-a: banana"], stories: { "1-1-a": ALONE } },
      "Give `1-1-a` a status that is known, such as `ready-for-dev`.",
      `${FOLDER}sprint-status.yaml:2 1-1-a: banana`,
    ],
    [
      "with an empty file",
      { board: ["1-1-a: backlog"], stories: { "1-1-a": " " } },
      "Write the story: its file is empty.",
      `${FOLDER}1-1-a.md`,
    ],
  ])("%s is said with its place", (...given) => {
    const [, sprint, action, place] = given;
    const { standing, release } = whyStory(plannedSprint(sprint), "1-1-a");
    expect(standing).toBe("left-out");
    expect(release[0]?.action).toContain(action);
    const at = release[0]?.at;
    const shown = at && [[at.file, at.line].filter(Boolean).join(":"), at.excerpt].filter(Boolean).join(" ");
    expect(shown).toBe(place);
  });

  it("is nothing for a finished story", () => {
    const { standing, release } = whyStory(plannedSprint({ board: ["1-1-a: done"] }), "1-1-a");
    expect([standing, release]).toEqual(["done", []]);
  });

  it("is asked of the root when a needed story is left out", () => {
    const stories = { "1-1-base": "# No tasks\n", "1-2-middle": needs("1-1") };
    const { release } = whyStory(plannedSprint({ ...CHAIN, stories }), "1-2-middle");
    expect(release).toEqual([
      {
        action: "For `1-1-base`: Add tasks to its file, one `- [ ] …` a line.",
        at: { file: `${FOLDER}1-1-base.md` },
      },
    ]);
  });
});

describe("a story that takes its turn", () => {
  const sprint: WrittenSprint = {
    board: ["1-1-a: backlog", "2-1-b: backlog", "3-1-c: backlog"],
    stories: {
      "1-1-a": storyText(["src/a/shared.ts"]),
      "2-1-b": storyText(["src/a/shared.ts"]),
      "3-1-c": storyText(["src/c/own.ts"]),
    },
  };

  it("names what starts now and keeps it back", () => {
    const conflicts = [sharing("1-1-a", "2-1-b", "src/a/shared.ts")];
    const { standing, keptBackBy, release } = whyStory(plannedSprint(sprint, { conflicts }), "2-1-b");
    expect(standing).toBe("follows");
    expect(keptBackBy.map(({ rule, stories }) => [rule, ...stories])).toEqual([
      ["shared-file", "1-1-a", "2-1-b"],
    ]);
    expect(release).toEqual([{ action: "Finish `1-1-a`; it then starts by itself." }]);
  });

  it("says that all workers are taken when nothing else keeps it back", () => {
    const { summary, release } = whyStory(plannedSprint(sprint, { flags: { maxWorkers: 1 } }), "3-1-c");
    expect(summary).toBe("It can run, and starts when a worker is free.");
    expect(release[0]?.action).toContain("raise `maxWorkers`");
  });
});
