import { type Level, reaches } from "./account.ts";
import type { Credential } from "./credentials.ts";
import { levelOf, type Repository } from "../repository.ts";

/** What somebody may do in a repository: the level they have for one of GitHub's permission keys. */
export function accessLevel(credential: Credential, repository: Repository, permission: string): Level {
  const open: Level = repository.isPrivate ? "none" : "read";
  switch (credential.kind) {
    case "anonymous":
      return open;
    case "app":
      return "none";
    case "user":
      return levelOf(repository, credential.account.login);
    case "installation":
    case "job":
      if (!isInside(credential, repository)) return open;
      return credential.permissions[permission] ?? (permission === "metadata" ? "read" : "none");
  }
}

/** Whether a repository exists for somebody at all; if not, GitHub answers 404 and nothing else. */
export function isVisible(credential: Credential, repository: Repository): boolean {
  if (!repository.isPrivate) return true;
  if (credential.kind === "installation" || credential.kind === "job")
    return isInside(credential, repository);
  return reaches(accessLevel(credential, repository, "metadata"), "read");
}

function isInside(
  credential: Extract<Credential, { kind: "installation" | "job" }>,
  repository: Repository,
): boolean {
  if (credential.kind === "job") return credential.repository === repository.fullName;
  const { repositories, installation } = credential;
  return repositories.has(repository.fullName) && installation.repositories.has(repository.fullName);
}

/** Apps need `workflows: write` to change workflow files, which a job's token can never have. */
export function mayChangeWorkflows(credential: Credential, repository: Repository): boolean {
  if (credential.kind === "job") return false;
  const permission = credential.kind === "installation" ? "workflows" : "contents";
  return reaches(accessLevel(credential, repository, permission), "write");
}
