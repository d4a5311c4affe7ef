/** Where the repository around a folder begins, and whether git may be asked about it at all. */
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../../operations/failure.ts";
import { gitIn } from "../git-process.ts";
import type { Git } from "../git-process.ts";

export interface Place {
  readonly root: string;
  /** Undefined for a folder without git, and on a computer without it. */
  readonly git: Git | undefined;
}

interface Options {
  readonly isExact: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

export async function findPlace(folder: string, options: Options): Promise<Place> {
  const start = await realpath(folder);
  const top = await findTop(gitIn(start, [], options.environment), start);
  if (top === undefined) return { root: start, git: undefined };
  const root = options.isExact ? start : top;
  return { root, git: await guardedGit({ root, top }, options.environment) };
}

async function findTop(git: Git, start: string): Promise<string | undefined> {
  try {
    const found = await git.attempt(["rev-parse", "--show-toplevel"]);
    const top = found.output.toString("utf8").replace(/\n$/u, "");
    if (found.exitCode === 0 && top !== "") return top;
    await refuseRepositoryItself(git, start);
    return undefined;
  } catch (error) {
    // A computer without git has folders all the same.
    if (error instanceof Failure && error.code === "process") return undefined;
    throw error;
  }
}

/** What lies there are git's own files: a board would be looked for in vain. */
async function refuseRepositoryItself(git: Git, start: string): Promise<void> {
  const { output } = await git.attempt(["rev-parse", "--is-bare-repository", "--is-inside-git-dir"]);
  const [isBare, isInside] = output.toString("utf8").split("\n");
  if (isBare !== "true" && isInside !== "true") return;
  const what = isBare === "true" ? "belongs to a bare repository" : "is the inside of a repository";
  throw new Failure(
    `${start} ${what}: it holds git's own files and none of the project. Name a checkout with --repo.`,
    { code: "invalid", retryable: false },
  );
}

/** With git's guard against other people's repositories, and the exceptions that its user made. */
async function guardedGit(
  { root, top }: { readonly root: string; readonly top: string },
  environment: Readonly<Record<string, string>>,
): Promise<Git> {
  // The empty value takes back what stands before it.
  const guard = ["-c", "safe.directory="];
  const guarded = gitIn(root, guard, environment);
  if (await isOpen(guarded)) return guarded;
  const exceptions = await exceptionsOfUser(gitIn(root, [], environment), environment);
  const excepted = gitIn(root, [...guard, ...exceptions], environment);
  if (await isOpen(excepted)) return excepted;
  throw new Failure(
    `${top} belongs to another user, so git does not read it. Run the command as that user or, if you trust ` +
      `the folder, say so: git config --global --add safe.directory "${top}"`,
    { code: "forbidden", retryable: false },
  );
}

async function isOpen(git: Git): Promise<boolean> {
  return (await git.attempt(["rev-parse", "--git-dir"])).exitCode === 0;
}

async function exceptionsOfUser(
  git: Git,
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const home = environment["HOME"];
  const files = home === undefined ? [] : [join(home, ".config/git/config"), join(home, ".gitconfig")];
  const list = ["--get-all", "-z", "safe.directory"];
  const answers = await Promise.all([
    git.attempt(["config", "--system", ...list], { environment: { GIT_CONFIG_NOSYSTEM: "0" } }),
    ...files.map((file) => git.attempt(["config", "--file", file, ...list])),
  ]);
  const values = answers.flatMap(({ output }) => output.toString("utf8").split("\0").slice(0, -1));
  return values.flatMap((value) => ["-c", `safe.directory=${value}`]);
}
