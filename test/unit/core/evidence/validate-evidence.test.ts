import { describe, expect, test } from "vitest";
import { evidenceFileName } from "../../../../src/core/batch/names.ts";
import { EVIDENCE_CHECKS, type EvidenceInput } from "../../../../src/core/evidence/validation.ts";
import { validateEvidence } from "../../../../src/core/evidence/validate-evidence.ts";
import {
  change,
  digestOf,
  evidenceInput,
  evidenceParts,
  STORY,
  STORY_PATH,
  type EvidenceParts,
} from "../../../support/evidence-files.ts";

const NO_TASKS_TICKED = evidenceParts().storyText.replaceAll("[x]", "[ ]");

function altered(alter: (parts: EvidenceParts) => void): EvidenceInput {
  const parts = evidenceParts();
  alter(parts);
  return evidenceInput(parts);
}

function without(kind: string): EvidenceInput {
  const input = altered(() => undefined);
  const files = new Map(input.files);
  files.delete(evidenceFileName(STORY, kind));
  // The manifest is written last, so a file that was never there is not in it.
  const manifestName = evidenceFileName(STORY, "manifest");
  const manifest = JSON.parse(files.get(manifestName) ?? "") as { body: { files: Record<string, string> } };
  delete manifest.body.files[evidenceFileName(STORY, kind)];
  return rebound({ ...input, files }, JSON.stringify(manifest));
}

/** The same evidence with another manifest, proved and committed as such. */
function rebound(input: EvidenceInput, manifest: string): EvidenceInput {
  const name = evidenceFileName(STORY, "manifest");
  const before = input.digests.get(name) ?? "";
  const proofText = (input.proof?.text ?? "").replace(before, digestOf(manifest));
  const message = (input.delivered?.message ?? "")
    .replace(before, digestOf(manifest))
    .replace(input.proof?.digest ?? "", digestOf(proofText));
  return {
    ...input,
    files: new Map([...input.files, [name, manifest]]),
    digests: new Map([...input.digests, [name, digestOf(manifest)]]),
    proof: { text: proofText, digest: digestOf(proofText) },
    delivered: input.delivered ? { ...input.delivered, message } : undefined,
  };
}

function found(input: EvidenceInput): readonly string[] {
  const validation = validateEvidence(input);
  if (validation.kind !== "rejected") return [validation.kind];
  return validation.shortcomings.map(({ check, message }) => `${check}: ${message}`);
}

describe("validateEvidence on a full set", () => {
  test("accepts it with facts for the card, learnings and marks", () => {
    expect(validateEvidence(altered(() => undefined))).toEqual({
      kind: "accepted",
      facts: {
        filesCreated: [{ path: "src/badge.ts", purpose: "draws the badge" }],
        filesModified: [{ path: "src/app.ts", purpose: "shows it" }],
        filesOmitted: 0,
        testsAdded: 3,
        testStatus: "passed",
        coverage: "97.1%",
        issuesFound: 2,
        issuesFixed: 1,
        iterations: 1,
        commit: "d".repeat(40),
        tasksChecked: 2,
        tasksTotal: 2,
        costUsd: 0.25,
        tokens: 1200,
      },
      learnings: ["Badges are spans.", "Use spans."],
      marks: [],
    });
  });

  test("accepts a commit that was replayed onto a newer base, whose tree differs", () => {
    const input = altered(() => undefined);
    const delivered = input.delivered ? { ...input.delivered, treeSha: "9".repeat(40) } : undefined;

    expect(validateEvidence({ ...input, delivered }).kind).toBe("accepted");
  });

  test("accepts evidence of an earlier attempt of the same run", () => {
    const input = altered(() => undefined);

    expect(validateEvidence({ ...input, binding: { ...input.binding, runAttempt: 3 } }).kind).toBe(
      "accepted",
    );
  });

  test("accepts tests that are not configured", () => {
    const input = altered((parts) => {
      parts.review.checks.tests = { status: "not-configured" };
      parts.proof.tests = { status: "not-configured" };
    });

    expect(validateEvidence(input)).toMatchObject({
      kind: "accepted",
      facts: { testStatus: "not-configured" },
    });
  });

  test("marks what a reviewer must see", () => {
    const input = altered((parts) => {
      parts.changes = [...parts.changes, change("package.json", "modified", "6")];
      parts.builder.files_modified = [...parts.builder.files_modified, "package.json"];
    });

    expect(validateEvidence({ ...input, footprint: ["src/badge.ts", "package.json"] })).toMatchObject({
      marks: [
        "Changes test scripts or configuration: package.json.",
        "Outside the story's footprint: src/app.ts.",
      ],
    });
  });
});

