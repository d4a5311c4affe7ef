/** Where things are: GitHub's own paths, with every part encoded. */
import type { Repository } from "../world/repository.ts";

type Named = Pick<Repository, "fullName">;

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

export function repositoryAddress(repository: Named): string {
  return `/${encodePath(repository.fullName)}`;
}

export function treeAddress(repository: Named, ref: string, path: string): string {
  const below = path === "" ? "" : `/${encodePath(path)}`;
  return `${repositoryAddress(repository)}/tree/${encodePath(ref)}${below}`;
}

export function blobAddress(repository: Named, ref: string, path: string): string {
  return `${repositoryAddress(repository)}/blob/${encodePath(ref)}/${encodePath(path)}`;
}

export function rawAddress(repository: Named, ref: string, path: string): string {
  return `${repositoryAddress(repository)}/raw/${encodePath(ref)}/${encodePath(path)}`;
}

export function commitsAddress(repository: Named, ref: string): string {
  return `${repositoryAddress(repository)}/commits/${encodePath(ref)}`;
}

export function commitAddress(repository: Named, sha: string): string {
  return `${repositoryAddress(repository)}/commit/${sha}`;
}

export function issueAddress(repository: Named, number: number): string {
  return `${repositoryAddress(repository)}/issues/${number}`;
}

export function pullAddress(repository: Named, number: number): string {
  return `${repositoryAddress(repository)}/pull/${number}`;
}

export function runAddress(repository: Named, runId: number): string {
  return `${repositoryAddress(repository)}/actions/runs/${runId}`;
}

export function jobAddress(repository: Named, runId: number, jobId: number): string {
  return `${runAddress(repository, runId)}/job/${jobId}`;
}

export function artifactAddress(repository: Named, runId: number, artifactId: number): string {
  return `${runAddress(repository, runId)}/artifacts/${artifactId}`;
}
