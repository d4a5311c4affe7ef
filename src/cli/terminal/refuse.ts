import { refusedDocument } from "../../core/presentation/json/parts.ts";
import { listProblems } from "../../core/presentation/terminal/problem-lines.ts";
import type { Problem } from "../../core/problem.ts";
import { readEnvironment } from "../environment.ts";
import { screenOf } from "./terminal.ts";

/** Says what keeps the command from answering: to people always, to programs where they asked for JSON. */
export function refuse(problems: readonly Problem[], asJson: boolean): number {
  const lines = listProblems(problems, screenOf(process.stderr, readEnvironment()), 20);
  process.stderr.write(`${lines.map((line) => line.replace(/^ {2}/u, "")).join("\n")}\n`);
  if (asJson) process.stdout.write(`${JSON.stringify(refusedDocument(problems), undefined, 2)}\n`);
  return 1;
}

/** The flag that makes a next command speak of the same folder, ready to be copied. */
export function sameFolder(repo: string | undefined): string {
  if (repo === undefined) return "";
  return ` --repo ${/^[\w./~-]+$/u.test(repo) ? repo : `'${repo.replaceAll("'", String.raw`'\''`)}'`}`;
}
