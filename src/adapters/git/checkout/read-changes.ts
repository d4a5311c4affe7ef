import type { RecordedChange } from "../../../core/sprint/history/recorded-change.ts";
import { TRAILERS } from "../../../core/batch/names.ts";
import type { Git } from "../git-process.ts";

const NEWEST_COMMITS = 5000;
const TIMEOUT_MS = 15_000;
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;
const MARK = "\u0001";

/** Entries are ended by NUL; a line of the format begins with the mark, all others are paths. */
function parseLog(output: string): readonly RecordedChange[] {
  const changes: (RecordedChange & { readonly paths: string[] })[] = [];
  for (const entry of output.split("\0")) {
    if (entry.startsWith(MARK)) {
      const [, subject = "", story = ""] = entry.split(MARK);
      changes.push({ subject, story: story.trim() || undefined, paths: [] });
      continue;
    }
    const path = entry.replace(/^\n/u, "");
    if (path !== "") changes.at(-1)?.paths.push(path);
  }
  return changes;
}

/**
 * The newest commits that lead to HEAD, with the paths they changed. Merge commits are left out and
 * both their sides followed: a branch's own commits name their story far more often than its merge,
 * and where pull requests are squashed there is only one line anyway. One call with limits; a
 * history that cannot be read (a clone without trees) is one that is not at hand.
 */
export async function readChanges(git: Git): Promise<readonly RecordedChange[]> {
  const format = `%x01%s%x01%(trailers:key=${TRAILERS.story},valueonly,separator=%x20)`;
  const options = ["--no-merges", "--relative", "--no-renames", "--name-only", "-z"];
  const log = ["log", ...options, "-n", String(NEWEST_COMMITS), `--format=${format}`, "HEAD"];
  const { exitCode, output } = await git.attempt(log, {
    timeoutMs: TIMEOUT_MS,
    cutAtBytes: OUTPUT_LIMIT_BYTES,
  });
  // What came before a limit was reached is as good as a shorter history.
  if (exitCode !== 0 && output.length === 0) return [];
  const changes = parseLog(output.toString("utf8"));
  return exitCode === 0 ? changes : changes.slice(0, -1);
}
