import type { Artifact } from "../../../world/actions/artifacts.ts";
import type { Repository } from "../../../world/repository.ts";
import type { Annotation, JobRecord, RunRecord } from "../../../world/workflow-run.ts";
import type { World } from "../../../world/world.ts";
import { artifactAddress, jobAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import { icon } from "../../icon.ts";
import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { renderMarkdown } from "../../render-markdown/render-markdown.ts";
import { shaLink } from "../code/commit-line.ts";
import { counted } from "../parts/missing.ts";
import { personView } from "../parts/people.ts";
import { repositoryPage } from "../parts/repository-page.ts";
import { progressIcon, progressWords } from "../parts/run-state.ts";
import { sizeWords, timeView } from "../parts/time-words.ts";
import { groupJobs, ownName, type JobGroup } from "./job-groups.ts";
import { jobDuration, runDuration } from "./run-facts.ts";

export async function runView(request: PageRequest): Promise<PageAnswer> {
  const { world, repository } = request;
  const run = existing(world.runs.find(repository, request.number("run")));
  const artifacts = world.artifacts.ofRun(run);
  const content = html`${runHead(world, repository, run)}
  ${run.annotations.length === 0 ? "" : annotationsView(repository, run)} ${jobsView(world, repository, run)}
  ${await summariesView(request, run)} ${artifactsView(repository, run, artifacts)} ${inputsView(run)}`;
  const isLive = run.status !== "completed";
  return repositoryPage(request, { title: run.displayTitle, tab: "actions", content, isLive });
}

function runHead(world: World, repository: Repository, run: RunRecord): Html {
  const now = world.now();
  return html`<header class="issue-head">
    <h1 class="title-line">
      ${progressIcon(run)} ${run.displayTitle} <span class="number">#${run.runNumber}</span>
    </h1>
    <dl class="numbers">
      ${fact("Status", progressWords(run))} ${fact("Duration", runDuration(run, now))}
      ${fact("Started", timeView(run.createdAt, now))}
      ${fact("By", html`${personView(world.runs.actorOf(run).account)} (${run.event})`)}
      ${fact("On", html`${run.headBranch} ${shaLink(repository, run.headSha)}`)}
      ${fact("Workflow", run.workflowPath)} ${fact("Artifacts", String(world.artifacts.ofRun(run).length))}
    </dl>
  </header>`;
}

function fact(name: string, value: Html | string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function jobsView(world: World, repository: Repository, run: RunRecord): Html {
  const groups = groupJobs(run.jobs);
  const now = world.now();
  function jobView(job: JobRecord): Html {
    return html`<li class="job">
      <a href="${jobAddress(repository, run.id, job.id)}">${progressIcon(job)} ${ownName(job)}</a>
      <span class="facts">${jobDuration(job, now)}</span>
    </li>`;
  }
  function groupView({ name, jobs }: JobGroup): Html {
    return html`<section class="job-group">
      ${when(name !== "", () => html`<h3>${name}</h3>`)}
      <ol class="jobs">
        ${jobs.map(jobView)}
      </ol>
    </section>`;
  }
  return html`<section>
    <h2>${counted(run.jobs.length, "job")}</h2>
    ${when(run.jobs.length === 0, () => html`<p class="note">No job has begun yet.</p>`)}
    <div class="box job-graph">${groups.map(groupView)}</div>
  </section>`;
}

const LEVEL_ICONS = { notice: "note", warning: "warning", error: "failure" } as const;

function annotationsView(repository: Repository, run: RunRecord): Html {
  function annotationView({ level, job: name, message }: Annotation): Html {
    const job = run.jobs.find((one) => one.name === name);
    return html`<li class="annotation ${level}">
      ${icon(LEVEL_ICONS[level], level)}
      <div>
        <p class="facts">
          ${job ? html`<a href="${jobAddress(repository, run.id, job.id)}">${name}</a>` : name}
        </p>
        <p class="message">${message}</p>
      </div>
    </li>`;
  }
  return html`<section>
    <h2>${counted(run.annotations.length, "annotation")}</h2>
    <ul class="list box">
      ${run.annotations.map(annotationView)}
    </ul>
  </section>`;
}

async function summariesView({ world, repository }: PageRequest, run: RunRecord): Promise<Html> {
  const texts: Html[] = [];
  for (const summary of run.summaries) {
    const text = await renderMarkdown(summary, { world, repository, file: undefined });
    texts.push(html`<div class="box box-body summary">${text}</div>`);
  }
  if (texts.length === 0) return html``;
  return html`<section>
    <h2>Summary</h2>
    ${texts}
  </section>`;
}

function artifactsView(repository: Repository, run: RunRecord, artifacts: readonly Artifact[]): Html {
  if (artifacts.length === 0) return html``;
  return html`<section>
    <h2>${counted(artifacts.length, "artifact")}</h2>
    <div class="box scroll">
      <table class="artifacts">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Size</th>
            <th scope="col">Digest</th>
          </tr>
        </thead>
        <tbody>
          ${artifacts.map((artifact) => artifactRow(repository, run, artifact))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function artifactRow(repository: Repository, run: RunRecord, { id, name, content }: Artifact): Html {
  return html`<tr>
    <td>${icon("box")} <a href="${artifactAddress(repository, run.id, id)}" download>${name}</a></td>
    <td class="size">${sizeWords(content?.sizeBytes ?? 0)}</td>
    <td><code class="digest">${content?.digest ?? ""}</code></td>
  </tr>`;
}

function inputsView(run: RunRecord): Html {
  const inputs = Object.entries(run.inputs);
  if (inputs.length === 0) return html``;
  return html`<details class="box inputs">
    <summary>${counted(inputs.length, "input")}</summary>
    <div class="box-body">
      ${inputs.map(
        ([name, value]) =>
          html`<h3><code>${name}</code></h3>
            <pre class="plain">${inputText(value)}</pre>`,
      )}
    </div>
  </details>`;
}

function inputText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
