import { readFile } from "node:fs/promises";
import type { JobRecord, RunRecord, StepRecord } from "../../../world/workflow-run.ts";
import { jobAddress, runAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { logView } from "../../render-log/log-view.ts";
import { readStepLog } from "../../render-log/read-log.ts";
import { repositoryPage } from "../parts/repository-page.ts";
import { progressIcon, progressWords } from "../parts/run-state.ts";
import { durationWords, timeView } from "../parts/time-words.ts";
import { jobDuration } from "./run-facts.ts";

function jobOf(request: PageRequest): { readonly run: RunRecord; readonly job: JobRecord } {
  const found = existing(request.world.runs.findJob(request.repository, request.number("job")));
  return found.run.id === request.number("run") ? found : existing<typeof found>(undefined);
}

export function jobView(request: PageRequest): PageAnswer {
  const { world, repository } = request;
  const { run, job } = jobOf(request);
  const now = world.now();
  const content = html`<nav class="breadcrumbs" aria-label="Run">
      <a href="${runAddress(repository, run.id)}">${run.displayTitle} #${run.runNumber}</a>
    </nav>
    <header class="issue-head">
      <h1 class="title-line">${progressIcon(job)} ${job.name}</h1>
      <p class="facts">
        ${progressWords(job).toLowerCase()} ${timesView(job, now)} ·
        <a href="${jobAddress(repository, run.id, job.id)}/logs">raw log</a>
      </p>
    </header>
    ${
      job.steps.length === 0
        ? html`<p class="note">${withoutSteps(job)}</p>`
        : html`<div class="box steps">${job.steps.map((step) => stepView(job, step, now))}</div>`
    }`;
  return repositoryPage(request, {
    title: job.name,
    tab: "actions",
    content,
    isLive: job.status !== "completed",
  });
}

function timesView(job: JobRecord, now: string): Html {
  return when(
    job.startedAt !== null && job.conclusion !== "skipped",
    () => html`· started at ${timeView(job.startedAt ?? now, now)} · ${jobDuration(job, now)}`,
  );
}

function withoutSteps({ conclusion }: JobRecord): string {
  return conclusion === "skipped" ? "This job was skipped." : "This job has no steps yet.";
}

/** Steps are folded as on GitHub; the one that failed, or that is going on, is open. */
function stepView(job: JobRecord, step: StepRecord, now: string): Html {
  const isOpen = step.conclusion === "failure" || step.status === "in_progress";
  const duration =
    step.conclusion === "skipped" ? "" : durationWords(step.startedAt, step.completedAt ?? now);
  return html`<details class="step" id="step-${step.number}" ${when(isOpen, () => html`open`)}>
    <summary>
      ${progressIcon(step)} <span class="step-name">${step.name}</span> <span class="facts">${duration}</span>
    </summary>
    ${logView(readStepLog(job, step))}
  </details>`;
}

export function rawLog(request: PageRequest): PageAnswer {
  const { job } = jobOf(request);
  return { kind: "bytes", bytes: new TextEncoder().encode(job.log), type: "text/plain; charset=utf-8" };
}

export async function artifactFile(request: PageRequest): Promise<PageAnswer> {
  const { world, repository } = request;
  const artifact = existing(world.artifacts.find(request.number("artifact")));
  const isOurs = artifact.run.repository === repository.fullName && artifact.run.id === request.number("run");
  if (!isOurs || !artifact.content) return existing<PageAnswer>(undefined);
  const bytes = Uint8Array.from(await readFile(world.artifacts.path(artifact)));
  return { kind: "bytes", bytes, type: "application/zip", download: `${artifact.name}.zip` };
}
