import type { BatchState, StoryState } from "./batch-state.ts";
import { countFaults, countTries, openAttempt } from "./story-attempts.ts";

/**
 * What must hold for every state beyond its schema, one sentence for each thing that does not.
 * Checked when a state is read: one that breaks an invariant was not written by us and is not acted on.
 */
export function brokenInvariants(state: BatchState): readonly string[] {
  return [
    ...repeatedKeys(state),
    ...state.stories.flatMap((story) => brokenStory(story, state)),
    ...brokenBatch(state),
    ...brokenByHand(state),
  ];
}

function repeatedKeys(state: BatchState): readonly string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { key } of state.stories) {
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  return [...repeated].map((key) => `story ${key} stands in the batch more than once`);
}

function brokenStory(story: StoryState, state: BatchState): readonly string[] {
  return [...brokenAttempts(story), ...brokenCounts(story, state), ...brokenCondition(story)];
}

function brokenAttempts(story: StoryState): readonly string[] {
  return story.attempts.flatMap((attempt, index) => {
    const name = `attempt ${attempt.number} of ${story.key}`;
    const isLast = index === story.attempts.length - 1;
    return statements([
      [attempt.number !== index + 1, `${name} stands at place ${index + 1}`],
      [attempt.settledAt === null && !isLast, `${name} is not settled although a later one exists`],
      [
        (attempt.settledAt === null) !== (attempt.outcome === null),
        `${name} is settled without an outcome or open with one`,
      ],
      [attempt.dispatches < 1, `${name} was never dispatched`],
    ]);
  });
}

function brokenCounts(story: StoryState, { config }: BatchState): readonly string[] {
  const tries = countTries(story);
  const faults = countFaults(story);
  return statements([
    [
      tries > config.maxAttempts,
      `story ${story.key} was tried ${tries} times, more than ${config.maxAttempts}`,
    ],
    // The fault beyond the limit is the one that ends the story.
    [
      faults > config.maxFaults + 1,
      `story ${story.key} met ${faults} faults, more than ${config.maxFaults} and the last`,
    ],
  ]);
}

function brokenCondition(story: StoryState): readonly string[] {
  const { key, condition } = story;
  const isOpen = openAttempt(story) !== undefined;
  const isDispatched = condition.kind === "dispatched";
  const needsPullRequest = condition.kind === "delivered";
  const lastOutcome = story.attempts.at(-1)?.outcome?.kind;
  return statements([
    [isDispatched && !isOpen, `story ${key} is dispatched without an open attempt`],
    [!isDispatched && isOpen, `story ${key} is ${condition.kind} although an attempt is open`],
    [needsPullRequest && story.pullRequest === null, `story ${key} is delivered without a pull request`],
    [
      needsPullRequest && lastOutcome !== "delivered",
      `story ${key} is delivered without an attempt that delivered it`,
    ],
  ]);
}

function brokenBatch(state: BatchState): readonly string[] {
  const { kind } = state.condition;
  const open = state.stories.filter((story) => openAttempt(story) !== undefined);
  return statements([
    [kind !== "running" && open.length > 0, `the batch is ${kind} although ${open.length} attempts are open`],
    [
      kind !== "running" && kind !== "parked" && state.halting !== undefined,
      `the batch is ${kind} and still stopping`,
    ],
    [
      state.origin.kind === "comment" && open.length > state.config.maxWorkers,
      `${open.length} stories are in flight, more than ${state.config.maxWorkers}`,
    ],
    [sharesNonceAcrossRuns(state), "one nonce was adopted by two runs"],
    [repeatsNonceInStory(state), "two attempts of one story share a nonce"],
  ]);
}

/** One run, which takes each of its stories once. */
function brokenByHand({ origin, stories }: BatchState): readonly string[] {
  if (origin.kind === "comment") return [];
  const attempts = stories.flatMap((story) => story.attempts);
  return statements([
    [
      stories.some((story) => story.attempts.length !== 1),
      "it was started by hand, but has stories without their one attempt",
    ],
    [
      attempts.some((attempt) => attempt.runId !== origin.runId),
      `it was started by hand in run ${origin.runId}, but has attempts of other runs`,
    ],
    [stories.length > origin.limit, `it takes ${stories.length} stories, more than ${origin.limit}`],
  ]);
}

function sharesNonceAcrossRuns(state: BatchState): boolean {
  const runs = new Map<string, number>();
  return state.stories
    .flatMap((story) => story.attempts)
    .some(({ nonce, runId }) => {
      if (runId === null) return false;
      const known = runs.get(nonce);
      runs.set(nonce, runId);
      return known !== undefined && known !== runId;
    });
}

function repeatsNonceInStory(state: BatchState): boolean {
  return state.stories.some(
    ({ attempts }) => new Set(attempts.map((attempt) => attempt.nonce)).size < attempts.length,
  );
}

function statements(checks: readonly (readonly [isBroken: boolean, statement: string])[]): string[] {
  return checks.filter(([isBroken]) => isBroken).map(([, statement]) => statement);
}
