/** What the Actions runner needs, answered by the world. */
import { exportTree } from "./git/export-tree.ts";
import type { Permissions, RunnerHost } from "./runner/runner-host.ts";
import type { RunnerReport } from "./world/actions/runs.ts";
import type { Grants } from "./world/identity/account.ts";
import type { World } from "./world/world.ts";

export function createRunnerHost(world: World): RunnerHost {
  return {
    readFile: (repository, ref, path) =>
      world.repositories.find(repository)
        ? world.readFile(repository, ref, path)
        : Promise.resolve(undefined),
    async resolveRef(repository, ref) {
      return world.repositories.find(repository)?.git.resolveCommit(ref);
    },
    exportTree: (repository, sha, folder) => exportTree(world.repository(repository).git, sha, folder),
    mintJobToken: (run, permissions) => world.credentials.mintJobToken(run, grantsOf(permissions)),
    revokeToken: (token) => world.credentials.revoke(token),
    mintRuntimeToken: (run, job) => world.runtimeTokens.mint(run, job),
    secrets: (repository) => world.repositories.find(repository)?.secrets ?? {},
    variables: (repository) => world.repositories.find(repository)?.variables ?? {},
    defaultPermissions: (repository) =>
      permissionsOf(world.repositories.find(repository)?.defaultWorkflowPermissions),
    nextJobId: () => world.ids.next(),
    now: () => world.now(),
    changed: (change) => {
      const report = reportOf(change);
      if (report) world.runs.report(report);
    },
    urls: world.urls,
  };
}

function reportOf(change: Parameters<RunnerHost["changed"]>[0]): RunnerReport | undefined {
  const { run, job, action } = change;
  if (job) return action === "requested" ? undefined : { run, job, action };
  return action === "requested" || action === "in_progress" || action === "completed"
    ? { run, action }
    : undefined;
}

/** GITHUB_TOKEN knows no admin level. */
function permissionsOf(grants: Grants | undefined): Permissions {
  const permissions: Record<string, "read" | "write" | "none"> = {};
  for (const [key, level] of Object.entries(grants ?? {}))
    permissions[key] = level === "admin" ? "write" : level;
  return permissions;
}

/** Workflows write `pull-requests`, the API calls the same permission `pull_requests`. */
function grantsOf(permissions: Permissions): Grants {
  return Object.fromEntries(
    Object.entries(permissions).map(([key, level]) => [key.replaceAll("-", "_"), level]),
  );
}
