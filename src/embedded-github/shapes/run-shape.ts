import { isoSeconds } from "../git/git-object.ts";
import { nodeId } from "../world/ids.ts";
import type { Artifact } from "../world/actions/artifacts.ts";
import type { Workflow } from "../world/actions/runs.ts";
import type { Repository } from "../world/repository.ts";
import type { JobRecord, RunRecord, StepRecord } from "../world/workflow-run.ts";
import type { World } from "../world/world.ts";
import { minimalRepositoryShape, repositoryPage, repositoryUrl } from "./repository-shape.ts";
import type { ArtifactSchema, JobSchema, RunSchema, WorkflowSchema } from "./schema.ts";
import { userShape } from "./user-shape.ts";

export function workflowShape(world: World, repository: Repository, workflow: Workflow): WorkflowSchema {
  const page = repositoryPage(world, repository);
  return {
    id: workflow.id,
    node_id: nodeId("W", workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: "active",
    created_at: isoSeconds(repository.createdAt),
    updated_at: isoSeconds(repository.createdAt),
    url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${page}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

export function runShape(world: World, repository: Repository, run: RunRecord): RunSchema {
  const url = `${repositoryUrl(world, repository)}/actions/runs/${run.id}`;
  const workflowId = world.runs.workflowIdOf(run);
  const actor = userShape(world, world.runs.actorOf(run).account);
  return {
    id: run.id,
    name: world.runs.workflowNameOf(run),
    node_id: nodeId("WFR", run.id),
    check_suite_id: run.id,
    check_suite_node_id: nodeId("CS", run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflowPath,
    display_title: run.displayTitle,
    run_number: run.runNumber,
    run_attempt: run.runAttempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowId,
    url,
    html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: isoSeconds(run.createdAt),
    updated_at: isoSeconds(run.updatedAt),
    run_started_at: isoSeconds(run.createdAt),
    actor,
    triggering_actor: actor,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(world, repository)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(world, repository)}/actions/workflows/${workflowId}`,
    head_commit: null,
    repository: minimalRepositoryShape(world, repository),
    head_repository: minimalRepositoryShape(world, repository),
  };
}

function stepShape(step: StepRecord): NonNullable<JobSchema["steps"]>[number] {
  return {
    name: step.name,
    status: step.status,
    conclusion: step.conclusion,
    number: step.number,
    started_at: step.startedAt === null ? null : isoSeconds(step.startedAt),
    completed_at: step.completedAt === null ? null : isoSeconds(step.completedAt),
  };
}

/** GitHub knows no startup failure of a job. */
function jobConclusion(job: JobRecord): JobSchema["conclusion"] {
  return job.conclusion === "startup_failure" ? "failure" : job.conclusion;
}

export function jobShape(
  world: World,
  repository: Repository,
  of: { readonly run: RunRecord; readonly job: JobRecord },
): JobSchema {
  const { run, job } = of;
  const url = `${repositoryUrl(world, repository)}/actions/jobs/${job.id}`;
  const isQueued = job.status === "queued";
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${repositoryUrl(world, repository)}/actions/runs/${run.id}`,
    run_attempt: job.runAttempt,
    node_id: nodeId("CR", job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    url,
    html_url: `${repositoryPage(world, repository)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: jobConclusion(job),
    created_at: isoSeconds(job.createdAt),
    started_at: isoSeconds(job.startedAt ?? job.createdAt),
    completed_at: job.completedAt === null ? null : isoSeconds(job.completedAt),
    name: job.name,
    steps: job.steps.map(stepShape),
    check_run_url: `${repositoryUrl(world, repository)}/check-runs/${job.id}`,
    labels: ["ubuntu-latest"],
    runner_id: isQueued ? null : 1,
    runner_name: isQueued ? null : "embedded",
    runner_group_id: isQueued ? null : 1,
    runner_group_name: isQueued ? null : "GitHub Actions",
    workflow_name: world.runs.workflowNameOf(run),
  };
}

export function artifactShape(world: World, repository: Repository, artifact: Artifact): ArtifactSchema {
  const url = `${repositoryUrl(world, repository)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: nodeId("AF", artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.content?.sizeBytes ?? 0,
    url,
    archive_download_url: `${url}/zip`,
    expired: Date.parse(artifact.expiresAt) <= Date.parse(world.now()),
    created_at: isoSeconds(artifact.createdAt),
    updated_at: isoSeconds(artifact.createdAt),
    expires_at: isoSeconds(artifact.expiresAt),
    digest: artifact.content?.digest ?? null,
    workflow_run: {
      id: artifact.run.id,
      repository_id: repository.id,
      head_repository_id: repository.id,
      head_branch: artifact.run.headBranch,
      head_sha: artifact.run.headSha,
    },
  };
}
