/**
 * A small world around one batch: GitHub with runs and pull requests, a board, people who merge,
 * close and edit, another batch, and an app whose looks may be late, doubled or incomplete and
 * which may die between any two effects. It knows nothing of how `reconcile` decides; it performs
 * decisions, keeps the truth, and writes down what must never happen in `violations`.
 */
import type { AttemptOutcome, BatchState, StoryState } from "../../src/core/batch/batch-state.ts";
import type { Claim } from "../../src/core/batch/brief.ts";
import type { Decision } from "../../src/core/batch/decision.ts";
import { timestampOf } from "../../src/core/instant.ts";
import type { AttemptReport, Observation, ObservedRun } from "../../src/core/batch/observation.ts";
import { reconcile, type Reconciliation } from "../../src/core/batch/reconcile.ts";
import { startBatch } from "../../src/core/batch/start-batch.ts";
import { statusRank } from "../../src/core/batch/steps/board-status.ts";
import { Config } from "../../src/core/config/config.ts";
import type { Conflict } from "../../src/core/conflicts/conflict.ts";
import type { Blocker, Disposition, Plan } from "../../src/core/planning/plan.ts";
import type { StoryPullRequest } from "../../src/core/sprint/sprint.ts";
import type { StoryKey } from "../../src/core/sprint/story.ts";
import {
  aConflict,
  aPlan,
  aPullRequest,
  BATCH,
  deepFreeze,
  delivered,
  failed,
  key,
  OTHER_BATCH,
  planned,
  READY,
  rejected,
  sha,
  START_MS,
} from "./batch-builders.ts";

export const FATES = [
  "delivered",
  "rejected",
  "failed",
  "fault",
  "blocked",
  "critical",
  "alreadyDone",
  "cancelled",
] as const;
export type Fate = (typeof FATES)[number];

export interface Scenario {
  readonly seed: number;
  /** Percent of looks and effects that go wrong while the chaos lasts. */
  readonly chaos: number;
  readonly people: "merge" | "close some" | "sleep";
  readonly config: Partial<Config>;
  readonly otherBatchHolds: readonly number[];
  /** Stories that touch what a person outside the batch works on; later a merge ends that work. */
  readonly besideAPerson: readonly number[];
  readonly stories: readonly {
    /** Distances to earlier stories. */
    readonly needs: readonly number[];
    readonly conflictsWith: readonly number[];
    /** Of each attempt, in order; delivered after the last. */
    readonly fates: readonly Fate[];
  }[];
}

interface Run {
  readonly id: number;
  readonly nonce: string;
  readonly entries: readonly { readonly key: StoryKey; readonly attempt: number }[];
  readonly visibleMs: number;
  readonly endMs: number;
  results: ReadonlyMap<StoryKey, AttemptOutcome> | undefined;
}

interface PullRequest {
  readonly story: StoryKey;
  readonly number: number;
  state: "open" | "merged" | "closed";
  isDraft: boolean;
  headSha: string;
  /** Its head holds what it claims to. */
  isGood: boolean;
}

interface Stored {
  readonly version: number;
  readonly state: BatchState;
  readonly claims: readonly Claim[];
}

export interface Trace {
  readonly before: BatchState;
  readonly observation: Observation;
  readonly result: Reconciliation;
}

/** Somebody works on it all by themselves. */
const OUTSIDER = key("9-1-outsider");

const FIRST_STATUS = "ready-for-dev";

