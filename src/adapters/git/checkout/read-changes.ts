import type { RecordedChange } from "../../../core/sprint/history/recorded-change.ts";
import { TRAILERS } from "../../../core/batch/names.ts";
import type { Git } from "../git-process.ts";

const NEWEST_COMMITS = 5000;
const TIMEOUT_MS = 15_000;
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** Whoever configures these otherwise would see less of the history, or other letters. */
const AS_IT_IS = [
  "i18n.logOutputEncoding=UTF-8",
  "log.showRoot=true",
  "trailer.separators=:",
  "core.commentChar=#",
].flatMap((setting) => ["-c", setting]);

/**
 * Entries are ended by NUL. An empty one starts a commit, since no path is empty; subject and story
 * follow, then the paths, the first of them on a new line. Paths may hold whatever else there is.
 */
function parseLog(output: string): readonly RecordedChange[] {
  const changes: (RecordedChange & { readonly paths: string[] })[] = [];
  const entries = output.split("\0").values();
  for (const entry of entries) {
    if (entry !== "") {
      const paths = changes.at(-1)?.paths;
      paths?.push(paths.length === 0 ? entry.replace(/^\n/u, "") : entry);
      continue;
    }
    const { value: subject } = entries.next();
    const { value: story } = entries.next();
    // The last entry of all is empty too.
    if (subject === undefined) break;
    changes.push({ subject, story: story?.trim() || undefined, paths: [] });
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
  const format = `%x00%s%x00%(trailers:key=${TRAILERS.story},valueonly,separator=%x20)`;
  const options = ["--no-merges", "--relative", "--no-renames", "--name-only", "-z"];
  const log = [...AS_IT_IS, "log", ...options, "-n", String(NEWEST_COMMITS), `--format=${format}`, "HEAD"];
  const { exitCode, output } = await git.attempt(log, {
    timeoutMs: TIMEOUT_MS,
    cutAtBytes: OUTPUT_LIMIT_BYTES,
  });
  // What came before a limit was reached is as good as a shorter history.
  if (exitCode !== 0 && output.length === 0) return [];
  const changes = parseLog(output.toString("utf8"));
  return exitCode === 0 ? changes : changes.slice(0, -1);
}
