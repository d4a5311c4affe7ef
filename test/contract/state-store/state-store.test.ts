/** One suite for every store of batch state: the one in memory that other tests rely on, and the real one. */
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BatchId } from "../../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../../src/core/batch/batch-state.ts";
import type { Brief, Claims } from "../../../src/core/batch/brief.ts";
import { NO_CLAIMS } from "../../../src/core/batch/brief.ts";
import { STATE_BRANCH } from "../../../src/core/batch/names.ts";
import { DEFAULT_CONFIG } from "../../../src/core/config/config.ts";
import { StoryKey } from "../../../src/core/sprint/story.ts";
import type { StateStore } from "../../../src/operations/ports.ts";
import { REPOSITORY, startEmbeddedApp } from "../../support/embedded-app.ts";
import type { EmbeddedApp } from "../../support/embedded-app.ts";
import { aDeliveredStory } from "../../support/batch-builders.ts";
import { createMemoryStateStore } from "../../support/memory-state-store.ts";

const NOW = "2026-11-21T12:00:00.000Z";
const ONE = BatchId.parse("b1-1");
const TWO = BatchId.parse("b2-2");
const STORY = StoryKey.parse("1-1-gate");

function aState(id: BatchId, change: Partial<BatchState> = {}): BatchState {
  return {
    schemaVersion: 1,
    id,
    repository: { owner: "octo", name: "orchard" },
    origin: { kind: "comment", issue: 1, commentId: 1 },
    command: { by: "maria", text: "/batch-stories — “quoted” 🚀" },
    trackingCommentId: null,
    base: { branch: "main", sha: "b".repeat(40) },
    boardPath: "sprint-status.yaml",
    config: DEFAULT_CONFIG,
    condition: { kind: "running" },
    stories: [],
    consecutiveFailures: 0,
    spend: { costUsd: 0, tokens: 0 },
    createdAt: NOW,
    history: [],
    ...change,
  };
}

const CLAIM: Claims["claims"][number] = { story: STORY, batch: ONE, attempt: 1, nonce: "nonce-1", runId: 9 };
const CLAIMS: Claims = { schemaVersion: 1, claims: [CLAIM] };

const BRIEF: Brief = {
  schemaVersion: 1,
  batch: ONE,
  story: STORY,
  attempt: 1,
  nonce: "nonce-1",
  title: "Gate",
  storyPath: "stories/1-1-gate.md",
  boardPath: "sprint-status.yaml",
  base: { branch: "main", sha: "b".repeat(40) },
  startSha: "b".repeat(40),
  config: DEFAULT_CONFIG,
  actionItems: [],
  learnings: [],
  footprint: [],
};

const QUEUED: BatchState["stories"][number] = {
  key: STORY,
  title: "Gate",
  epic: "epic-1",
  path: "stories/1-1-gate.md",
  condition: { kind: "queued" },
  attempts: [],
  board: null,
  pullRequest: null,
};

interface Start {
  readonly version: string | null;
  readonly batch?: BatchState;
  readonly claims?: Claims;
  readonly briefs?: readonly Brief[];
}

async function write(store: StateStore, start: Start): Promise<string> {
  const written = await attempt(store, start);
  if (written.kind === "conflict") throw new Error("conflict");
  return written.version;
}

function attempt(store: StateStore, start: Start): ReturnType<StateStore["write"]> {
  const { version, batch = aState(ONE), claims = NO_CLAIMS, briefs = [] } = start;
  return store.write({ version, batch, claims, briefs, message: `${batch.id}: write` });
}

interface Stores {
  /** The same storage through an app that has just been started. */
  reopen(): Promise<StateStore>;
  /** Somebody deletes all of it. */
  lose(): Promise<void>;
  stop(): Promise<void>;
}

function memoryStores(): Promise<Stores> {
  const store = createMemoryStateStore();
  return Promise.resolve({
    reopen: () => Promise.resolve(store),
    async lose() {
      store.lose();
    },
    stop: () => Promise.resolve(),
  });
}

