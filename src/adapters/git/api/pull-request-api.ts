import { z } from "zod";
import { Failure } from "../../../operations/failure.ts";
import type { JobRepository, OpenPullRequest } from "../../../operations/ports.ts";
import type { JobRequest } from "../job-request.ts";

const PullRequest = z.object({ number: z.number(), node_id: z.string(), draft: z.boolean().default(false) });
const PullRequests = z.array(PullRequest);
const GraphqlError = z.object({ message: z.string() });
const GraphqlAnswer = z.union([
  z.object({ errors: z.array(GraphqlError).min(1) }),
  z.object({ data: z.record(z.string(), z.unknown()) }),
]);

const TO_DRAFT = `mutation ConvertToDraft($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;
const TO_READY = `mutation MarkReadyForReview($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

type PullRequestPart = Pick<
  JobRepository,
  "findOpenPullRequest" | "openPullRequest" | "editPullRequest" | "setDraft"
>;

export function pullRequestApi(
  request: JobRequest,
  at: { readonly owner: string; readonly repo: string },
): PullRequestPart {
  async function findOpenPullRequest(branch: string, base: string): Promise<OpenPullRequest | undefined> {
    const answer = await request("GET /repos/{owner}/{repo}/pulls", {
      ...at,
      head: `${at.owner}:${branch}`,
      base,
      state: "open",
      per_page: 1,
    });
    const [first] = read(PullRequests, answer.data);
    return first && ours(first);
  }

  async function openPullRequest(
    wanted: Parameters<JobRepository["openPullRequest"]>[0],
  ): Promise<OpenPullRequest> {
    const { branch, base, title, body } = wanted;
    const parameters = { ...at, head: branch, base, title, body, draft: wanted.isDraft };
    const answer = await request("POST /repos/{owner}/{repo}/pulls", parameters, [422]).catch(explainSetting);
    if (answer.status !== 422) return ours(read(PullRequest, answer.data));
    // The answer to an earlier try may have been lost after the pull request was opened.
    const existing = await findOpenPullRequest(branch, base);
    if (existing) return existing;
    throw new Failure(`GitHub refuses the pull request: ${refusalText(answer.data)}`, {
      code: "invalid",
      retryable: false,
    });
  }

  async function editPullRequest(
    number: number,
    text: { readonly title: string; readonly body: string },
  ): Promise<void> {
    const parameters = { ...at, pull_number: number, title: text.title, body: text.body };
    await request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", parameters);
  }

  async function setDraft(pullRequest: OpenPullRequest, isDraft: boolean): Promise<void> {
    const query = isDraft ? TO_DRAFT : TO_READY;
    const answer = await request("POST /graphql", { query, variables: { id: pullRequest.nodeId } });
    const said = read(GraphqlAnswer, answer.data);
    if (!("errors" in said)) return;
    const [error] = said.errors;
    throw new Failure(
      `Pull request #${pullRequest.number} stays as it is: ${error?.message ?? "no reason given"}`,
      {
        code: "invalid",
        retryable: false,
      },
    );
  }

  return { findOpenPullRequest, openPullRequest, editPullRequest, setDraft };
}

/** A setting of repository or organisation, off in new ones; GitHub has no other sign of it than its words. */
function explainSetting(error: unknown): never {
  const isSetting =
    error instanceof Failure &&
    error.code === "forbidden" &&
    error.message.includes("not permitted to create or approve pull requests");
  if (!isSetting) throw error;
  throw new Failure(
    "This repository does not let GitHub Actions open pull requests. Tick “Allow GitHub Actions to create and " +
      "approve pull requests” under Settings → Actions → General (the organisation's settings may have to " +
      "allow it first), or add the secret `BATCH_STORIES_TOKEN`. Then re-run this job: the branch is pushed " +
      "and proved already.",
    { code: "forbidden", retryable: false, cause: error },
  );
}

function ours(pullRequest: z.infer<typeof PullRequest>): OpenPullRequest {
  return { number: pullRequest.number, nodeId: pullRequest.node_id, isDraft: pullRequest.draft };
}

function refusalText(data: unknown): string {
  const Refusal = z.object({
    message: z.string(),
    errors: z.array(z.object({ message: z.string().optional() })).optional(),
  });
  const parsed = Refusal.safeParse(data);
  if (!parsed.success) return "no reason given";
  return parsed.data.errors?.find((error) => error.message)?.message ?? parsed.data.message;
}

function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Failure("GitHub's answer about a pull request cannot be read.", {
    code: "unexpected-answer",
    retryable: false,
    cause: parsed.error,
  });
}
