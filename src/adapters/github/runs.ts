import { z } from "zod";
import { CALLER_WORKFLOW_FILE } from "../../core/batch/names.ts";
import type { Runs, StoredArtifact, WorkflowJob, WorkflowRun } from "../../operations/ports.ts";
import { parseAnswer, requestAll } from "./github-api.ts";
import type { GitHubApi, Repository } from "./github-api.ts";

/** GitHub has more words for "not yet": waiting, requested, pending. */
const Status = z
  .string()
  .transform((word) => (word === "completed" || word === "in_progress" ? word : "queued"));

const Run = z.object({
  id: z.number().int(),
  run_attempt: z.number().int().default(1),
  display_title: z.string(),
  status: Status,
  conclusion: z.string().nullable(),
  html_url: z.string(),
});
const RunList = z.object({ workflow_runs: z.array(Run) });

const Job = z.object({
  name: z.string(),
  run_attempt: z.number().int().default(1),
  status: Status,
  conclusion: z.string().nullable(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  steps: z
    .array(z.object({ name: z.string(), status: Status, conclusion: z.string().nullable() }))
    .default([]),
});
const JobList = z.object({ jobs: z.array(Job) });

const ArtifactList = z.object({
  artifacts: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      digest: z.string().nullish(),
      size_in_bytes: z.number(),
      expired: z.boolean().default(false),
    }),
  ),
});
const Dispatched = z.object({ workflow_run_id: z.number().int() });
const Message = z.object({ message: z.string() });

/** 100 items a page; GitHub itself names no more than 1,000 runs. */
const RUN_PAGES = 10;
/** A matrix has at most 256 entries, three jobs of ours for each, and all of them again in a re-run. */
const JOB_PAGES = 50;
/** About ten for each story; what an agent runs may upload more, which must not hide those of others. */
const ARTIFACT_PAGES = 100;

/** GitHub's search reads timestamps without fractions of a second. */
function wholeSeconds(timestamp: string): string {
  return timestamp.replace(/\.\d+Z$/u, "Z");
}

function toRun(run: z.infer<typeof Run>): WorkflowRun {
  return {
    id: run.id,
    runAttempt: run.run_attempt,
    displayTitle: run.display_title,
    status: run.status,
    conclusion: run.conclusion,
    url: run.html_url,
  };
}

function toJob(job: z.infer<typeof Job>): WorkflowJob {
  return {
    name: job.name,
    status: job.status,
    conclusion: job.conclusion,
    startedAt: job.started_at ?? null,
    completedAt: job.completed_at ?? null,
    steps: job.steps,
  };
}

function newestUpTo(jobs: readonly z.infer<typeof Job>[], attempt: number): readonly z.infer<typeof Job>[] {
  const newest = new Map<string, z.infer<typeof Job>>();
  for (const job of jobs) {
    const known = newest.get(job.name)?.run_attempt ?? 0;
    if (job.run_attempt <= attempt && job.run_attempt >= known) newest.set(job.name, job);
  }
  return [...newest.values()];
}

function toArtifacts(data: unknown): readonly StoredArtifact[] {
  return parseAnswer(ArtifactList, data, "GET artifacts").artifacts.map((artifact) => ({
    id: artifact.id,
    name: artifact.name,
    digest: artifact.digest ?? "",
    sizeBytes: artifact.size_in_bytes,
  }));
}

/** Everything about runs but the contents of artifacts, which another adapter reads. */
export function createRuns(api: GitHubApi, repository: Repository): Omit<Runs, "readArtifact"> {
  const rest = { owner: repository.owner, repo: repository.name };
  const caller = { ...rest, workflow_id: CALLER_WORKFLOW_FILE };
  return {
    async dispatch(request, branch) {
      const answer = await api.request(
        "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
        {
          ...caller,
          ref: branch,
          inputs: { request: JSON.stringify(request) },
          return_run_details: true,
        },
        { accept: [400, 403, 404, 422], isRepeatable: false },
      );
      if (answer.status >= 400) {
        const said = Message.safeParse(answer.data);
        return { kind: "refused", reason: said.success ? said.data.message : `status ${answer.status}` };
      }
      // Older servers answer 204 without a body.
      const details = Dispatched.safeParse(answer.data);
      return { kind: "dispatched", runId: details.success ? details.data.workflow_run_id : null };
    },

    listSince: (createdAt) =>
      requestAll(api, "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", {
        parameters: { ...caller, event: "workflow_dispatch", created: `>=${wholeSeconds(createdAt)}` },
        items: (data) => parseAnswer(RunList, data, "GET runs").workflow_runs.map(toRun),
        maxPages: RUN_PAGES,
        accept: [404],
      }),

    async read(runId) {
      const route = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";
      const answer = await api.request(route, { ...rest, run_id: runId }, { accept: [404] });
      return answer.status === 404 ? undefined : toRun(parseAnswer(Run, answer.data, "GET run"));
    },

    async jobs(runId, upToAttempt) {
      const filter = upToAttempt === undefined ? "latest" : "all";
      const jobs = await requestAll(api, "GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs", {
        parameters: { ...rest, run_id: runId, filter },
        items: (data) => parseAnswer(JobList, data, "GET jobs").jobs,
        maxPages: JOB_PAGES,
      });
      return (upToAttempt === undefined ? jobs : newestUpTo(jobs, upToAttempt)).map(toJob);
    },

    artifacts: (runId) =>
      requestAll(api, "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts", {
        parameters: { ...rest, run_id: runId },
        items: toArtifacts,
        maxPages: ARTIFACT_PAGES,
      }),

    async cancel(runId) {
      // 409: it ended meanwhile. 404: somebody deleted it.
      await api.request(
        "POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel",
        { ...rest, run_id: runId },
        { accept: [404, 409], isRepeatable: false },
      );
    },
  };
}

/** Where one artifact's archive can be fetched for a minute; undefined when it has expired. */
export async function locateArtifact(
  api: GitHubApi,
  repository: Repository,
  id: number,
): Promise<string | undefined> {
  const answer = await api.request(
    "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
    { owner: repository.owner, repo: repository.name, artifact_id: id, archive_format: "zip" },
    { accept: [404, 410], redirect: "manual" },
  );
  const location = answer.headers["location"];
  return typeof location === "string" ? location : undefined;
}
