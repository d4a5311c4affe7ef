import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What the hook needs to know about who pushes, as environment variables. */
export interface PushRules {
  /** Branches that are closed to this pusher. */
  readonly closedBranches: readonly string[];
  readonly mayChangeWorkflows: boolean;
}

const CLOSED = "EMBEDDED_GITHUB_CLOSED_REFS";
const WORKFLOWS = "EMBEDDED_GITHUB_MAY_CHANGE_WORKFLOWS";

/**
 * Refuses inside the push, before any ref moves and while the new objects are in quarantine. Only
 * what no ref reaches yet counts, so that a branch older than a workflow change can be pushed.
 */
const HOOK = `#!/bin/sh
while read -r old new ref; do
  case " $${CLOSED} " in
    *" $ref "*)
      echo "error: GH006: Protected branch update failed for $ref."
      echo "error: You're not authorized to push to this branch."
      exit 1
      ;;
  esac
  case "$new" in *[!0]*) ;; *) continue ;; esac
  [ "$${WORKFLOWS}" = yes ] && continue
  touched=$(git log -c --format= --name-only "$new" --not --all -- .github/workflows | head -n 1)
  if [ -n "$touched" ]; then
    echo "refusing to allow a GitHub App to create or update workflow \\\`$touched\\\` without \\\`workflows\\\` permission"
    exit 1
  fi
done
`;

export async function installPushHook(folder: string): Promise<void> {
  const path = join(folder, "hooks", "pre-receive");
  await mkdir(join(folder, "hooks"), { recursive: true });
  await writeFile(path, HOOK);
  await chmod(path, 0o755);
}

export function hookEnvironment(rules: PushRules): Readonly<Record<string, string>> {
  return {
    [CLOSED]: rules.closedBranches.map((branch) => `refs/heads/${branch}`).join(" "),
    [WORKFLOWS]: rules.mayChangeWorkflows ? "yes" : "no",
  };
}