async function embeddedStores(): Promise<Stores> {
  const app = await startEmbeddedApp(new Map([["README.md", "hello\n"]]));
  const { world, url } = app.github;
  const maria = new Octokit({ baseUrl: url, auth: world.createUser("maria").token });
  return {
    reopen: async () => (await app.context()).store,
    async lose() {
      await maria.rest.git.deleteRef({ owner: "octo", repo: "orchard", ref: `heads/${STATE_BRANCH}` });
    },
    stop: () => app.stop(),
  };
}

describe.each([
  ["in memory", memoryStores],
  ["on a branch of a repository", embeddedStores],
])("a state store %s", (_, open) => {
  let stores: Stores;
  let store: StateStore;

  beforeEach(async () => {
    stores = await open();
    store = await stores.reopen();
    return () => stores.stop();
  });

  it("has neither version nor batch before the first write", async () => {
    expect(await store.read(ONE)).toEqual({ version: null, claims: NO_CLAIMS, batch: undefined });
    expect(await store.listOpen(NOW)).toEqual([]);
  });

  it("gives back what was written, also to an app that has just been started", async () => {
    const batch = aState(ONE);
    const version = await write(store, { version: null, batch, claims: CLAIMS, briefs: [BRIEF] });

    for (const reader of [store, await stores.reopen()]) {
      expect(await reader.read(ONE)).toEqual({ version, claims: CLAIMS, batch });
      expect(await reader.readBrief({ batch: ONE, story: STORY, attempt: 1 })).toEqual(BRIEF);
      expect(await reader.readBrief({ batch: ONE, story: STORY, attempt: 2 })).toBeUndefined();
    }
  });

  it("lets the second of two first writes start over", async () => {
    await write(store, { version: null });
    const other = await stores.reopen();

    expect(await attempt(other, { version: null, batch: aState(TWO) })).toEqual({ kind: "conflict" });
    expect((await other.read(TWO)).batch).toBeUndefined();
  });

  it("refuses a write over a version that is no longer the newest", async () => {
    const first = await write(store, { version: null });
    const other = await stores.reopen();
    const second = await write(other, { version: first, batch: aState(TWO), claims: CLAIMS });

    const late = await attempt(store, {
      version: first,
      batch: aState(ONE, { boardPath: "elsewhere.yaml" }),
    });

    expect(late).toEqual({ kind: "conflict" });
    expect(await store.read(ONE)).toEqual({ version: second, claims: CLAIMS, batch: aState(ONE) });
  });

  it("keeps every batch when another one is written", async () => {
    const first = await write(store, { version: null, batch: aState(ONE) });
    await write(store, { version: first, batch: aState(TWO) });

    expect((await store.read(ONE)).batch).toEqual(aState(ONE));
    expect((await store.listOpen(NOW)).toSorted()).toEqual([ONE, TWO]);
  });

  it("lists what is open and what was over a moment ago", async () => {
    function over(minutesAgo: number): BatchState["condition"] {
      return { kind: "finished", at: new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString() };
    }
    const ids = ["b1-1", "b1-2", "b1-3"].map((id) => BatchId.parse(id));
    const [open, late, gone] = ids;
    if (!open || !late || !gone) throw new Error("three ids");
    let version = await write(store, { version: null, batch: aState(open) });
    version = await write(store, { version, batch: aState(late, { condition: over(2) }) });
    await write(store, { version, batch: aState(gone, { condition: over(60) }) });

    expect((await store.listOpen(NOW)).toSorted()).toEqual([open, late]);
    expect((await (await stores.reopen()).listOpen(NOW)).toSorted()).toEqual([open, late]);
  });

  it("lists what is over for days while people may still merge a story of it", async () => {
    const condition: BatchState["condition"] = { kind: "finished", at: "2026-11-19T12:00:00.000Z" };
    const version = await write(store, {
      version: null,
      batch: aState(ONE, { condition, stories: [aDeliveredStory("1-1-gate", 7)] }),
    });
    await write(store, { version, batch: aState(TWO, { condition, stories: [] }) });

    expect(await store.listOpen(NOW)).toEqual([ONE]);
    expect(await store.listOpen("2027-01-21T12:00:00.000Z")).toEqual([]);
  });

  it("lets one of many first writers win, and all others read what it wrote", async () => {
    const rivals = await Promise.all([1, 2, 3, 4].map(() => stores.reopen()));

    const outcomes = await Promise.all(
      rivals.map((rival, index) =>
        attempt(rival, { version: null, batch: aState(ONE, { boardPath: `${index}` }) }),
      ),
    );

    const winner = outcomes.findIndex(({ kind }) => kind === "written");
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual([
      "conflict",
      "conflict",
      "conflict",
      "written",
    ]);
    for (const rival of rivals) expect((await rival.read(ONE)).batch?.boardPath).toBe(`${winner}`);
  });

  it("lets one of many writers over one version win with all it wrote; the others leave nothing", async () => {
    const version = await write(store, { version: null });
    const rivals = await Promise.all([1, 2, 3, 4].map(() => stores.reopen()));
    function briefOf(index: number): Brief {
      return { ...BRIEF, attempt: index + 1, title: `Brief ${index}` };
    }

    const outcomes = await Promise.all(
      rivals.map((rival, index) =>
        attempt(rival, {
          version,
          batch: aState(ONE, { boardPath: `${index}` }),
          claims: { schemaVersion: 1, claims: [{ ...CLAIM, attempt: index + 1 }] },
          briefs: [briefOf(index)],
        }),
      ),
    );

    const winner = outcomes.findIndex(({ kind }) => kind === "written");
    expect(outcomes.filter(({ kind }) => kind === "written")).toHaveLength(1);
    const reader = await stores.reopen();
    expect(await reader.read(ONE)).toMatchObject({
      batch: { boardPath: `${winner}` },
      claims: { claims: [{ attempt: winner + 1 }] },
    });
    for (const index of rivals.keys()) {
      const { batch, story, attempt: number } = briefOf(index);
      const brief = await reader.readBrief({ batch, story, attempt: number });
      expect(brief?.title).toBe(index === winner ? `Brief ${index}` : undefined);
    }
  });

  it("begins anew when somebody deleted all of it, and knows no version from before", async () => {
    const before = await write(store, { version: null, claims: CLAIMS, briefs: [BRIEF] });
    await stores.lose();

    expect(await store.read(ONE)).toEqual({ version: null, claims: NO_CLAIMS, batch: undefined });
    expect(await store.readBrief(BRIEF)).toBeUndefined();
    expect(await store.listOpen(NOW)).toEqual([]);
    expect(await attempt(store, { version: before, claims: CLAIMS })).toEqual({ kind: "conflict" });
    const after = await write(store, { version: null, batch: aState(TWO) });
    expect(after).not.toBe(before);
    expect(await store.read(TWO)).toEqual({ version: after, claims: NO_CLAIMS, batch: aState(TWO) });
  });

  it("keeps briefs through later writes, and those of other stories and batches", async () => {
    const other: Brief = { ...BRIEF, story: StoryKey.parse("1-2-fence"), title: "Fence" };
    const foreign: Brief = { ...BRIEF, batch: TWO, title: "Another batch's" };
    let version = await write(store, { version: null, briefs: [BRIEF, other] });
    version = await write(store, { version, batch: aState(TWO), briefs: [foreign] });
    await write(store, { version });

    for (const brief of [BRIEF, other, foreign]) expect(await store.readBrief(brief)).toEqual(brief);
  });

  it("holds a state of two megabytes, more than GitHub gives at once", async () => {
    const condition = { kind: "waiting" as const, for: Array.from({ length: 20 }, () => "ä".repeat(300)) };
    const stories = Array.from({ length: 200 }, (_each, index) => ({
      ...QUEUED,
      key: StoryKey.parse(`1-${index + 1}-gate`),
      condition,
    }));
    const batch = aState(ONE, { stories });
    const claims: Claims = {
      schemaVersion: 1,
      claims: Array.from({ length: 1000 }, (_each, index) => ({ ...CLAIM, attempt: index + 1 })),
    };
    const version = await write(store, { version: null, batch, claims });

    expect(JSON.stringify(batch).length).toBeGreaterThan(1_200_000);
    expect(await (await stores.reopen()).read(ONE)).toEqual({ version, claims, batch });
  });

  it.each<[string, Partial<BatchState>, string]>([
    ["numbers that are none", { spend: { costUsd: Number.POSITIVE_INFINITY, tokens: 0 } }, "spend.costUsd"],
    ["a broken invariant", { stories: [QUEUED, QUEUED] }, STORY],
  ])("is not touched by a state with %s", async (_what, change, words) => {
    const version = await write(store, { version: null });

    const writing = attempt(store, { version, batch: aState(ONE, change), claims: CLAIMS });

    await expect(writing).rejects.toMatchObject({ code: "state-unreadable", retryable: false });
    await expect(writing).rejects.toThrow(words);
    expect(await store.read(ONE)).toEqual({ version, claims: NO_CLAIMS, batch: aState(ONE) });
  });
});