export class BatchWorld {
  readonly violations: string[] = [];
  readonly keys: readonly StoryKey[];
  readonly board = new Map<StoryKey, string>();
  /** Stories whose status a person changed; nothing is promised about restoring those. */
  readonly touchedByPeople = new Set<StoryKey>();
  stored: Stored;
  isChaotic = true;
  #nowMs = START_MS;
  readonly #scenario: Scenario;
  #counter = 100;
  #randomState: number;
  readonly #runs: Run[] = [];
  readonly #pullRequests: PullRequest[] = [];
  readonly #written = new Map<StoryKey, string>();
  readonly #refusals = new Map<string, string>();
  readonly #needs = new Map<StoryKey, readonly StoryKey[]>();
  readonly #conflicts: readonly Conflict[];
  #isOutsiderDone = false;
  #earlier: { readonly stored: Stored; readonly observation: Observation } | undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#randomState = scenario.seed;
    this.keys = scenario.stories.map((_, index) => key(`1-${index + 1}-s`));
    this.#conflicts = this.#conflictsOf(scenario);
    for (const [index, name] of this.keys.entries()) {
      const earlier = this.#earlierKeys(index, scenario.stories[index]?.needs ?? []);
      this.#needs.set(name, earlier);
      this.board.set(name, FIRST_STATUS);
    }
    const foreign = scenario.otherBatchHolds.flatMap((index) => this.#foreignClaim(index));
    this.stored = { version: 1, state: this.#start(scenario), claims: foreign };
  }

  get now(): string {
    return timestampOf(this.#nowMs);
  }

  /** Time passes, the world moves, an app looks, decides, writes and performs. */
  step(): Trace {
    this.#nowMs += 5000 + Math.floor(this.#random() * 85_000);
    this.#endRuns();
    this.#letPeopleAct();
    this.#lookWithStaleState();
    const before = this.stored;
    const observation = deepFreeze(this.#observe(before));
    const result = reconcile(deepFreeze(before.state), observation);
    this.#earlier = { stored: before, observation };
    // The app dies before it wrote: nothing happened at all.
    if (this.#goesWrong()) return { before: before.state, observation, result };
    this.#write(before.version, result);
    this.#perform(result.decisions);
    return { before: before.state, observation, result };
  }

  storyState(name: StoryKey): StoryState | undefined {
    return this.stored.state.stories.find((story) => story.key === name);
  }

  needsOf(name: StoryKey): readonly StoryKey[] {
    return this.#needs.get(name) ?? [];
  }

  isDone(name: StoryKey): boolean {
    const isMerged = this.#pullRequests.some((each) => each.story === name && each.state === "merged");
    return isMerged || this.board.get(name) === "done";
  }

  // ---- What the app does ----------------------------------------------------------------------

  /** Another instance that read the state a while ago: it may only do what is still right now. */
  #lookWithStaleState(): void {
    if (!this.#goesWrong() || !this.#earlier) return;
    const { stored } = this.#earlier;
    const observation = deepFreeze({ ...this.#observe(stored), claims: stored.claims });
    const result = reconcile(deepFreeze(stored.state), observation);
    if (this.#write(stored.version, result)) this.#perform(result.decisions);
  }

  /** Compare and swap; where there is nothing to write, the version is compared all the same. */
  #write(version: number, result: Reconciliation): boolean {
    if (version !== this.stored.version) return false;
    if (!result.changed) return true;
    this.stored = { version: version + 1, state: result.state, claims: result.claims };
    return true;
  }

  #perform(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      // The app dies between two effects.
      if (this.#goesWrong()) return;
      if (decision.kind === "dispatch") this.#dispatch(decision);
      if (decision.kind === "cancelRun") this.#cancelRun(decision.runId);
      if (decision.kind === "writeBoard") this.#writeBoard(decision.changes);
      if (decision.kind === "convertToDraft") this.#convertToDraft(decision.pullRequest);
    }
  }

  #dispatch(decision: Extract<Decision, { kind: "dispatch" }>): void {
    if (this.isChaotic && this.#random() < 0.02) {
      this.#refusals.set(decision.nonce, "workflow disabled");
      return;
    }
    const delayMs = this.isChaotic ? Math.floor(this.#random() * 120_000) : 2000;
    this.#runs.push({
      id: this.#nextId(),
      nonce: decision.nonce,
      entries: decision.stories,
      visibleMs: this.#nowMs + delayMs,
      endMs: this.#nowMs + delayMs + 30_000 + Math.floor(this.#random() * 400_000),
      results: undefined,
    });
  }

  #cancelRun(id: number): void {
    const run = this.#runs.find((each) => each.id === id);
    if (!run || run.results) return;
    const adopters = this.stored.state.stories.filter(
      (story) => story.attempts.at(-1)?.runId === id && story.condition.kind === "dispatched",
    );
    if (adopters.length > 0) this.violations.push(`run ${id} was cancelled while it may deliver`);
    const outcome: AttemptOutcome = { kind: "fault", reason: "the run was cancelled" };
    run.results = new Map(run.entries.map((entry) => [entry.key, outcome]));
  }

  #writeBoard(changes: Extract<Decision, { kind: "writeBoard" }>["changes"]): void {
    // One commit on an expected head: all of it or, when somebody was quicker, nothing.
    if (changes.some((change) => this.board.get(change.key) !== change.from)) return;
    for (const { key: name, from, to } of changes) {
      const isLower = (statusRank(to) ?? 0) < (statusRank(from) ?? 0);
      if (isLower && this.#written.get(name) !== from) {
        this.violations.push(`${name} was lowered from ${from}, which we did not write`);
      }
      this.board.set(name, to);
      if (isLower) this.#written.delete(name);
      else this.#written.set(name, to);
    }
  }

  #convertToDraft(number: number): void {
    const pullRequest = this.#pullRequests.find((each) => each.number === number);
    if (pullRequest?.state !== "open") return;
    pullRequest.isDraft = true;
    if (pullRequest.isGood) this.violations.push(`#${number} was made a draft although it is good`);
  }

