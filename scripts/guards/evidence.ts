import type { Guard } from "./guard.ts";

const VALIDATE = "src/core/evidence/validate-evidence.ts";
const VALIDATED = "test/unit/core/evidence/validate-evidence.test.ts";
const DELIVERY = "test/unit/operations/pipeline/delivery.test.ts";
const COLLECTED = "test/unit/operations/collect/collect-attempt.test.ts";

/** One of the checks that `validateEvidence` makes, left out. */
function check(name: string, call: string, row: string): Guard {
  return {
    name,
    promise: 4,
    file: VALIDATE,
    text: `  ${call},\n`,
    planted: "",
    test: { file: VALIDATED, name: row },
  };
}

/** Promise 4: a story is delivered only if every check holds for the tree that was pushed. */
export const EVIDENCE_GUARDS: readonly Guard[] = [
  {
    name: "evidence-is-there",
    promise: 4,
    file: VALIDATE,
    text: "  checkPresence,\n  checkCommit,\n",
    planted: "  checkCommit,\n",
    test: { file: VALIDATED, name: "a builder who cites nothing" },
  },
  {
    name: "commit-of-the-story",
    promise: 4,
    file: VALIDATE,
    text: "  checkPresence,\n  checkCommit,\n",
    planted: "  checkPresence,\n",
    test: { file: VALIDATED, name: "a commit that names another manifest" },
  },
  {
    name: "attempt-binding",
    promise: 4,
    file: "src/core/evidence/checks/binding.ts",
    text: "if (evidence.attempt !== binding.attempt) wrong.push(`attempt ${evidence.attempt}`);",
    planted: "",
    test: { file: VALIDATED, name: "rejects evidence of another %s" },
  },
  check("evidence-is-ours", "checkBinding", "rejects evidence of another %s"),
  check("digests-of-evidence", "checkDigests", "a digest that does not fit"),
  check("tree-as-proved", "checkTree", "a commit with other bytes"),
  check("citations-resolved", "checkCitations", "a citation beyond the end of its file"),
  check("changes-as-claimed", "checkChanges", "a change that the builder does not claim"),
  check("builder-is-no-reviewer", "checkSessions", "a builder who reviews"),
  check("no-must-fix-left", "checkMustFix", "a must-fix that is left"),
  check("verdict-approves", "checkVerdict", "a verdict that does not approve"),
  check("reconciliation-arithmetic", "checkArithmetic", "boxes that are not ticked"),
  check("proof-of-this-manifest", "checkProof", "rejects a missing proof, which the commit cannot name then"),
  check("tests-pass", "checkTests", "tests that fail where no agent was"),
  {
    name: "digest-check",
    promise: 4,
    file: "src/adapters/artifacts/run-artifacts.ts",
    text: "if (artifact.digest !== digest) return unusable",
    planted: 'if (digest === "") return unusable',
    test: {
      file: "test/unit/adapters/artifacts/run-artifacts.test.ts",
      name: "that has another digest than GitHub recorded is unusable",
    },
  },
  {
    name: "digest-check-in-jobs",
    promise: 4,
    file: "src/adapters/artifacts/job-artifacts.ts",
    text: "if (digest !== artifact.digest) {",
    planted: 'if (digest === "") {',
    test: {
      file: "test/contract/artifact-store/artifact-store.test.ts",
      name: "are unusable under another digest than they were uploaded with",
    },
  },
  {
    name: "manifest-of-this-bundle",
    promise: 4,
    file: "src/operations/pipeline/deliver.ts",
    text: "if (manifest.body.tree !== story.tree) {",
    planted: 'if (story.tree === "") {',
    test: { file: DELIVERY, name: "refuses evidence of another tree than the bundle" },
  },
  {
    name: "draft-until-evidence-holds",
    promise: 4,
    file: "src/operations/pipeline/deliver.ts",
    text: "isDraft: judged.shortcomings.length > 0,",
    planted: "isDraft: false,",
    test: { file: DELIVERY, name: "makes a draft when the proof found red tests" },
  },
  {
    name: "evidence-the-commit-names",
    promise: 4,
    file: "src/operations/collect/choose-evidence.ts",
    text: "if (text !== undefined && crypto.digest(text) === manifest) return chosen;",
    planted: "return chosen;",
    test: { file: COLLECTED, name: "does not overrule the evidence that the delivered commit names (%s)" },
  },
  {
    name: "no-evidence-from-the-future",
    promise: 4,
    file: "src/operations/observe/read-feed.ts",
    text: "isWanted && name.runAttempt <= wanted.runAttempt)",
    planted: "isWanted)",
    test: { file: COLLECTED, name: "is passed over when the pipeline failed before it delivered anything" },
  },
  {
    name: "already-done-on-the-base",
    promise: 4,
    file: "src/operations/collect/judge-evidence.ts",
    text: 'if (isAlreadyDone(tasksAtBase)) return { kind: "alreadyDone" };',
    planted: 'if (tasksAtBase) return { kind: "alreadyDone" };',
    test: { file: COLLECTED, name: "is not believed when that file %s" },
  },
  {
    name: "boxes-need-evidence",
    promise: 4,
    file: "src/core/pipeline/tasks-to-tick.ts",
    text: "(cited.get(name) ?? 0) > 0 && confirmed.has(name)",
    planted: "confirmed.has(name)",
    test: { file: "test/unit/core/pipeline/tasks-to-tick.test.ts", name: "leaves a box open when %s" },
  },
  {
    name: "numbers-win-over-claims",
    promise: 4,
    file: "src/core/pipeline/verdict.ts",
    text: "finding.reviewer === PIPELINE ? undefined : judged.get",
    planted: "judged.get",
    test: { file: "test/unit/core/pipeline/verdict.test.ts", name: "never dismisses a failing test" },
  },
  {
    name: "faults-are-no-failures",
    promise: 4,
    file: "src/core/batch/attempts/consequence.ts",
    text: 'breaker: "leave" };\n    case "cancelled":',
    planted: 'breaker: "count" };\n    case "cancelled":',
    test: {
      file: "test/unit/core/batch/attempts/settle-attempts.test.ts",
      name: "are retried up to their own limit and then end the story without touching the breaker",
    },
  },
  {
    name: "circuit-breaker",
    promise: 4,
    file: "src/core/batch/attempts/settle-attempts.ts",
    text: "if (failures < state.config.maxConsecutiveFailures) return undefined;",
    planted: "if (failures >= 0) return undefined;",
    test: {
      file: "test/unit/core/batch/attempts/settle-attempts.test.ts",
      name: "lets what is in flight end after too many failures in a row, then halts",
    },
  },
];
