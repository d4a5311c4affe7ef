/** Lists of issues and of pull requests: open ones, or all of another state. */
import type { Issue } from "../../../world/issues/issue.ts";
import type { World } from "../../../world/world.ts";
import { issueAddress, pullAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import type { PageAnswer, PageRequest } from "../../page.ts";
import { counted } from "../parts/missing.ts";
import { paginate } from "../parts/pagination.ts";
import { personView } from "../parts/people.ts";
import { isLively, repositoryPage, type Tab } from "../parts/repository-page.ts";
import { stateIcon, stateOf } from "../parts/state-badge.ts";
import { timeView } from "../parts/time-words.ts";
import { labelsView } from "./issue-parts.ts";

const STATES = ["all", "open", "closed"] as const;

export function issuesView(request: PageRequest): PageAnswer {
  return listPage(
    request,
    { tab: "issues", title: "Issues", word: "issue" },
    (issue) => !issue.isPullRequest,
  );
}

export function pullsView(request: PageRequest): PageAnswer {
  const words = { tab: "pulls", title: "Pull requests", word: "pull request" } as const;
  return listPage(request, words, (issue) => issue.isPullRequest);
}

function listPage(
  request: PageRequest,
  words: { readonly tab: Tab; readonly title: string; readonly word: string },
  isMeant: (issue: Issue) => boolean,
): PageAnswer {
  const { world, repository } = request;
  const all = world.issues.list(repository).filter(isMeant);
  const state = STATES.find((one) => one === request.query("state")) ?? "all";
  const chosen = state === "all" ? all : all.filter((issue) => issue.state === state);
  const { shown, links } = paginate(request, chosen);
  const content = html`<h1>${words.title}</h1>
    <nav class="filter" aria-label="State">
      ${STATES.map((one) => {
        const count = one === "all" ? all.length : all.filter((issue) => issue.state === one).length;
        return html`<a href="?state=${one}" ${when(one === state, () => html`aria-current="page"`)}
          >${count} ${one}</a
        >`;
      })}
    </nav>
    ${
      shown.length === 0
        ? html`<p class="note">There is no ${state === "all" ? "" : state} ${words.word}.</p>`
        : html`<ul class="list box">
            ${shown.map((issue) => rowView(world, issue))}
          </ul>`
    }
    ${links}`;
  const isLive = isLively(world, repository);
  return repositoryPage(request, { title: words.title, tab: words.tab, content, isLive });
}

function rowView(world: World, issue: Issue): Html {
  const { repository, number } = issue;
  const pull = issue.isPullRequest ? world.pullRequests.find(repository, number) : undefined;
  const address = issue.isPullRequest ? pullAddress(repository, number) : issueAddress(repository, number);
  const state = stateOf(issue, pull);
  const comments = world.issues.comments(issue).length;
  return html`<li>
    ${stateIcon(state)} <a class="title" href="${address}">${issue.title}</a> ${labelsView(issue)}
    <p class="facts">
      #${number} · ${state.words.toLowerCase()} · ${personView(issue.author)} opened it at
      ${timeView(issue.createdAt, world.now())}
      ${when(comments > 0, () => html`· ${counted(comments, "comment")}`)}
      ${pull && html`· <code class="ref">${pull.head.branch}</code>`}
    </p>
  </li>`;
}
