import type { Commit } from "../../../git/git-object.ts";
import { listCommits } from "../../../git/history.ts";
import { treeAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { diffView } from "../../render-diff/diff-view.ts";
import { EMPTY_TREE, readChanges } from "../../render-diff/read-changes.ts";
import { isLively, repositoryPage } from "../parts/repository-page.ts";
import { timeView } from "../parts/time-words.ts";
import { commitLine, shaLink, subjectOf, verifiedLabel } from "./commit-line.ts";
import { breadcrumbs } from "./breadcrumbs.ts";
import { readPlace } from "./read-place.ts";

const PER_PAGE = 50;

export async function commitsView(request: PageRequest): Promise<PageAnswer> {
  const { world, repository } = request;
  const place = await readPlace(repository.git, request.param("rest"));
  const skip = (request.page - 1) * PER_PAGE;
  const path = place.path === "" ? {} : { path: place.path };
  const commits = await listCommits(repository.git, { from: place.sha, skip, limit: PER_PAGE + 1, ...path });
  const now = world.now();
  const content = html`<h1>Commits</h1>
    ${breadcrumbs(repository, place)}
    <ol class="list box">
      ${commits.slice(0, PER_PAGE).map((commit) => commitLine(repository, commit, now))}
    </ol>
    ${when(
      commits.length > PER_PAGE,
      () =>
        html`<nav class="pagination" aria-label="Pages">
          <a href="?page=${request.page + 1}" rel="next">Older</a>
        </nav>`,
    )}`;
  return repositoryPage(request, { title: "Commits", tab: "code", content });
}

export async function commitView(request: PageRequest): Promise<PageAnswer> {
  const { repository } = request;
  const { git } = repository;
  const commit = existing(await git.readCommit(request.param("sha")));
  const changes = await readChanges(git, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const content = html`${commitHead(request, commit)} ${diffView(changes, { repository, sha: commit.sha })}`;
  return repositoryPage(request, { title: subjectOf(commit), tab: "code", content });
}

function commitHead({ world, repository }: PageRequest, commit: Commit): Html {
  const { author, committer, parents, sha } = commit;
  const [, ...rest] = commit.message.trim().split("\n");
  const body = rest.join("\n").trim();
  return html`<h1 class="title-line">${subjectOf(commit)}</h1>
    <section class="box box-body">
      ${when(body !== "", () => html`<pre class="plain">${body}</pre>`)}
      <p class="facts">
        <strong>${author.name}</strong> committed at ${timeView(committer.date, world.now())}
        ${verifiedLabel(repository, sha)}
      </p>
      <p class="facts">
        commit <code>${sha}</code> · ${parents.length === 1 ? "parent" : "parents"}
        ${parents.length === 0 ? "none" : parents.map((parent) => shaLink(repository, parent))} ·
        <a href="${treeAddress(repository, sha, "")}">Browse files</a>
      </p>
    </section>`;
}

export async function branchesView(request: PageRequest): Promise<PageAnswer> {
  const { world, repository } = request;
  const branches = await repository.git.listRefs("refs/heads/");
  const now = world.now();
  const rows: Html[] = [];
  for (const { name, sha } of branches) {
    const branch = name.slice("refs/heads/".length);
    const commit = await repository.git.readCommit(sha);
    rows.push(
      html`<li>
        <a class="title" href="${treeAddress(repository, branch, "")}">${branch}</a>
        ${when(branch === repository.defaultBranch, () => html`<span class="label">default</span>`)}
        ${when(repository.protectedBranches.has(branch), () => html`<span class="label">protected</span>`)}
        <p class="facts">
          ${commit && html`${subjectOf(commit)} · ${timeView(commit.committer.date, now)}`}
          ${shaLink(repository, sha)}
        </p>
      </li>`,
    );
  }
  const content = html`<h1>Branches</h1>
    <ul class="list box">
      ${rows}
    </ul>`;
  return repositoryPage(request, {
    title: "Branches",
    tab: "code",
    content,
    isLive: isLively(world, repository),
  });
}
