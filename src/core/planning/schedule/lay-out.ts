/** The sprint as it would go: what starts when, and what had to end before. Stories are merged at once. */
import type { StoryKey } from "../../sprint/story.ts";
import { holdBesideForeign } from "../foreign-work.ts";
import type { Plan, PlannedStory, Tier } from "../plan.ts";
import { selectCluster } from "../select-cluster.ts";
import { byUrgency, tierIn, urgencyOf } from "./urgency.ts";
import type { Forecast, ForecastCause, ForecastOptions, ForecastStory } from "./forecast.ts";

export interface LayOutOptions extends ForecastOptions {
  readonly durationOf: (story: PlannedStory) => number;
}

/** Bounds of one look at the stories that could start, so that 10,000 of them stay quick. */
const CHUNK = 32;
const MOST_LOOKED_AT = 64;
const CAUSES_KEPT = 3;

interface Running {
  readonly story: PlannedStory;
  readonly end: number;
}

interface Course {
  readonly plan: Plan;
  readonly options: LayOutOptions;
  readonly places: ReadonlyMap<StoryKey, number>;
  readonly tierOf: (key: StoryKey) => Tier;
  readonly waiters: ReadonlyMap<StoryKey, readonly PlannedStory[]>;
  readonly missing: Map<StoryKey, number>;
  /** Could start, the most urgent last: stories come and go at that end, which is quick there. */
  readonly ready: PlannedStory[];
  /** Could start but for one that runs, by that one. */
  readonly parked: Map<StoryKey, PlannedStory[]>;
  readonly conflicts: Map<StoryKey, ForecastCause[]>;
  /** When a story last became able to start. */
  readonly since: Map<StoryKey, number>;
  readonly begun: ForecastStory[];
  running: readonly Running[];
  now: number;
  step: number;
  lastEnded: StoryKey | undefined;
}

/** What others have under way ends outside: a story that waits for it is held. */
function blockersOf({ disposition }: PlannedStory): ReadonlySet<StoryKey> {
  return new Set(disposition.kind === "waits" ? disposition.for.map((blocker) => blocker.story) : []);
}

function begin(plan: Plan, options: LayOutOptions): Course {
  const waiters = new Map<StoryKey, PlannedStory[]>();
  const missing = new Map<StoryKey, number>();
  for (const story of plan.stories) {
    const blockers = blockersOf(story);
    if (blockers.size > 0) missing.set(story.key, blockers.size);
    for (const blocker of blockers) {
      const group = waiters.get(blocker);
      if (group) group.push(story);
      else waiters.set(blocker, [story]);
    }
  }
  const inOrder = plan.stories.toSorted((a, b) => byUrgency(urgencyOf(a), urgencyOf(b)));
  return {
    plan,
    options,
    places: new Map(inOrder.map((story, place) => [story.key, place])),
    tierOf: tierIn(new Map(plan.stories.map((story) => [story.key, story]))),
    waiters,
    missing,
    ready: inOrder.filter((story) => story.disposition.kind === "ready").toReversed(),
    parked: new Map(),
    conflicts: new Map(),
    since: new Map(),
    begun: [],
    running: [],
    now: 0,
    step: 1,
    lastEnded: undefined,
  };
}

function enqueue(course: Course, story: PlannedStory): void {
  const place = course.places.get(story.key) ?? 0;
  let [low, high] = [0, course.ready.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = course.ready[middle];
    if (other && (course.places.get(other.key) ?? 0) > place) low = middle + 1;
    else high = middle;
  }
  course.ready.splice(low, 0, story);
  course.since.set(story.key, course.now);
}

function causesOf(course: Course, { key, disposition }: PlannedStory): readonly ForecastCause[] {
  const blockers = disposition.kind === "waits" ? disposition.for : [];
  const needed = blockers.map(({ story, reason }): ForecastCause => ({ kind: "dependency", story, reason }));
  const causes = [...needed, ...(course.conflicts.get(key) ?? [])];
  const { lastEnded } = course;
  if (lastEnded === undefined || course.now === (course.since.get(key) ?? 0)) return causes;
  const kind = course.options.schedule === "waves" ? "wave" : "worker";
  return [...causes, { kind, story: lastEnded, reason: "" }];
}

