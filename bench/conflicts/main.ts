/** `npm run bench:conflicts -- --corpus FOLDER`: predicted conflicts beside what stories really changed. */
import { writeFileSync } from "node:fs";
import { readOptions, refuse } from "../read-options.ts";
import { readCorpus } from "./corpus/read-corpus.ts";
import { measureConflicts } from "./measure-conflicts.ts";
import { pairsFile } from "./pairs-file.ts";
import { sweepLines, tableLines } from "./report.ts";

const HELP = `npm run bench:conflicts -- --corpus FOLDER [--json FILE] [--pairs FILE] [--folds N] [--tree] [--fit]

Compares predicted conflicts with what stories of real sprints changed.
  --corpus FOLDER  a corpus: index.json and a folder for each repository
  --json FILE      writes all figures
  --pairs FILE     writes the pairs that the shipped rules hold apart, for the corpus' own scorer
  --variant NAME   whose pairs: text (default) or history
  --folds N        folds of the cross-validation (11); each repository is predicted without having been seen
  --tree           completes shortened paths from tree.txt, which is the tree at the END of the project
  --fit            prints weights fitted on all repositories, for the tables in the source
  --help           this text
`;

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

const OPTIONS = {
  corpus: { type: "string" },
  json: { type: "string" },
  pairs: { type: "string" },
  variant: { type: "string", default: "text" },
  folds: { type: "string", default: "11" },
  tree: { type: "boolean", default: false },
  fit: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function parse() {
  return readOptions({ options: OPTIONS }, HELP);
}

type Options = NonNullable<ReturnType<typeof parse>>;

function run(options: Options, root: string): void {
  const folds = Number(options.folds);
  if (!Number.isInteger(folds) || folds < 2)
    return refuse(`--folds is a whole number from 2 on, not ${options.folds}.`);
  if (options.variant !== "text" && options.variant !== "history") {
    return refuse(`--variant is text or history, not ${options.variant}.`);
  }
  const corpus = readCorpus(root, (text) => process.stderr.write(`${text}\n`));
  if (typeof corpus === "string") return refuse(corpus);
  const measured = measureConflicts(corpus, {
    folds,
    tree: options.tree,
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  for (const line of tableLines(measured.scores)) write(line);
  for (const line of sweepLines(measured.sweep)) write(line);
  if (options.fit) write(JSON.stringify(measured.fitted, null, 2));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(measured, jsonless, 2)}\n`);
  const judged = options.variant === "history" ? measured.shippedHistory : measured.shippedText;
  if (options.pairs !== undefined) writeFileSync(options.pairs, `${JSON.stringify(pairsFile(judged))}\n`);
}

/** What each rule said of each pair stays out of the figures. */
function jsonless(name: string, value: unknown): unknown {
  return name === "shippedText" || name === "shippedHistory" ? undefined : value;
}

const options = parse();
if (options?.corpus !== undefined) run(options, options.corpus);
else if (options) refuse("Name the folder of a corpus with --corpus.");