const CASES: readonly (readonly [what: string, input: () => EvidenceInput, expected: readonly string[]])[] = [
  [
    "no progress artifact",
    () => without("progress"),
    ["progress: progress artifact (missing or incomplete)"],
  ],
  [
    "a progress artifact that is still under way",
    () => altered((parts) => (parts.progress.status = "IN_PROGRESS")),
    ["progress: progress artifact (missing or incomplete)"],
  ],
  ["no builder artifact", () => without("builder"), ["builder: builder artifact (no BUILD phase evidence)"]],
  [
    "a builder who cites nothing",
    () =>
      altered((parts) => {
        parts.builder.tasks_addressed = [{ task: "Draw", evidence: "done", action: "implemented" }];
      }),
    ["builder: builder artifact (no file:line evidence in tasks_addressed)"],
  ],
  [
    "a builder who addressed no task",
    () => altered((parts) => (parts.builder.tasks_addressed = [])),
    ["builder: builder artifact (no file:line evidence in tasks_addressed)"],
  ],
  [
    "one task without citation",
    () =>
      altered((parts) => {
        parts.builder.tasks_addressed.push({ task: "Paint it", evidence: "see above", action: "x" });
      }),
    ["builder: builder artifact (no file:line evidence for “Paint it”)"],
  ],
  ["no review artifact", () => without("review"), ["reviewer: reviewer artifact (no VERIFY phase evidence)"]],
  ["no themis artifact", () => without("themis"), ["themis: themis artifact (no ASSESS phase evidence)"]],
  [
    "no reconciler artifact",
    () => without("reconciler"),
    ["reconciler: reconciler artifact (no COMMIT/reconciliation evidence)"],
  ],
  [
    "a commit with another subject",
    () => altered((parts) => (parts.subject = "feat(3-4): Status badge")),
    [`commit: git commit with feat(${STORY}) prefix`],
  ],
  [
    "no commit at all",
    () => ({ ...altered(() => undefined), delivered: undefined }),
    [`commit: git commit with feat(${STORY}) prefix`],
  ],
  [
    "a newer commit of somebody else on top",
    () => {
      const input = altered(() => undefined);
      const subjects = [...(input.delivered?.subjects ?? []), "wip"];
      return { ...input, delivered: input.delivered ? { ...input.delivered, subjects } : undefined };
    },
    [`commit: git commit with feat(${STORY}) prefix`],
  ],
  [
    "a commit that names another manifest",
    () => {
      const input = altered(() => undefined);
      const digest = input.digests.get(evidenceFileName(STORY, "manifest")) ?? "";
      const message = (input.delivered?.message ?? "").replace(digest, digestOf("other"));
      return { ...input, delivered: input.delivered ? { ...input.delivered, message } : undefined };
    },
    [expect.stringContaining("commit: git commit (trailer Batch-Stories-Manifest is not sha256:")],
  ],
  [
    "a digest that does not fit",
    () => {
      const input = altered(() => undefined);
      const name = evidenceFileName(STORY, "review");
      return { ...input, digests: new Map([...input.digests, [name, digestOf("other")]]) };
    },
    [`digest: ${STORY}-review.json (differs from the digest in the manifest)`],
  ],
  [
    "a file that the manifest does not know",
    () => {
      const input = altered(() => undefined);
      return { ...input, files: new Map([...input.files, ["extra.json", "{}"]]) };
    },
    ["digest: extra.json (not in the manifest)"],
  ],
  [
    "a file of the manifest that is gone",
    () => {
      const input = altered(() => undefined);
      const files = new Map(input.files);
      files.delete(evidenceFileName(STORY, "reflection"));
      return { ...input, files };
    },
    [`digest: ${STORY}-reflection.json (in the manifest, but missing)`],
  ],
  [
    "a commit with a file more",
    () => {
      const input = altered(() => undefined);
      const changes = [
        ...(input.delivered?.changes ?? []),
        { path: "evil.js", status: "added" as const, blob: "e".repeat(40) },
      ];
      return { ...input, delivered: input.delivered ? { ...input.delivered, changes } : undefined };
    },
    ["tree: evil.js (in the commit, but not in the proved tree)"],
  ],
  [
    "a commit with a file less",
    () => {
      const input = altered(() => undefined);
      const changes = input.delivered?.changes.filter((entry) => entry.path !== "src/app.ts") ?? [];
      return { ...input, delivered: input.delivered ? { ...input.delivered, changes } : undefined };
    },
    ["tree: src/app.ts (in the proved tree, but not in the commit)"],
  ],
  [
    "a commit with other bytes",
    () => {
      const input = altered(() => undefined);
      const changes =
        input.delivered?.changes.map((entry) =>
          entry.path === "src/app.ts" ? { ...entry, blob: "e".repeat(40) } : entry,
        ) ?? [];
      return { ...input, delivered: input.delivered ? { ...input.delivered, changes } : undefined };
    },
    ["tree: src/app.ts (differs from the proved tree)"],
  ],
  [
    "a review of another tree",
    () => altered((parts) => (parts.reviewedTree = "8".repeat(40))),
    ["tree: review artifact (saw another tree than the one that was committed)"],
  ],
  [
    "a citation of a file that does not exist",
    () => {
      const input = altered(() => undefined);
      return { ...input, lineCounts: new Map([["src/badge.ts", 30]]) };
    },
    ["citation: citation src/app.ts:12 (no such file in the delivered tree)"],
  ],
  [
    "a citation beyond the end of its file",
    () => {
      const input = altered(() => undefined);
      return { ...input, lineCounts: new Map([...input.lineCounts, ["src/badge.ts", 29]]) };
    },
    ["citation: citation src/badge.ts:1-30 (the file has 29 lines)"],
  ],
  [
    "a change that the builder does not claim",
    () => altered((parts) => (parts.builder.files_modified = [])),
    ["changes: src/app.ts (modified, but the builder artifact does not say so)"],
  ],
  [
    "a claim without a change",
    () => altered((parts) => (parts.builder.files_created = ["src/badge.ts", "src/ghost.ts"])),
    ["changes: src/ghost.ts (added in the builder artifact, but unchanged)"],
  ],
  [
    "a builder who reviews",
    () => altered((parts) => (parts.review.sessions = ["builder-1"])),
    ["sessions: reviewer artifact (a reviewer is the builder's own session)"],
  ],
  [
    "a fixer who reviews",
    () => altered((parts) => (parts.review.sessions = ["reviewer-1", "fixer-1"])),
    ["sessions: reviewer artifact (a reviewer is the builder's own session)"],
  ],
  [
    "one reviewer who counts twice",
    () => altered((parts) => (parts.review.sessions = ["reviewer-1", "reviewer-1"])),
    ["sessions: reviewer artifact (one session reviewed twice)"],
  ],
  [
    "a builder who arbitrates",
    () => altered((parts) => (parts.themis.session = "builder-1")),
    ["sessions: themis artifact (the arbiter is the session of a builder or reviewer)"],
  ],
  [
    "a must-fix that is left",
    () =>
      altered((parts) => {
        const [entry] = parts.themis.triage;
        if (entry) parts.themis.triage = [{ ...entry, new_classification: "MUST_FIX", judgment: "UPHELD" }];
      }),
    ["must-fix: must-fix left: No label for screen readers"],
  ],
  [
    "a must-fix in the count only",
    () => altered((parts) => (parts.themis.summary.must_fix = 2)),
    ["must-fix: must-fix left: 2 by the arbiter's count"],
  ],
  [
    "a must-fix that nobody judged",
    () => altered((parts) => (parts.themis.triage = [])),
    ["must-fix: must-fix without judgement: No label for screen readers"],
  ],
  [
    "a verdict that does not approve",
    () => altered((parts) => (parts.themis.verdict = "CHANGES REQUESTED")),
    ["verdict: verdict (CHANGES REQUESTED, not APPROVED)"],
  ],
  [
    "a verdict on an earlier round",
    () => altered((parts) => (parts.review.round = 2)),
    ["verdict: verdict (of round 1, but the last review is of round 2)"],
  ],
  [
    "boxes that are not ticked",
    () => altered((parts) => (parts.storyText = NO_TASKS_TICKED)),
    [
      "arithmetic: reconciliation (says 2/2 tasks, the story file has 0/2)",
      "arithmetic: reconciliation (says 100 %, counted 0 %)",
      "arithmetic: reconciliation (recommends done, the arithmetic says stop)",
      "arithmetic: reconciliation (0 of 2 tasks checked)",
    ],
  ],
  [
    "half of the boxes",
    () =>
      altered((parts) => {
        parts.storyText = parts.storyText.replace("[x] Test", "[ ] Test");
        parts.reconciler = {
          ...parts.reconciler,
          tasks_checked: 1,
          completion_pct: 50,
          status_recommendation: "in-progress",
        };
      }),
    ["arithmetic: reconciliation (partial: 1 of 2 tasks checked, 50 % where 80 % is needed)"],
  ],
  [
    "a record that is said to be filled",
    () =>
      altered((parts) => {
        parts.storyText = parts.storyText.slice(0, parts.storyText.indexOf("## Dev Agent Record"));
      }),
    [
      "arithmetic: reconciliation (says the record is filled, the story file says otherwise)",
      "arithmetic: reconciliation (recommends done, the arithmetic says review)",
    ],
  ],
  [
    "no story file in the tree",
    () => ({ ...altered(() => undefined), storyText: undefined }),
    [`arithmetic: reconciliation (${STORY_PATH} is not in the delivered tree)`],
  ],
  [
    "a proof with problems",
    () => altered((parts) => (parts.proof.problems = ["src/app.ts is a link"])),
    ["proof: proof: src/app.ts is a link"],
  ],
  [
    "tests that fail where no agent was",
    () => altered((parts) => (parts.proof.tests = { status: "failed", total: 5, passing: 3 })),
    ["tests: tests (fail on a fresh checkout, 2 of 5)"],
  ],
  [
    "tests that fail in the pipeline",
    () => altered((parts) => (parts.review.checks.tests = { status: "failed" })),
    ["tests: tests (fail in the pipeline)"],
  ],
];

