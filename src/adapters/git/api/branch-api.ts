import { z } from "zod";
import { Failure } from "../../../operations/failure.ts";
import type { JobRepository } from "../../../operations/ports.ts";
import type { JobRequest } from "../job-request.ts";
import { readAnswer } from "./read-answer.ts";

const Reference = z.object({ object: z.object({ sha: z.string() }) });
const Commit = z.object({ parents: z.array(z.object({ sha: z.string() })) });
const Refusal = z.object({ message: z.string() });

/** Branches of one repository; `at` names it in the routes. */
export function branchApi(
  request: JobRequest,
  at: { readonly owner: string; readonly repo: string },
): Pick<JobRepository, "createBranch" | "advanceBranch"> {
  async function createBranch(branch: string, sha: string): Promise<"done" | "moved"> {
    const parameters = { ...at, ref: `refs/heads/${branch}`, sha };
    const answer = await request("POST /repos/{owner}/{repo}/git/refs", parameters, [422]);
    if (answer.status !== 422) return "done";
    const head = await headOf(branch);
    // The answer to an earlier sending was lost.
    if (head === sha) return "done";
    if (head !== undefined) return "moved";
    throw refused(branch, answer.data);
  }

  async function advanceBranch(branch: string, sha: string): Promise<"done" | "moved"> {
    const parameters = { ...at, ref: `heads/${branch}`, sha, force: false };
    const answer = await request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", parameters, [409, 422]);
    if (answer.status !== 409 && answer.status !== 422) return "done";
    const head = await headOf(branch);
    if (head === sha) return "done";
    if (head === undefined || !(await parentsOf(sha)).includes(head)) return "moved";
    throw refused(branch, answer.data);
  }

  async function parentsOf(sha: string): Promise<readonly string[]> {
    const answer = await request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
      ...at,
      commit_sha: sha,
    });
    return readAnswer(Commit, answer.data, sha).parents.map((parent) => parent.sha);
  }

  /** GitHub says 422 both when somebody was faster and when a rule forbids it: only looking tells. */
  async function headOf(branch: string): Promise<string | undefined> {
    const parameters = { ...at, ref: `heads/${branch}` };
    const answer = await request("GET /repos/{owner}/{repo}/git/ref/{ref}", parameters, [404]);
    return answer.status === 404 ? undefined : readAnswer(Reference, answer.data, branch).object.sha;
  }

  return { createBranch, advanceBranch };
}

function refused(branch: string, data: unknown): Failure {
  const refusal = Refusal.safeParse(data);
  const reason = refusal.success ? refusal.data.message.slice(0, 500) : "it gave no reason";
  return new Failure(
    `GitHub refuses the branch ${branch}: ${reason}. Allow Actions to write it in the repository's rules.`,
    { code: "forbidden", retryable: false },
  );
}