  // ---- What GitHub and people do ----------------------------------------------------------------

  #endRuns(): void {
    for (const run of this.#runs) {
      if (run.results || run.endMs > this.#nowMs) continue;
      const claims = run.entries.map((entry) => this.#claimOf(run, entry));
      // The jobs wait until the app has seen their run and written it into the claims.
      if (claims.some((claim) => claim?.runId === null)) continue;
      const results = new Map<StoryKey, AttemptOutcome>();
      for (const [index, entry] of run.entries.entries()) {
        const mayDeliver = claims[index]?.runId === run.id;
        const outcome: AttemptOutcome = { kind: "fault", reason: "the claim is gone" };
        results.set(entry.key, mayDeliver ? this.#live(entry) : outcome);
      }
      run.results = results;
    }
  }

  #claimOf(run: Run, entry: Run["entries"][number]): Claim | undefined {
    return this.stored.claims.find(
      (claim) =>
        claim.story === entry.key &&
        claim.batch === BATCH &&
        claim.attempt === entry.attempt &&
        claim.nonce === run.nonce,
    );
  }

  #live(entry: Run["entries"][number]): AttemptOutcome {
    const index = this.keys.indexOf(entry.key);
    const fate = this.#scenario.stories[index]?.fates[entry.attempt - 1] ?? "delivered";
    switch (fate) {
      case "delivered":
        return delivered(this.#push(entry.key, "good").number);
      case "rejected": {
        const { number, headSha } = this.#push(entry.key, "bad");
        const outcome = rejected(number, "builder artifact (no evidence)");
        return outcome.kind === "rejected" ? { ...outcome, headSha } : outcome;
      }
      case "failed":
        return failed("the tests fail");
      case "fault":
        return { kind: "fault", reason: "the runner was lost" };
      case "blocked":
      case "critical":
        return { kind: "blocked", phase: "BUILD", reasons: ["unclear"], critical: fate === "critical" };
      case "alreadyDone":
        return { kind: "alreadyDone" };
      case "cancelled":
        return { kind: "cancelled", reason: "a person cancelled the run" };
    }
  }

  #push(story: StoryKey, what: "good" | "bad"): PullRequest {
    const facts = { headSha: sha(this.#nextId()), isGood: what === "good", isDraft: false };
    const open = this.#pullRequests.find((each) => each.story === story && each.state === "open");
    if (open) return Object.assign(open, facts);
    const opened: PullRequest = { story, number: this.#nextId(), state: "open", ...facts };
    this.#pullRequests.push(opened);
    return opened;
  }

  #letPeopleAct(): void {
    const { people } = this.#scenario;
    this.#letOutsiderFinish();
    for (const pullRequest of this.#pullRequests) {
      if (people === "sleep" || pullRequest.state !== "open" || this.#random() > 0.2) continue;
      const condition = this.storyState(pullRequest.story)?.condition.kind;
      // Now and then somebody merges a draft that was turned down, even while it is worked on.
      if (condition !== "delivered" && this.#random() > 0.1) continue;
      pullRequest.state = people === "close some" && this.#random() < 0.4 ? "closed" : "merged";
    }
    if (this.#goesWrong()) this.#editBoard();
    if (this.#random() < 0.1) this.stored = { ...this.stored, claims: this.#withoutForeign() };
  }

  #letOutsiderFinish(): void {
    if (this.#scenario.people === "sleep") return;
    if (!this.isChaotic || this.#random() < 0.05) this.#isOutsiderDone = true;
  }

  /** Only statuses of stories nobody works on, as people do. */
  #editBoard(): void {
    const name = this.keys[Math.floor(this.#random() * this.keys.length)];
    if (!name || this.#random() > 0.2) return;
    const words = ["backlog", "ready-for-dev", "blocked"];
    this.board.set(name, words[Math.floor(this.#random() * words.length)] ?? FIRST_STATUS);
    this.#written.delete(name);
    this.touchedByPeople.add(name);
  }

  // ---- What the app sees --------------------------------------------------------------------------

  #observe(stored: Stored): Observation {
    const late = this.#earlier && this.#goesWrong() ? this.#earlier.observation : undefined;
    const runs = this.#observedRuns();
    return {
      now: this.now,
      nonces: [`nonce-${this.#nextId()}`],
      base: { branch: "main", sha: sha(1) },
      plan: late?.plan ?? this.#plan(stored.state),
      // The head of the base branch is read when it is needed: never late.
      boardStatuses: new Map(this.board),
      claims: stored.claims,
      runs: late && this.#goesWrong() ? late.runs : runs,
      attempts: [],
      reports: this.#reports(stored.state, runs),
      dispatchGraceMs: 60_000,
      refusals: [...this.#refusals].map(([nonce, reason]) => ({ nonce, reason })),
      pullRequests: this.#seenPullRequests(),
      trackingComments: [],
    };
  }

  #observedRuns(): readonly ObservedRun[] {
    const visible = this.#runs.filter((run) => run.visibleMs <= this.#nowMs);
    const runs = visible.map((run): ObservedRun => ({
      id: run.id,
      runAttempt: 1,
      nonce: run.nonce,
      status: run.results ? "completed" : "in_progress",
      conclusion: run.results ? "success" : null,
      url: "",
    }));
    const seen = runs.filter(() => !this.#goesWrong());
    return this.#goesWrong() ? [...seen, ...seen].toReversed() : seen;
  }

  #reports(state: BatchState, runs: readonly ObservedRun[]): readonly AttemptReport[] {
    const reports = state.stories.flatMap((story) => {
      const attempt = story.attempts.at(-1);
      const isSeen = runs.some((run) => run.id === attempt?.runId && run.status === "completed");
      const run = this.#runs.find((each) => each.id === attempt?.runId);
      const outcome = run?.results?.get(story.key);
      if (!attempt || !isSeen || !outcome || this.#goesWrong()) return [];
      const { number, nonce } = attempt;
      const rest = { startedAt: null, learnings: [`${story.key} taught this`], feed: [] };
      return [{ story: story.key, attempt: number, nonce, outcome, ...rest }];
    });
    return this.#goesWrong() ? [...reports, ...reports].toReversed() : reports;
  }

  #seenPullRequests(): readonly StoryPullRequest[] {
    return this.#pullRequests
      .filter(() => !this.#goesWrong())
      .map(({ story, number, ...facts }) => {
        const { state, isDraft, headSha } = facts;
        return aPullRequest(story, number, { state, isDraft, headSha });
      });
  }

  #plan(state: BatchState): Plan {
    const own = new Set(state.stories.filter((story) => story.attempts.length > 0).map((story) => story.key));
    const stories = this.keys.map((name) => {
      const dependsOn = this.needsOf(name);
      return planned(name, { dependsOn, disposition: this.#disposition(name, own) });
    });
    return aPlan([...stories, planned(OUTSIDER, { disposition: this.#outsider() })], this.#conflicts);
  }

  #outsider(): Disposition {
    return excluded(this.#isOutsiderDone ? "done" : "in-progress-elsewhere");
  }

  #disposition(name: StoryKey, own: ReadonlySet<StoryKey>): Disposition {
    if (this.isDone(name)) return { kind: "excluded", because: "done", reason: "It is done." };
    const status = this.board.get(name);
    if (status === "blocked") return excluded("blocked-on-board");
    if (status === "in-progress" && !own.has(name)) return excluded("in-progress-elsewhere");
    const blockers = this.needsOf(name)
      .filter((needed) => !this.isDone(needed))
      .map((needed) => this.#blocker(needed));
    return blockers.length === 0 ? READY : { kind: "waits", for: blockers };
  }

  #blocker(needed: StoryKey): Blocker {
    const open = this.#pullRequests.find((each) => each.story === needed && each.state === "open");
    const reason = `needs ${needed}`;
    if (!open || open.isDraft) return { kind: "dependency", story: needed, reason };
    return { kind: "pull-request", story: needed, number: open.number, reason };
  }

  // ---- Beginnings ---------------------------------------------------------------------------------

  #start(scenario: Scenario): BatchState {
    const stories = this.keys.map((name) => {
      const dependsOn = this.needsOf(name);
      return planned(name, { dependsOn, disposition: this.#disposition(name, new Set()) });
    });
    return startBatch({
      id: BATCH,
      repository: { owner: "acme", name: "shop" },
      origin: { kind: "comment", issue: 1, commentId: 100 },
      command: { by: "ada", text: "/batch-stories" },
      config: Config.parse(scenario.config),
      filter: {},
      base: { branch: "main", sha: sha(1) },
      boardPath: "docs/sprint-status.yaml",
      plan: aPlan(stories),
      now: this.now,
    });
  }

  #conflictsOf(scenario: Scenario): readonly Conflict[] {
    const beside = scenario.besideAPerson.flatMap((index) => this.keys.slice(index, index + 1));
    const pairs = scenario.stories.flatMap((story, index) =>
      this.#earlierKeys(index, story.conflictsWith).map((other) =>
        aConflict(other, this.keys[index] ?? "", index % 2 === 0 ? "stated" : "assumed"),
      ),
    );
    return [...pairs, ...beside.map((name) => aConflict(OUTSIDER, name))];
  }

  #earlierKeys(index: number, distances: readonly number[]): readonly StoryKey[] {
    const found = distances.map((distance) => this.keys[index - distance]);
    return [...new Set(found.filter((name) => name !== undefined))];
  }

  #foreignClaim(index: number): readonly Claim[] {
    const story = this.keys[index];
    if (!story) return [];
    return [{ story, batch: OTHER_BATCH, attempt: 1, nonce: `nonce-other-${index}`, runId: 1 }];
  }

  /** The other batch came to nothing and let its stories go. */
  #withoutForeign(): readonly Claim[] {
    return this.stored.claims.filter((claim) => claim.batch === BATCH);
  }

  #goesWrong(): boolean {
    return this.isChaotic && this.#random() * 100 < this.#scenario.chaos;
  }

  #nextId(): number {
    this.#counter += 1;
    return this.#counter;
  }

  /** Mulberry32: small, seeded, good enough to shuffle a world. */
  #random(): number {
    this.#randomState = (this.#randomState + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#randomState ^ (this.#randomState >>> 15), 1 | this.#randomState);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}

function excluded(because: Extract<Disposition, { kind: "excluded" }>["because"]): Disposition {
  return { kind: "excluded", because, reason: `Excluded: ${because}.` };
}
