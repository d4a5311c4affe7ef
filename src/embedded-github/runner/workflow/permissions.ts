/** What `permissions` grants GITHUB_TOKEN, and the static check of what a called workflow asks for. */
import { isMapping, isString } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { Permissions } from "../runner-host.ts";

/** GitHub's keys, each with the most it can grant. */
const HIGHEST_LEVEL = {
  actions: "write",
  "artifact-metadata": "write",
  attestations: "write",
  checks: "write",
  "code-quality": "write",
  contents: "write",
  "copilot-requests": "write",
  deployments: "write",
  discussions: "write",
  drives: "write",
  "id-token": "write",
  issues: "write",
  models: "read",
  packages: "write",
  pages: "write",
  "pull-requests": "write",
  "repository-projects": "write",
  "security-events": "write",
  statuses: "write",
  "vulnerability-alerts": "read",
} as const satisfies Permissions;

/** Keys that cannot be read, only used. */
const WRITE_ONLY: ReadonlySet<string> = new Set(["id-token", "copilot-requests"]);

const RANK = { none: 0, read: 1, write: 2 } as const;

export function readPermissions(token: TemplateToken | undefined): Permissions | undefined {
  if (token === undefined) return undefined;
  if (isString(token)) return shorthand(token.value);
  if (!isMapping(token)) return {};
  const granted: Record<string, "read" | "write" | "none"> = {};
  for (const { key, value } of token) {
    const level = isString(value) ? value.value : "none";
    if (level === "read" || level === "write") granted[key.toString()] = level;
  }
  return granted;
}

/** Whatever `requested` has above `allowed`, in GitHub's words; undefined when it stays inside. */
export function describeExcess(
  requested: Permissions,
  allowed: Permissions,
): { readonly requested: string; readonly allowed: string } | undefined {
  const keys = Object.keys(requested).filter((key) => rank(requested, key) > rank(allowed, key));
  if (keys.length === 0) return undefined;
  return {
    requested: keys.map((key) => `${key}: ${requested[key] ?? "none"}`).join(", "),
    allowed: keys.map((key) => `${key}: ${allowed[key] ?? "none"}`).join(", "),
  };
}

function rank(permissions: Permissions, key: string): number {
  return RANK[permissions[key] ?? "none"];
}

function shorthand(word: string): Permissions {
  if (word === "write-all") return HIGHEST_LEVEL;
  if (word !== "read-all") return {};
  const readable = Object.keys(HIGHEST_LEVEL).filter((key) => !WRITE_ONLY.has(key));
  return Object.fromEntries(readable.map((key) => [key, "read" as const]));
}
