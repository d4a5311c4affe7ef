import type { RunRecord } from "../../../world/workflow-run.ts";
import type { World } from "../../../world/world.ts";
import type { Repository } from "../../../world/repository.ts";
import { runAddress } from "../../addresses.ts";
import { html, type Html } from "../../html.ts";
import type { PageAnswer, PageRequest } from "../../page.ts";
import { shaLink } from "../code/commit-line.ts";
import { counted } from "../parts/missing.ts";
import { paginate } from "../parts/pagination.ts";
import { personView } from "../parts/people.ts";
import { isLively, repositoryPage } from "../parts/repository-page.ts";
import { progressIcon, progressWords } from "../parts/run-state.ts";
import { timeView } from "../parts/time-words.ts";
import { runDuration, storiesOf } from "./run-facts.ts";

export async function runListView(request: PageRequest): Promise<PageAnswer> {
  const { world, repository } = request;
  const runs = world.runs.list(repository);
  const { shown, links } = paginate(request, runs);
  const workflows = await world.runs.workflows(repository);
  const content = html`<h1>Actions</h1>
    <p class="facts">
      ${counted(runs.length, "run")} of ${counted(workflows.length, "workflow")}:
      ${workflows.map(({ name }) => name).join(", ")}
    </p>
    ${
      shown.length === 0
        ? html`<p class="note">No workflow has run yet.</p>`
        : html`<ul class="list box">
            ${shown.map((run) => rowView(world, repository, run))}
          </ul>`
    }
    ${links}`;
  return repositoryPage(request, {
    title: "Actions",
    tab: "actions",
    content,
    isLive: isLively(world, repository),
  });
}

function rowView(world: World, repository: Repository, run: RunRecord): Html {
  const parts = storiesOf(run);
  return html`<li>
    ${progressIcon(run)} <a class="title" href="${runAddress(repository, run.id)}">${run.displayTitle}</a>
    <p class="facts">
      ${world.runs.workflowNameOf(run)} #${run.runNumber} · ${progressWords(run).toLowerCase()} · ${run.event}
      by ${personView(world.runs.actorOf(run).account)} · ${run.headBranch}
      ${shaLink(repository, run.headSha)} · ${timeView(run.createdAt, world.now())} ·
      ${runDuration(run, world.now())}
    </p>
    ${parts.length === 0 ? "" : html`<p class="facts">${parts.join(" · ")}</p>`}
  </li>`;
}
