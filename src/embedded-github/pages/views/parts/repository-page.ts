import type { Repository } from "../../../world/repository.ts";
import type { World } from "../../../world/world.ts";
import { repositoryAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import type { PageAnswer, PageRequest } from "../../page.ts";

export type Tab = "code" | "issues" | "pulls" | "actions";

export interface RepositoryPage {
  readonly title: string;
  readonly tab: Tab;
  readonly content: Html;
  readonly isLive?: boolean;
}

/** What GitHub shows above everything of a repository: its name and the ways into it. */
export function repositoryPage(request: PageRequest, page: RepositoryPage): PageAnswer {
  const { world, repository } = request;
  const address = repositoryAddress(repository);
  return {
    kind: "page",
    title: `${page.title} · ${repository.fullName}`,
    isLive: page.isLive ?? false,
    content: html`<div class="repository">
        <p class="repository-name">
          ${repository.owner.login} <span class="slash">/</span>
          <a href="${address}"><strong>${repository.name}</strong></a>
          <span class="label">${repository.isPrivate ? "Private" : "Public"}</span>
        </p>
        <nav class="tabs" aria-label="Repository">
          ${tabsOf(world, repository).map(
            ({ tab, words, below, count }) =>
              html`<a href="${address}${below}" ${when(tab === page.tab, () => html`aria-current="page"`)}
                >${words}${when(count > 0, () => html` <span class="count">${count}</span>`)}</a
              >`,
          )}
        </nav>
      </div>
      ${page.content}`,
  };
}

interface TabParts {
  readonly tab: Tab;
  readonly words: string;
  readonly below: string;
  readonly count: number;
}

/** Counts are of what is open, as GitHub has it; for Actions, of runs that are going on. */
function tabsOf(world: World, repository: Repository): readonly TabParts[] {
  const open = world.issues.list(repository).filter((issue) => issue.state === "open");
  const pulls = open.filter((issue) => issue.isPullRequest).length;
  const running = world.runs.list(repository).filter((run) => run.status !== "completed").length;
  return [
    { tab: "code", words: "Code", below: "", count: 0 },
    { tab: "issues", words: "Issues", below: "/issues", count: open.length - pulls },
    { tab: "pulls", words: "Pull requests", below: "/pulls", count: pulls },
    { tab: "actions", words: "Actions", below: "/actions", count: running },
  ];
}

/** How long after the last change an open page still looks whether there is more. */
const QUIET_MS = 120_000;

/** Whether something of the repository is still going on, or was a moment ago. */
export function isLively(world: World, repository: Repository): boolean {
  const now = Date.parse(world.now());
  const runs = world.runs.list(repository);
  if (runs.some((run) => run.status !== "completed")) return true;
  const changes = [...runs, ...world.issues.list(repository)].map(({ updatedAt }) => Date.parse(updatedAt));
  return changes.some((at) => now - at < QUIET_MS);
}
