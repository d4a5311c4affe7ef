import type { Guard } from "./guard.ts";

const DELIVERY = "test/unit/operations/pipeline/delivery.test.ts";
const RUNS = "test/unit/core/batch/attempts/runs.test.ts";

/** Promises 2 and 3: one attempt delivers, and those in conflict never overlap. */
export const ATTEMPT_GUARDS: readonly Guard[] = [
  {
    name: "claim-check",
    promise: 2,
    file: "src/operations/pipeline/attempt/claim.ts",
    text: 'if (!claim) return gone("it was settled");',
    planted: 'if (!claim) return { kind: "held", isAdopted: true };',
    test: { file: "test/unit/operations/pipeline/endings.test.ts", name: "ends in its first step" },
  },
  {
    name: "claim-read-again-before-push",
    promise: 2,
    file: "src/operations/pipeline/delivery/push-story.ts",
    text: 'if (reason !== undefined) return { kind: "stale", reason };\n  const moved',
    planted: "const moved",
    test: { file: DELIVERY, name: "pushes nothing when its claim goes while the commit is made" },
  },
  {
    name: "claim-names-the-run",
    promise: 2,
    file: "src/operations/pipeline/attempt/claim.ts",
    text: "if (claim.runId !== null && claim.runId !== runId)",
    planted: "if (claim.runId === 0)",
    test: { file: DELIVERY, name: "does nothing when its claim %s" },
  },
  {
    name: "claim-of-this-dispatch",
    promise: 2,
    file: "src/operations/pipeline/attempt/claim.ts",
    text: "claim.attempt === brief.attempt && claim.nonce === brief.nonce;",
    planted: "true;",
    test: { file: DELIVERY, name: "does nothing when its claim %s" },
  },
  {
    name: "claim-before-it-was-noticed",
    promise: 2,
    file: "src/operations/pipeline/deliver.ts",
    text: "if (claim.isAdopted) return undefined;",
    planted: "return undefined;",
    test: { file: DELIVERY, name: "waits until the app has named this run in the claim" },
  },
  {
    name: "claim-in-the-first-step",
    promise: 2,
    file: "src/operations/pipeline/open-attempt.ts",
    text: 'if (claim.kind === "gone") return { kind: "stale", reason: claim.reason };',
    planted: "",
    test: { file: "test/unit/operations/pipeline/endings.test.ts", name: "ends in its first step" },
  },
  {
    name: "claim-in-each-phase",
    promise: 2,
    file: "src/operations/pipeline/run-phase.ts",
    text: 'if (lost !== undefined) return { kind: "stale", reason: lost };',
    planted: "",
    test: { file: "test/unit/operations/pipeline/endings.test.ts", name: "stops at the next phase" },
  },
  {
    name: "branch-of-a-later-attempt",
    promise: 2,
    file: "src/operations/pipeline/delivery/choose-placement.ts",
    text: 'if (author === "later") return later(brief, heads.branch);',
    planted: "",
    test: { file: DELIVERY, name: "never puts its tree on top of %s" },
  },
  {
    name: "first-run-of-a-nonce",
    promise: 2,
    file: "src/core/batch/attempts/adopt-runs.ts",
    text: "?.[0]?.id;",
    planted: "?.at(-1)?.id;",
    test: { file: RUNS, name: "takes the lowest of two runs with one nonce and cancels the other" },
  },
  {
    name: "strays-are-cancelled",
    promise: 2,
    file: "src/core/batch/attempts/cancel-strays.ts",
    text: "if (!attempts) return `carries ${run.nonce}, which this batch does not know`;",
    planted: "if (!attempts) return undefined;",
    test: { file: RUNS, name: "cancels a run whose nonce the batch does not know" },
  },
  {
    name: "fenced-by-another-batch",
    promise: 2,
    file: "src/core/batch/attempts/attempt-ending.ts",
    text: "?? fencedEnding(story, look) ??",
    planted: "??",
    test: { file: RUNS, name: "gives an attempt up whose claim another batch holds" },
  },
  {
    name: "claims-of-others-stay",
    promise: 2,
    file: "src/core/batch/attempts/claims.ts",
    text: "if (claim.batch !== state.id) after.push(claim);",
    planted: "",
    test: {
      file: "test/unit/core/batch/attempts/claims.test.ts",
      name: "releases the claim of a settled attempt and never one of another batch",
    },
  },
  {
    name: "nonce-used-once",
    promise: 2,
    file: "src/core/batch/stories/dispatch-stories.ts",
    text: "find((nonce) => !used.has(nonce))",
    planted: "at(0)",
    test: {
      file: "test/unit/core/batch/stories/dispatch-stories.test.ts",
      name: "starts nothing without a nonce that nobody has used yet",
    },
  },
  {
    name: "conflict-kept-apart",
    promise: 3,
    file: "src/core/planning/select-cluster.ts",
    text: " && !isKeptBack(key, busy, conflicts)",
    planted: "",
    test: {
      file: "test/properties/reconcile.test.ts",
      name: "never has two stories in flight that conflict, over all batches",
    },
  },
  {
    name: "conflict-with-another-batch",
    promise: 3,
    file: "src/core/batch/stories/dispatch-stories.ts",
    text: "[...ours, ...look.foreignClaims.keys()]",
    planted: "ours",
    test: {
      file: "test/unit/core/batch/stories/dispatch-stories.test.ts",
      name: "keeps a story apart from what another batch has in flight",
    },
  },
  {
    name: "conflict-with-unmerged-work",
    promise: 3,
    file: "src/core/planning/select-cluster.ts",
    text: " && !waitsForMerge(key, unmerged, conflicts)",
    planted: "",
    test: {
      file: "test/unit/core/planning/select-cluster.test.ts",
      name: "keeps only stated conflicts with what is delivered and not merged",
    },
  },
  {
    name: "shared-files-conflict",
    promise: 3,
    file: "src/core/conflicts/index-conflicts.ts",
    text: "if (!isConflict(measures, PAIR_MODEL)) return undefined;",
    planted: "if (measures.files >= 0) return undefined;",
    test: {
      file: "test/unit/core/conflicts/index-conflicts.test.ts",
      name: "rests on a file both stories change, with the lines of both",
    },
  },
  {
    name: "plan-accounts-for-every-story",
    promise: 3,
    file: "src/core/planning/plan-sprint.ts",
    text: "stories: stories.toSorted(byAttention),",
    planted:
      'stories: stories.filter((story) => story.disposition.kind !== "excluded").toSorted(byAttention),',
    test: {
      file: "test/properties/planning.test.ts",
      name: "accounts for every story of the board exactly once",
    },
  },
];