describe("validateEvidence with exactly one thing wrong", () => {
  test.each(CASES)("rejects %s", (_what, input, expected) => {
    expect(found(input())).toEqual(expected);
  });

  test("rejects a missing proof, which the commit cannot name then", () => {
    const shortcomings = found({ ...altered(() => undefined), proof: undefined });

    expect(shortcomings).toEqual([
      "commit: git commit (trailer Batch-Stories-Proof is not missing)",
      "proof: proof (missing: nothing was repeated)",
    ]);
  });

  test("rejects a missing manifest, without which nothing else is bound", () => {
    const input = altered(() => undefined);
    const files = new Map(input.files);
    files.delete(evidenceFileName(STORY, "manifest"));
    const digests = new Map(input.digests);
    digests.delete(evidenceFileName(STORY, "manifest"));

    expect(found({ ...input, files, digests })).toEqual([
      "commit: git commit (trailer Batch-Stories-Manifest is not missing)",
      "digest: manifest (missing: nothing binds the evidence files)",
      "proof: proof (is of another manifest)",
    ]);
  });

  test.each([
    ["batch", "b1-1", "batch b1-1"],
    ["attempt", 1, "attempt 1"],
    ["runId", 7, "run 7"],
    ["runAttempt", 2, "run attempt 2"],
    ["baseSha", "a".repeat(40), "base aaaaaaa"],
    ["story", "9-9-other", "story 9-9-other"],
  ])("rejects evidence of another %s", (field, value, words) => {
    const input = altered((parts) => Object.assign(parts.envelope, { [field]: value }));
    const bindings = found(input).filter((line) => line.startsWith("binding"));

    expect(bindings).toHaveLength(8);
    expect(bindings[0]).toContain(words);
  });

  test("has a case for every check", () => {
    const checks = new Set(
      CASES.flatMap(([, , expected]) => expected.map((line) => String(line).split(":")[0] ?? "")),
    );
    // Tested on their own above, since they break more than one thing.
    checks.add("binding").add("proof").add("commit");

    expect(EVIDENCE_CHECKS.filter((check) => !checks.has(check))).toEqual([]);
  });
});

