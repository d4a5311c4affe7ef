import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../src/core/config/config.ts";
import { foreignWork, holdBesideForeign } from "../../src/core/planning/foreign-work.ts";
import { planSprint } from "../../src/core/planning/plan-sprint.ts";
import { TIERS } from "../../src/core/planning/plan.ts";
import type { Plan } from "../../src/core/planning/plan.ts";
import { forecast } from "../../src/core/planning/schedule/forecast.ts";
import { tierIn } from "../../src/core/planning/schedule/urgency.ts";
import { selectCluster } from "../../src/core/planning/select-cluster.ts";
import type { ClusterInput } from "../../src/core/planning/select-cluster.ts";
import type { SprintSnapshot } from "../../src/core/sprint/sprint.ts";
import type { StoryKey } from "../../src/core/sprint/story.ts";
import { conflictsIn } from "../support/plan-conflicts.ts";
import { snapshotOf, storyText } from "../support/planning-sprint.ts";
import type { WrittenSprint } from "../support/planning-sprint.ts";

const FILES = ["src/a.ts", "src/b.ts", "lib/core/c.ts", "lib/core/d.ts", "db/migrations/1.sql", "README.md"];
const STATUSES = [
  "backlog",
  "backlog",
  "ready-for-dev",
  "in-progress",
  "review",
  "done",
  "blocked",
  "banana",
];

const genStory = fc.record({
  status: fc.constantFrom(...STATUSES),
  files: fc.subarray(FILES, { maxLength: 2 }),
  /** How far back the stories lie that this one needs; 0 is itself, below 0 is a later one. */
  needs: fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 2 }),
  hasFile: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
  pullRequest: fc.constantFrom(undefined, undefined, undefined, "open", "merged", "closed"),
});

/** Ids come from a counter outside the generated part, so that shrinking keeps the board valid. */
function keyOf(index: number): string {
  return `${1 + Math.floor(index / 6)}-${1 + (index % 6)}-story`;
}

const genSprint = fc.array(genStory, { minLength: 1, maxLength: 24 }).map((stories): WrittenSprint => {
  const texts = stories.flatMap(({ files, needs, hasFile }, index) => {
    const named = needs.map((back) => `Depends on: ${keyOf(Math.max(index - back, 0))}`);
    return hasFile ? [[keyOf(index), storyText(files, ...named)] as const] : [];
  });
  const pullRequests = stories.flatMap(({ pullRequest }, index) =>
    pullRequest === undefined ? [] : [{ story: keyOf(index), state: pullRequest } as const],
  );
  const board = stories.map(({ status }, index) => `${keyOf(index)}: ${status}`);
  return { board, stories: Object.fromEntries(texts), pullRequests };
});

function planFor(snapshot: SprintSnapshot): Plan {
  return planSprint(snapshot, { config: DEFAULT_CONFIG, filter: {}, own: new Set() });
}

function readyIn(plan: Plan): readonly StoryKey[] {
  return plan.stories.filter((story) => story.disposition.kind === "ready").map((story) => story.key);
}

/** Everything there is to choose from, with nothing in the way. */
function choiceIn(plan: Plan): Omit<ClusterInput, "slots"> {
  const tierOf = tierIn(new Map(plan.stories.map((story) => [story.key, story])));
  return { plan, candidates: readyIn(plan), tierOf, inFlight: [], unmerged: [], foreign: [] };
}

function isConflict(plan: Plan, a: StoryKey, b: StoryKey): boolean {
  return plan.conflicts.between(a, b) !== undefined;
}

