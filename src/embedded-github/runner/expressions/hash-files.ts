import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { globPattern } from "./glob-pattern.ts";

/**
 * `hashFiles(…)`: SHA-256 over the SHA-256 of every matching file below the workspace; empty when
 * nothing matches. Synchronous because expressions are.
 */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const rules = patterns.flatMap((text) => text.split("\n")).flatMap(readRule);
  const digest = createHash("sha256");
  let found = false;
  for (const path of listFiles(workspace, "")) {
    if (isChosen(path, rules)) {
      found = true;
      digest.update(
        createHash("sha256")
          .update(readFileSync(join(workspace, path)))
          .digest(),
      );
    }
  }
  return found ? digest.digest("hex") : "";
}

interface Rule {
  readonly isExclusion: boolean;
  readonly pattern: RegExp;
}

function readRule(line: string): Rule[] {
  const text = line.trim();
  if (text === "" || text.startsWith("#")) return [];
  const isExclusion = text.startsWith("!");
  return [{ isExclusion, pattern: globPattern(isExclusion ? text.slice(1) : text) }];
}

/** The last rule that matches decides. */
function isChosen(path: string, rules: readonly Rule[]): boolean {
  const rule = rules.findLast(({ pattern }) => pattern.test(path));
  return rule !== undefined && !rule.isExclusion;
}

function listFiles(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(root, path);
    return entry.isFile() ? [path] : [];
  });
}