describe("the state branch", () => {
  let app: EmbeddedApp;
  let store: StateStore;

  beforeAll(async () => {
    app = await startEmbeddedApp(new Map([["README.md", "hello\n"]]));
    store = (await app.context()).store;
    await write(store, { version: null });
  });
  afterAll(() => app.stop());

  async function put(path: string, text: string): Promise<void> {
    const files = new Map([[path, text]]);
    await app.github.world.commitFiles(REPOSITORY, {
      branch: STATE_BRANCH,
      files,
      message: "x",
      by: "maria",
    });
  }

  it("shares no commit with the default branch and says what it is", async () => {
    const readme = await app.github.world.readFile(REPOSITORY, STATE_BRANCH, "README.md");

    expect(readme).toContain("audit log");
    expect(await app.github.world.readFile(REPOSITORY, STATE_BRANCH, "batches/b1-1.json")).toContain(
      '"b1-1"',
    );
  });

  it("costs one request to read what this app has written itself", async () => {
    await store.read(ONE);
    const before = app.github.requests.total;
    await store.read(ONE);

    expect(app.github.requests.total - before).toBe(1);
  });

  it.each([
    ["is not JSON", "batches/b1-1.json", "{", "not JSON"],
    ["has an unknown shape", "batches/b1-1.json", "{}", "schemaVersion"],
    [
      "breaks an invariant",
      "batches/b1-1.json",
      JSON.stringify(aState(ONE, { stories: [QUEUED, QUEUED] })),
      STORY,
    ],
    ["has claims of an unknown shape", "claims.json", "[]", "claims.json"],
  ])("fails closed when it %s", async (...[, path, text, words]) => {
    await put("batches/b1-1.json", JSON.stringify(aState(ONE)));
    await put("claims.json", JSON.stringify(NO_CLAIMS));
    await put(path, text);

    const reading = (await app.context()).store.read(ONE);

    await expect(reading).rejects.toMatchObject({ code: "state-unreadable", retryable: false });
    await expect(reading).rejects.toThrow(words);
  });

  it("fails closed on a brief that is none", async () => {
    await put("briefs/b1-1/1-1-gate-9.json", "{}");

    await expect(store.readBrief({ batch: ONE, story: STORY, attempt: 9 })).rejects.toMatchObject({
      code: "state-unreadable",
      retryable: false,
    });
  });

  it("lists a batch that cannot be read, so that somebody says so, and no other files", async () => {
    await put("batches/b7-7.json", "{");
    await put("batches/notes.txt", "by hand");

    expect(await (await app.context()).store.listOpen(NOW)).toEqual([ONE, BatchId.parse("b7-7")]);
  });

  it("that may not be created is a failure too, not somebody else's write", async () => {
    const bare = await startEmbeddedApp(new Map([["README.md", "hello\n"]]));
    bare.github.world.protectBranch(REPOSITORY, STATE_BRANCH);

    const writing = attempt((await bare.context()).store, { version: null });

    await expect(writing).rejects.toMatchObject({ code: "forbidden", retryable: false });
    await expect(writing).rejects.toThrow("not authorized to push");
    await bare.stop();
  });

  it("that may not be written is a failure that says which rule to change", async () => {
    await put("claims.json", JSON.stringify(NO_CLAIMS));
    const version = (await store.read(TWO)).version;
    app.github.world.protectBranch(REPOSITORY, STATE_BRANCH);

    const writing = attempt(store, { version, batch: aState(TWO) });

    await expect(writing).rejects.toMatchObject({ code: "forbidden", retryable: false });
    await expect(writing).rejects.toThrow(STATE_BRANCH);
  });
});
