import { entryType, type TreeEntry } from "../../../git/git-object.ts";
import { listCommits } from "../../../git/history.ts";
import type { Repository } from "../../../world/repository.ts";
import { blobAddress, commitsAddress, repositoryAddress, treeAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import { icon } from "../../icon.ts";
import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { renderMarkdown } from "../../render-markdown/render-markdown.ts";
import { isLively, repositoryPage } from "../parts/repository-page.ts";
import { timeView } from "../parts/time-words.ts";
import { breadcrumbs } from "./breadcrumbs.ts";
import { shaLink, subjectOf } from "./commit-line.ts";
import { readPlace, type Place } from "./read-place.ts";

const MOST_BRANCHES = 12;

/** The files at the top of the default branch. */
export async function repositoryView(request: PageRequest): Promise<PageAnswer> {
  const { repository } = request;
  const ref = repository.defaultBranch;
  const sha = await repository.git.resolve(`refs/heads/${ref}`);
  if (sha === undefined) return emptyRepository(request);
  return folderPage(request, { ref, sha, path: "" });
}

export async function treeView(request: PageRequest): Promise<PageAnswer> {
  return folderPage(request, await readPlace(request.repository.git, request.param("rest")));
}

function emptyRepository(request: PageRequest): PageAnswer {
  const content = html`<h1>Nothing here yet</h1>
    <p>The repository has no commit on <code>${request.repository.defaultBranch}</code>.</p>`;
  return repositoryPage(request, { title: "Code", tab: "code", content });
}

async function folderPage(request: PageRequest, place: Place): Promise<PageAnswer> {
  const { world, repository } = request;
  const tree = existing(await repository.git.readTree(revisionOf(place)));
  const readme = await readmeView(request, place, tree.entries);
  const content = html`<h1 class="visually-hidden">${repository.fullName}</h1>
    <div class="columns">
      <div class="wide">
        ${breadcrumbs(repository, place)}
        <section class="box" aria-label="Files">
          ${await latestCommit(request, place)}
          <table class="files">
            <tbody>
              ${sorted(tree.entries).map((entry) => entryRow(repository, place, entry))}
            </tbody>
          </table>
        </section>
        ${readme}
      </div>
      <aside class="narrow">${place.path === "" ? await branchesSection(repository, place) : ""}</aside>
    </div>`;
  return repositoryPage(request, {
    title: place.path === "" ? "Code" : place.path,
    tab: "code",
    content,
    isLive: isLively(world, repository),
  });
}

function revisionOf({ sha, path }: Place): string {
  return path === "" ? sha : `${sha}:${path}`;
}

/** Folders first, as people look for them. */
function sorted(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const folders = entries.filter(({ mode }) => entryType(mode) === "tree");
  return [...folders, ...entries.filter(({ mode }) => entryType(mode) !== "tree")];
}

function entryRow(repository: Repository, place: Place, entry: TreeEntry): Html {
  const path = place.path === "" ? entry.name : `${place.path}/${entry.name}`;
  const isFolder = entryType(entry.mode) === "tree";
  const address = isFolder
    ? treeAddress(repository, place.ref, path)
    : blobAddress(repository, place.ref, path);
  return html`<tr>
    <td class="entry">
      ${icon(isFolder ? "folder" : "file", isFolder ? "Folder" : "File")}
      <a href="${address}">${entry.name}</a>
    </td>
    <td class="kind">${KINDS[entry.mode]}</td>
  </tr>`;
}

const KINDS: Readonly<Record<TreeEntry["mode"], string>> = {
  "100644": "",
  "100755": "executable",
  "120000": "link",
  "160000": "submodule",
  "040000": "",
};

async function latestCommit({ world, repository }: PageRequest, place: Place): Promise<Html> {
  const query = { from: place.sha, limit: 1, ...(place.path === "" ? {} : { path: place.path }) };
  const [commit] = await listCommits(repository.git, query);
  if (!commit) return html``;
  return html`<header class="box-head">
    <strong>${commit.author.name}</strong>
    <span class="subject">${subjectOf(commit)}</span>
    <span class="facts"
      >${shaLink(repository, commit.sha)} · ${timeView(commit.committer.date, world.now())}</span
    >
    <a class="more" href="${commitsAddress(repository, place.ref)}">${icon("commit")} Commits</a>
  </header>`;
}

async function branchesSection(repository: Repository, place: Place): Promise<Html> {
  const branches = await repository.git.listRefs("refs/heads/");
  const names = branches.map(({ name }) => name.slice("refs/heads/".length));
  const count = names.length === 1 ? "1 branch" : `${names.length} branches`;
  return html`<section>
    <h2>${icon("branch")} <a href="${repositoryAddress(repository)}/branches">${count}</a></h2>
    <ul class="plain">
      ${names.slice(0, MOST_BRANCHES).map(
        (name) =>
          html`<li>
            <a
              href="${treeAddress(repository, name, "")}"
              ${when(name === place.ref, () => html`aria-current="page"`)}
              >${name}</a
            >
          </li>`,
      )}
    </ul>
    ${when(
      names.length > MOST_BRANCHES,
      () => html`<p><a href="${repositoryAddress(repository)}/branches">All branches</a></p>`,
    )}
  </section>`;
}

async function readmeView(
  { world, repository }: PageRequest,
  place: Place,
  entries: readonly TreeEntry[],
): Promise<Html> {
  const readme = entries.find(({ name, mode }) => /^readme\.md$/iu.test(name) && entryType(mode) === "blob");
  const blob = readme && (await repository.git.read(readme.sha));
  if (!readme || !blob) return html``;
  const path = place.path === "" ? readme.name : `${place.path}/${readme.name}`;
  const file = { ref: place.ref, path };
  return html`<section class="box readme">
    <header class="box-head"><h2 class="path">${readme.name}</h2></header>
    <div class="box-body">
      ${await renderMarkdown(blob.content.toString("utf8"), { world, repository, file })}
    </div>
  </section>`;
}
