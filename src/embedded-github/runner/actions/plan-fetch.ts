/** Which refs `actions/checkout` fetches, and what it checks out afterwards. */
export interface FetchRequest {
  /** Branch, tag, full ref or commit. */
  readonly ref: string;
  /** The commit the ref has to have; empty: whatever it has now. */
  readonly commit: string;
  /** 0 means everything. */
  readonly depth: number;
  readonly tags: boolean;
}

export interface FetchPlan {
  /** Arguments of one `git fetch` each. */
  readonly fetches: readonly (readonly string[])[];
  /** Arguments of `git checkout`, once it is known which refs came. */
  checkout(exists: (ref: string) => Promise<boolean>): Promise<readonly string[]>;
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/iu;
const EVERYTHING = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];

export function planFetch(request: FetchRequest): FetchPlan {
  const { ref, commit, depth, tags } = request;
  const target = COMMIT.test(ref) ? { name: "", commit: ref } : { name: ref, commit };
  const flags = ["--prune", "--no-recurse-submodules", ...(tags ? ["--tags"] : ["--no-tags"])];
  const wanted = refspecs(target.name, target.commit);
  const fetches =
    depth > 0
      ? [[...flags, `--depth=${depth}`, "origin", ...wanted]]
      : [
          ["--prune", "--no-recurse-submodules", "origin", ...EVERYTHING],
          // The branch may have moved on since the run began; the run's commit is what counts.
          ...(target.commit === "" ? [] : [["--no-tags", "origin", ...wanted]]),
        ];
  return { fetches, checkout: async (exists) => await checkoutOf(target, exists) };
}

function refspecs(name: string, commit: string): readonly string[] {
  if (name === "") return [commit];
  const source = commit === "" ? undefined : commit;
  if (name.startsWith("refs/heads/")) {
    return [`+${source ?? name}:refs/remotes/origin/${name.slice("refs/heads/".length)}`];
  }
  if (name.startsWith("refs/tags/")) return [`+${source ?? name}:${name}`];
  if (name.startsWith("refs/")) return [`+${source ?? name}:refs/remotes/${name.slice("refs/".length)}`];
  // A name that may be a branch or a tag: patterns do not fail when only one of them exists.
  return [`+refs/heads/${name}*:refs/remotes/origin/${name}*`, `+refs/tags/${name}*:refs/tags/${name}*`];
}

async function checkoutOf(
  target: { readonly name: string; readonly commit: string },
  exists: (ref: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const { name, commit } = target;
  if (name === "") return ["--detach", commit];
  if (name.startsWith("refs/heads/")) return branch(name.slice("refs/heads/".length));
  if (name.startsWith("refs/tags/")) return ["--detach", name];
  if (name.startsWith("refs/")) return ["--detach", `refs/remotes/${name.slice("refs/".length)}`];
  if (await exists(`refs/remotes/origin/${name}`)) return branch(name);
  if (await exists(`refs/tags/${name}`)) return ["--detach", `refs/tags/${name}`];
  throw new Error(`A branch or tag with the name '${name}' could not be found`);
}

function branch(name: string): readonly string[] {
  return ["-B", name, `refs/remotes/origin/${name}`];
}