describe("safety: a plan", () => {
  it("accounts for every story of the board exactly once", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        const snapshot = snapshotOf(sprint);
        const planned = planFor(snapshot).stories.map((story) => story.key as string);
        expect([...planned].sort()).toEqual(
          snapshot.board.stories.map((story) => story.key as string).sort(),
        );
      }),
    );
  });

  it("lets no story run that needs an unfinished one", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        const snapshot = snapshotOf(sprint);
        const plan = planFor(snapshot);
        const merged = snapshot.pullRequests
          .filter(({ state }) => state === "merged")
          .map(({ story }) => story);
        const done = snapshot.board.stories.filter(({ status }) => status === "done").map(({ key }) => key);
        const finished = new Set([...merged, ...done]);
        const ready = new Set(readyIn(plan));
        const needs = plan.stories
          .filter((story) => ready.has(story.key))
          .flatMap((story) => story.dependsOn);
        expect(needs.filter((key) => !finished.has(key))).toEqual([]);
      }),
    );
  });

  it("gives every story that does not run a reason", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        for (const { disposition } of planFor(snapshotOf(sprint)).stories) {
          const reasons =
            disposition.kind === "waits"
              ? disposition.for.map((blocker) => blocker.reason)
              : [disposition.reason];
          expect(reasons.length).toBeGreaterThan(0);
          for (const reason of reasons) expect(reason).toMatch(/\S\.$/u);
        }
      }),
    );
  });

  it("says of every waiting story whether the sprint itself brings about what it waits for", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        const plan = planFor(snapshotOf(sprint));
        const { held } = forecast(plan, { maxWorkers: 3, schedule: "rolling" });
        const isBesideOthers = readyIn(plan).some((key) => held.includes(key));
        for (const { key, disposition } of plan.stories) {
          if (disposition.kind !== "waits") continue;
          // Behind one that must not run beside work of others it is held, though the sprint has all it needs.
          if (isBesideOthers) continue;
          const isInSprint = disposition.for.every(({ reason }) =>
            reason.includes(", which is not finished ("),
          );
          expect([key, isInSprint]).toEqual([key, !held.includes(key)]);
        }
      }),
    );
  });

  it("starts nothing beside work of others with which lines state a conflict, and holds nothing else", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        const plan = planFor(snapshotOf(sprint));
        const foreign = foreignWork(plan).map(({ key }) => key);
        const held = holdBesideForeign(plan);
        expect(held.stories.map(({ key }) => key).toSorted()).toEqual(
          plan.stories.map(({ key }) => key).toSorted(),
        );
        const ready = new Set(readyIn(held));
        for (const key of readyIn(plan)) {
          const conflicts = foreign.map((other) => plan.conflicts.between(key, other));
          const isHeld = conflicts.some((one) => one?.strength === "stated" && one.rule !== "dependency");
          expect([key, isHeld]).toEqual([key, !ready.has(key)]);
        }
        expect(holdBesideForeign(held)).toEqual(held);
      }),
    );
  });

  it("knows conflicts between two different unfinished stories only, whichever is named first", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        const snapshot = snapshotOf(sprint);
        const { conflicts } = planFor(snapshot);
        for (const one of snapshot.board.stories) {
          expect(conflicts.between(one.key, one.key)).toBeUndefined();
          for (const other of snapshot.board.stories) {
            const conflict = conflicts.between(one.key, other.key);
            expect(conflicts.between(other.key, one.key)).toEqual(conflict);
            if (!conflict) continue;
            expect([one.key, other.key].sort()).toEqual([...conflict.stories].sort());
            expect([one.status, other.status]).not.toContain("done");
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("safety: a cluster", () => {
  it("holds no two stories that conflict, with each other or with what is in flight", () => {
    fc.assert(
      fc.property(genSprint, fc.nat({ max: 6 }), fc.nat({ max: 3 }), (sprint, slots, busy) => {
        const plan = planFor(snapshotOf(sprint));
        const ready = readyIn(plan);
        const inFlight = ready.slice(0, busy);
        const cluster = selectCluster({ ...choiceIn(plan), inFlight, slots });
        expect(cluster.length).toBeLessThanOrEqual(slots);
        for (const [index, key] of cluster.entries()) {
          expect(inFlight).not.toContain(key);
          const others = [...cluster.slice(index + 1), ...inFlight];
          expect(others.filter((other) => isConflict(plan, key, other))).toEqual([]);
        }
      }),
    );
  });
});

describe("liveness: a cluster", () => {
  it("is never empty while something is ready and nothing is in the way", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        const plan = planFor(snapshotOf(sprint));
        expect(selectCluster({ ...choiceIn(plan), slots: 1 })).toEqual(readyIn(plan).slice(0, 1));
      }),
    );
  });

  it("does not shrink when a worker is added", () => {
    fc.assert(
      fc.property(genSprint, fc.nat({ max: 5 }), (sprint, slots) => {
        const choice = choiceIn(planFor(snapshotOf(sprint)));
        const cluster = selectCluster({ ...choice, slots });
        expect(selectCluster({ ...choice, slots: slots + 1 }).length).toBeGreaterThanOrEqual(cluster.length);
      }),
    );
  });

  it("holds at least as many of each tier, the first first, as taking one after the other would", () => {
    fc.assert(
      fc.property(genSprint, fc.nat({ max: 5 }), (sprint, slots) => {
        const plan = planFor(snapshotOf(sprint));
        const choice = choiceIn(plan);
        const greedy: StoryKey[] = [];
        for (const key of choice.candidates) {
          if (greedy.length < slots && !greedy.some((other) => isConflict(plan, key, other)))
            greedy.push(key);
        }
        function counts(cluster: readonly StoryKey[]): string {
          return TIERS.map((tier) => cluster.filter((key) => choice.tierOf(key) === tier).length).join(" ");
        }
        const cluster = counts(selectCluster({ ...choice, slots }));
        expect([counts(greedy), cluster].sort().at(-1)).toBe(cluster);
      }),
    );
  });
});

describe("liveness: a sprint", () => {
  it("comes to an end when clusters are finished one after the other: nothing ready is left", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        let snapshot = snapshotOf(sprint);
        for (let round = 0; round <= sprint.board.length; round += 1) {
          const plan = planFor(snapshot);
          const cluster = selectCluster({ ...choiceIn(plan), slots: 3 });
          if (cluster.length === 0) return;
          const finished = new Set(cluster);
          const stories = snapshot.board.stories.map((story) =>
            finished.has(story.key) ? { ...story, status: "done" as const } : story,
          );
          snapshot = { ...snapshot, board: { ...snapshot.board, stories } };
        }
        expect(readyIn(planFor(snapshot))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("determinism: a plan", () => {
  it("does not depend on the order in which files and pull requests were read", () => {
    fc.assert(
      fc.property(genSprint, fc.infiniteStream(fc.nat()), (sprint, order) => {
        function shuffle<T>(items: readonly T[]): readonly T[] {
          return items
            .map((item) => ({ item, rank: order.next().value as number }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ item }) => item);
        }
        const snapshot = snapshotOf(sprint);
        const shuffled: SprintSnapshot = {
          ...snapshot,
          files: new Map(shuffle([...snapshot.files])),
          missing: new Map(shuffle([...snapshot.missing])),
          unread: new Map(shuffle([...snapshot.unread])),
          tree: shuffle(snapshot.tree),
          pullRequests: shuffle(snapshot.pullRequests),
        };
        const plan = planFor(snapshot);
        const other = planFor(shuffled);
        expect({ ...other, conflicts: conflictsIn(other) }).toEqual({
          ...plan,
          conflicts: conflictsIn(plan),
        });
      }),
    );
  });

  it("leaves its snapshot as it was", () => {
    fc.assert(
      fc.property(genSprint, (sprint) => {
        const snapshot = snapshotOf(sprint);
        planFor(snapshot);
        expect(snapshot).toEqual(snapshotOf(sprint));
      }),
      { numRuns: 30 },
    );
  });
});