describe("validateEvidence with everything wrong", () => {
  test("lists all of it at once", () => {
    const checks = found({
      ...altered(() => undefined),
      files: new Map(),
      digests: new Map(),
      proof: undefined,
      delivered: undefined,
      storyText: undefined,
    }).map((line) => line.split(":")[0]);

    expect(checks).toEqual([
      "progress",
      "builder",
      "reviewer",
      "themis",
      "reconciler",
      "commit",
      "digest",
      "arithmetic",
      "proof",
    ]);
  });

  test("survives hostile files", () => {
    const input = altered(() => undefined);
    const deep = `${"[".repeat(100_000)}`;
    const files = new Map([...input.files.keys()].map((name) => [name, deep]));

    expect(validateEvidence({ ...input, files }).kind).toBe("rejected");
  });

  test("lists at most ten shortcomings of a kind, and how many more there are", () => {
    const input = altered((parts) => {
      parts.builder.files_created = Array.from({ length: 2000 }, (_, index) => `ghost-${index}.ts`);
    });
    const changes = found(input).filter((line) => line.startsWith("changes"));

    expect(changes).toHaveLength(11);
    expect(changes.at(-1)).toBe("changes: and 1991 more of this kind");
  });
});

describe("validateEvidence on an attempt that did not get through", () => {
  test("takes an already done story by its progress artifact alone", () => {
    const input = altered((parts) => (parts.progress.status = "ALREADY_DONE"));
    const name = evidenceFileName(STORY, "progress");
    const files = new Map([[name, input.files.get(name) ?? ""]]);

    expect(validateEvidence({ ...input, files, proof: undefined, delivered: undefined })).toEqual({
      kind: "alreadyDone",
    });
  });

  test("does not take an already done story from another attempt", () => {
    const input = altered((parts) => {
      parts.progress.status = "ALREADY_DONE";
      parts.envelope.attempt = 1;
    });

    expect(validateEvidence(input).kind).toBe("rejected");
  });

  test("tells phase and reasons of a failure", () => {
    const input = altered((parts) => {
      parts.progress.status = "FAILED";
      parts.progress.current_phase = "REFINE";
      parts.progress.failure = { phase: "REFINE", reasons: ["The tests fail."], critical: false };
    });

    expect(validateEvidence(input)).toMatchObject({
      kind: "failed",
      phase: "REFINE",
      reasons: ["The tests fail."],
      critical: false,
      facts: { testsAdded: 3 },
    });
  });

  test("tells that a blocker is critical", () => {
    const input = altered((parts) => {
      parts.progress.status = "BLOCKED";
      parts.progress.failure = { phase: "ASSESS", reasons: ["Which currency?"], critical: true };
    });

    expect(validateEvidence(input)).toMatchObject({ kind: "blocked", phase: "ASSESS", critical: true });
  });

  test("names the phase where a pipeline stopped without a word", () => {
    const input = altered((parts) => {
      parts.progress.status = "FAILED";
      parts.progress.current_phase = "BUILD";
    });

    expect(validateEvidence(input)).toMatchObject({
      kind: "failed",
      phase: "BUILD",
      reasons: ["The pipeline stopped and gave no reason."],
    });
  });
});
