/** The promise on real sprints: right often enough, and still several stories at a time. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCorpus } from "../../../bench/conflicts/corpus/read-corpus.ts";
import type { CorpusRepository } from "../../../bench/conflicts/corpus/read-corpus.ts";
import { judgeShipped } from "../../../bench/conflicts/measure-conflicts.ts";
import { pairsFile } from "../../../bench/conflicts/pairs-file.ts";
import { readRepository } from "../../../bench/conflicts/predict/read-repository.ts";
import { seedsConflicts } from "../../../bench/conflicts/predict/seeds-conflicts.ts";
import { scoreRule } from "../../../bench/conflicts/score/score-rule.ts";
import type { Judged } from "../../../bench/conflicts/score/score-rule.ts";
import { corpusRoot, hasCorpus } from "./corpus.ts";

function readAll(): readonly CorpusRepository[] {
  const corpus = readCorpus(corpusRoot());
  if (typeof corpus === "string") throw new Error(corpus);
  return corpus;
}

function hasPython(): boolean {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("No python3: the corpus' own scorer is not asked; that test is skipped.\n");
    return false;
  }
}

function shipped(corpus: readonly CorpusRepository[]): readonly Judged[] {
  return judgeShipped(corpus.map((one) => readRepository(one, { tree: false, history: false })));
}

interface ScorerAnswer {
  readonly macro: { readonly precision: number; readonly recall: number; readonly mcc: number };
  readonly meanCluster: number;
  readonly collidingPairs: number;
}

function askScorer(judged: readonly Judged[] | undefined): ScorerAnswer {
  const folder = mkdtempSync(join(tmpdir(), "pairs-"));
  try {
    const pairs = join(folder, "pairs.json");
    if (judged) writeFileSync(pairs, JSON.stringify(pairsFile(judged)));
    const script = join(corpusRoot(), "tools/score.py");
    const more = judged ? ["--pairs", pairs] : [];
    const printed = execFileSync("python3", [script, corpusRoot(), ...more], { encoding: "utf8" });
    const answer: ScorerAnswer = JSON.parse(printed.trim().split("\n").at(-1) ?? "");
    return answer;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasCorpus())("conflicts predicted for real sprints", () => {
  it("are right by a Matthews correlation of 0.38, at two stories a cluster or more", () => {
    const { macro, meanCluster, collidingPairs } = scoreRule(shipped(readAll()));
    expect(macro.mcc).toBeGreaterThanOrEqual(0.38);
    expect(meanCluster).toBeGreaterThanOrEqual(2);
    expect(collidingPairs).toBeLessThan(0.3);
  });

  it.skipIf(!hasPython())("score the same as the corpus' own scorer finds, and so do the seed rules", () => {
    const corpus = readAll();
    const seeds = corpus.map((repository) => ({ repository, said: seedsConflicts(repository) }));
    for (const [judged, asked] of [
      [shipped(corpus), undefined],
      [seeds, "literally"],
    ] as const) {
      const [ours, theirs] = [scoreRule(judged), askScorer(asked ? undefined : judged)];
      expect(ours.macro.mcc).toBeCloseTo(theirs.macro.mcc, 6);
      expect(ours.macro.precision).toBeCloseTo(theirs.macro.precision, 6);
      expect(ours.macro.recall).toBeCloseTo(theirs.macro.recall, 6);
      expect(ours.meanCluster).toBeCloseTo(theirs.meanCluster, 6);
      expect(ours.collidingPairs).toBeCloseTo(theirs.collidingPairs, 6);
    }
  });
});
