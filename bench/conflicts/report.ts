import type { SweepPoint } from "./measure-conflicts.ts";
import type { RuleScore } from "./score/score-rule.ts";

const TITLES: Readonly<Record<string, string>> = {
  seeds: "the seed rules, literally",
  everything: "everything conflicts",
  sameEpic: "same epic only",
  text: "ours by text, cross-validated",
  history: "ours with history, cross-validated",
  shippedText: "ours by text, as shipped",
  shippedHistory: "ours with history, as shipped",
};
const WIDE = 36;

function cell(value: number): string {
  return value.toFixed(3).padStart(7);
}

function repositoryLines(scores: Readonly<Record<string, RuleScore>>): readonly string[] {
  const names = Object.keys(scores);
  const [first] = Object.values(scores);
  const head = `${"Matthews correlation of".padEnd(WIDE)} ${names.map((name) => name.slice(0, 12).padStart(13)).join("")}`;
  const lines = Object.keys(first?.repositories ?? {}).map((repository) => {
    const cells = names.map((name) => cell(scores[name]?.repositories[repository]?.mcc ?? 0).padStart(13));
    return `${repository.slice(0, WIDE).padEnd(WIDE)} ${cells.join("")}`;
  });
  return [head, ...lines];
}

export function tableLines(scores: Readonly<Record<string, RuleScore>>): readonly string[] {
  const head = `${"means over repositories".padEnd(WIDE)}  prec.  recall      F1     MCC  (95 of 100)     cluster  at 3   at 8  collided`;
  const lines = Object.entries(scores).map(([name, score]) => {
    const { precision, recall, f1, mcc } = score.macro;
    const [low, high] = score.mccInterval;
    const interval = `(${low.toFixed(3)}–${high.toFixed(3)})`.padStart(15);
    const clusters = [score.meanCluster, score.at3Workers, score.at8Workers].map((size) =>
      size.toFixed(2).padStart(7),
    );
    return `${(TITLES[name] ?? name).padEnd(WIDE)}${cell(precision)}${cell(recall)} ${cell(f1)} ${cell(mcc)} ${interval} ${clusters.join("")} ${cell(score.collidingPairs)}`;
  });
  return [...repositoryLines(scores), "", head, ...lines];
}

export function sweepLines(sweep: readonly SweepPoint[]): readonly string[] {
  const head = "threshold     MCC  cluster   at 3   at 8  collided   (by text, cross-validated)";
  const lines = sweep.map(({ offset, mcc, meanCluster, at3Workers, at8Workers, collidingPairs }) => {
    const sizes = [meanCluster, at3Workers, at8Workers].map((size) => size.toFixed(2).padStart(7));
    const sign = offset < 0 ? "-" : "+";
    return `${sign}${Math.abs(offset).toFixed(2).padStart(6)}   ${cell(mcc)} ${sizes.join("")}   ${cell(collidingPairs)}`;
  });
  return ["", head, ...lines];
}