function start(course: Course, story: PlannedStory): void {
  const end = course.now + course.options.durationOf(story);
  course.running = [...course.running, { story, end }];
  const after = causesOf(course, story);
  course.begun.push({ key: story.key, step: course.step, start: course.now, end, after });
}

/** Puts a story aside until one that runs and conflicts with it has ended. */
function park(course: Course, story: PlannedStory): boolean {
  for (const { story: other } of course.running) {
    const conflict = course.plan.conflicts.between(story.key, other.key);
    if (!conflict) continue;
    const group = course.parked.get(other.key);
    if (group) group.push(story);
    else course.parked.set(other.key, [story]);
    const causes = course.conflicts.get(story.key) ?? [];
    const cause: ForecastCause = { kind: "conflict", story: other.key, reason: conflict.reason };
    course.conflicts.set(story.key, [...causes, cause].slice(-CAUSES_KEPT));
    return true;
  }
  return false;
}

function startWhatFits(course: Course): void {
  const { ready, options, plan } = course;
  if (options.schedule === "waves" && course.running.length > 0) return;
  let end = ready.length;
  let looked = 0;
  while (course.running.length < options.maxWorkers && end > 0 && looked < MOST_LOOKED_AT) {
    const from = Math.max(end - CHUNK, 0);
    const chunk = ready.slice(from, end).toReversed();
    const chosen = new Set(
      selectCluster({
        plan,
        candidates: chunk.map((story) => story.key),
        tierOf: course.tierOf,
        inFlight: course.running.map(({ story }) => story.key),
        unmerged: [],
        foreign: [],
        slots: options.maxWorkers - course.running.length,
      }),
    );
    for (const story of chunk) if (chosen.has(story.key)) start(course, story);
    const isFull = course.running.length >= options.maxWorkers;
    const reached = isFull ? chunk.findLastIndex((story) => chosen.has(story.key)) : chunk.length;
    // Less urgent ones than the last that was taken were not looked at: nobody says that they conflict.
    const left = chunk.filter(
      (story, place) => !chosen.has(story.key) && !(place < reached && park(course, story)),
    );
    ready.splice(from, chunk.length, ...left.toReversed());
    end = from;
    looked += chunk.length;
  }
}

/** Moves on to the next end; false when nothing runs. */
function endNext(course: Course): boolean {
  if (course.running.length === 0) return false;
  const now = Math.min(...course.running.map(({ end }) => end));
  const ended = course.running.filter(({ end }) => end === now);
  course.running = course.running.filter(({ end }) => end !== now);
  course.now = now;
  for (const { story } of ended) {
    course.lastEnded = story.key;
    for (const other of course.parked.get(story.key) ?? []) enqueue(course, other);
    course.parked.delete(story.key);
    for (const waiter of course.waiters.get(story.key) ?? []) {
      const left = (course.missing.get(waiter.key) ?? 0) - 1;
      course.missing.set(waiter.key, left);
      if (left === 0) enqueue(course, waiter);
    }
  }
  return true;
}

export function layOut(given: Plan, options: LayOutOptions): Forecast {
  const plan = holdBesideForeign(given);
  const course = begin(plan, options);
  do {
    const before = course.begun.length;
    startWhatFits(course);
    if (course.begun.length > before) course.step += 1;
  } while (endNext(course));
  const begun = new Set(course.begun.map((story) => story.key));
  const waiting = plan.stories.filter(({ disposition }) => disposition.kind === "waits");
  let work = 0;
  for (const { start: from, end } of course.begun) work += end - from;
  return {
    stories: course.begun,
    held: waiting.filter(({ key }) => !begun.has(key)).map(({ key }) => key),
    work,
    length: course.now,
  };
}
