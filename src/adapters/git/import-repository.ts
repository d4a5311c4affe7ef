import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BundleImport, ImportRepository, TreeChange } from "../../operations/ports.ts";
import { parseBundleHeader } from "./bundle-header.ts";
import { gitIn, type Git } from "./git-process.ts";
import { gitObjects } from "./git-objects.ts";
import { treeWithEntries } from "./write-trees.ts";

const BUNDLE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * A bare repository in which a bundle is judged. Nothing of it is ever executed: no hooks, no
 * filters, no checkout; objects pass git's strict checks before anything reads them.
 */
export async function importRepository(place: {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Repository whose objects may be used, such as a fresh checkout. */
  readonly borrowFrom?: string;
  /** Where commits are fetched from, and the token that may read there. */
  readonly remote?: { readonly url: string; readonly token: string };
}): Promise<ImportRepository> {
  const { folder, environment, remote } = place;
  await mkdir(folder, { recursive: true });
  const git = gitIn(folder, [`--git-dir=${folder}`], environment);
  await git.run(["init", "--quiet", "--bare", folder]);
  if (place.borrowFrom !== undefined) {
    await writeFile(join(folder, "objects/info/alternates"), `${join(place.borrowFrom, ".git/objects")}\n`);
  }

  async function fetch(want: Parameters<ImportRepository["fetch"]>[0]): Promise<ReadonlyMap<string, string>> {
    if (!remote) throw new Error("bug: fetching without a remote");
    const call = {
      protocols: ["http", "https"],
      environment: withToken(environment, remote.token),
    } as const;
    const heads = await remoteHeads(git, remote.url, { branches: want.branches, call });
    const commits = [...new Set([...want.commits, ...heads.values()])];
    await git.run(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote.url, ...commits], call);
    return heads;
  }
  async function checkOut(commit: string, checkout: string): Promise<void> {
    const target = gitIn(checkout, [], environment);
    await target.run(["fetch", "--quiet", "--no-tags", folder, commit], { protocols: ["file"] });
    await target.run(["checkout", "--quiet", "--force", "--detach", commit]);
  }
  async function treeWithChanges(tree: string, changes: readonly TreeChange[]): Promise<string | undefined> {
    const index = join(folder, "scratch-index");
    const result = await treeWithEntries(git, index, { tree, entries: changes });
    if (result === undefined) return undefined;
    // A file that had to give way for a folder shows as a change that nobody asked for.
    const asked = new Set(changes.map((change) => change.path));
    const made = await objects.changes(tree, result);
    return made.every((change) => asked.has(change.path)) ? result : undefined;
  }

  const objects = gitObjects(git);
  return {
    ...objects,
    fetch,
    checkOut,
    treeWithChanges,
    importBundle: (file, since) => importBundle(git, file, since),
  };
}

/** Only one commit on top of `since` is taken; `since` must be here already. */
async function importBundle(git: Git, file: string, since: string): Promise<BundleImport> {
  const { size } = await stat(file);
  if (size > BUNDLE_LIMIT_BYTES) return refused(`it is larger than ${BUNDLE_LIMIT_BYTES} bytes`);
  const bytes = await readFile(file);
  const header = parseBundleHeader(bytes);
  if (header.kind === "unreadable") return refused(header.reason);
  const [reference, ...others] = header.references;
  if (!reference || others.length > 0) return refused("it does not hold exactly one branch");
  if (header.prerequisites.some((sha) => sha !== since)) {
    return refused("it builds on a commit other than the one the attempt started from");
  }
  const indexed = await git.attempt(
    ["index-pack", "--stdin", "--fix-thin", "--strict", `--max-input-size=${BUNDLE_LIMIT_BYTES}`],
    { input: bytes.subarray(header.packAt) },
  );
  if (indexed.exitCode !== 0) {
    return refused(`git refuses its objects: ${indexed.errors.trim().split("\n").at(-1)?.slice(0, 300)}`);
  }
  // A pack may lack what its commit names; then this fails.
  const complete = await git.attempt(["rev-list", "--objects", "--quiet", reference.sha, `^${since}`]);
  if (complete.exitCode !== 0) return refused("its commit is not complete");
  return { kind: "imported", commit: reference.sha };
}

function refused(reason: string): BundleImport {
  return { kind: "refused", reason };
}

async function remoteHeads(
  git: Git,
  url: string,
  want: { readonly branches: readonly string[]; readonly call: Parameters<Git["run"]>[1] },
): Promise<ReadonlyMap<string, string>> {
  const heads = new Map<string, string>();
  if (want.branches.length === 0) return heads;
  const patterns = want.branches.map((branch) => `refs/heads/${branch}`);
  const output = await git.run(["ls-remote", url, ...patterns], want.call);
  for (const line of output.toString("utf8").split("\n")) {
    const [, sha, branch] = /^([0-9a-f]{40})\trefs\/heads\/(.+)$/u.exec(line) ?? [];
    // A pattern also matches longer names that end alike.
    if (sha !== undefined && branch !== undefined && want.branches.includes(branch)) heads.set(branch, sha);
  }
  return heads;
}

/** The token travels by environment: it stands neither on disk nor in the list of processes. */
function withToken(environment: Readonly<Record<string, string>>, token: string): Record<string, string> {
  const count = Number(environment["GIT_CONFIG_COUNT"] ?? "0");
  const basic = Buffer.from(`x-access-token:${token}`, "utf8").toString("base64");
  return {
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: "http.extraHeader",
    [`GIT_CONFIG_VALUE_${count}`]: `Authorization: Basic ${basic}`,
  };
}
