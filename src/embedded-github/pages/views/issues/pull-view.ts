import { countCommits, listCommits, mergeBase } from "../../../git/history.ts";
import type { Commit } from "../../../git/git-object.ts";
import type { PullRequest, Review } from "../../../world/issues/pull-request.ts";
import type { World } from "../../../world/world.ts";
import { pullAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import { icon } from "../../icon.ts";
import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { diffView, lineCount } from "../../render-diff/diff-view.ts";
import { readChanges, type ShownChange } from "../../render-diff/read-changes.ts";
import { commitLine, shaLink, subjectOf } from "../code/commit-line.ts";
import { personView } from "../parts/people.ts";
import { isLively, repositoryPage } from "../parts/repository-page.ts";
import { timeView } from "../parts/time-words.ts";
import { commentView, type Said } from "./comment-view.ts";
import { issueHead, openingOf, saidIn } from "./issue-parts.ts";

type Part = "conversation" | "commits" | "files";

export async function pullView(request: PageRequest): Promise<PageAnswer> {
  return pullPage(request, "conversation", async (pull, commits, changes) => {
    const files = html`<section class="files-changed">
      <h2>Files changed</h2>
      ${diffView(changes, { repository: request.repository, sha: pull.head.sha })}
    </section>`;
    return html`<div class="timeline">${await timelineOf(request.world, pull, commits)}</div>
      ${files}`;
  });
}

export async function pullCommitsView(request: PageRequest): Promise<PageAnswer> {
  const now = request.world.now();
  return pullPage(
    request,
    "commits",
    (_pull, commits) =>
      html`<ol class="list box">
        ${commits.map((commit) => commitLine(request.repository, commit, now))}
      </ol>`,
  );
}

export async function pullFilesView(request: PageRequest): Promise<PageAnswer> {
  return pullPage(request, "files", (pull, _commits, changes) =>
    diffView(changes, { repository: request.repository, sha: pull.head.sha }),
  );
}

async function pullPage(
  request: PageRequest,
  part: Part,
  contentOf: (
    pull: PullRequest,
    commits: readonly Commit[],
    changes: readonly ShownChange[],
  ) => Html | Promise<Html>,
): Promise<PageAnswer> {
  const { world, repository } = request;
  const pull = existing(world.pullRequests.find(repository, request.number("number")));
  const { git } = repository;
  const start = (await mergeBase(git, pull.base.sha, pull.head.sha)) ?? pull.base.sha;
  const newest = await listCommits(git, { from: pull.head.sha, without: start });
  const changes = await readChanges(git, start, pull.head.sha);
  const count = await countCommits(git, pull.head.sha, start);
  const shown = await contentOf(pull, newest.toReversed(), changes);
  const content = html`${issueHead(pull.issue, pull, directionOf(world, pull))}
  ${partsNav(pull, part, { commits: count, changes })} ${shown}`;
  const { title, number } = pull.issue;
  const isLive = isLively(world, repository);
  return repositoryPage(request, { title: `${title} #${number}`, tab: "pulls", content, isLive });
}

function directionOf(world: World, { issue, head, base, merged }: PullRequest): Html {
  const ends = html`<code class="ref">${base.branch}</code> from <code class="ref">${head.branch}</code>`;
  if (!merged) return html`${personView(issue.author)} wants to merge into ${ends}`;
  return html`${personView(merged.by)} merged this into ${ends} at ${timeView(merged.at, world.now())}`;
}

function partsNav(
  { issue }: PullRequest,
  current: Part,
  facts: { readonly commits: number; readonly changes: readonly ShownChange[] },
): Html {
  const address = pullAddress(issue.repository, issue.number);
  const additions = sum(facts.changes.map(({ file }) => file.additions));
  const deletions = sum(facts.changes.map(({ file }) => file.deletions));
  const parts = [
    { part: "conversation", words: "Conversation", below: "", count: undefined },
    { part: "commits", words: "Commits", below: "/commits", count: facts.commits },
    { part: "files", words: "Files changed", below: "/files", count: facts.changes.length },
  ] as const;
  return html`<nav class="tabs inner" aria-label="Pull request">
    ${parts.map(
      ({ part, words, below, count }) =>
        html`<a href="${address}${below}" ${when(part === current, () => html`aria-current="page"`)}
          >${words}${count !== undefined && html` <span class="count">${count}</span>`}</a
        >`,
    )}
    ${lineCount({ additions, deletions })}
  </nav>`;
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** Everything that was said and done, in the order of its times. */
async function timelineOf(
  world: World,
  pull: PullRequest,
  commits: readonly Commit[],
): Promise<readonly Html[]> {
  const { issue, reviews } = pull;
  const entries: { readonly at: string; readonly view: Html }[] = [];
  for (const comment of world.issues.comments(issue)) {
    entries.push({ at: comment.createdAt, view: await commentView(world, saidIn(comment)) });
  }
  for (const review of reviews) {
    entries.push({ at: review.submittedAt, view: await commentView(world, reviewSaid(pull, review)) });
  }
  for (const commit of commits) entries.push({ at: commit.committer.date, view: commitEvent(pull, commit) });
  const end = endEvent(world, pull);
  if (end) entries.push(end);
  // What is equally old keeps its order: git's times know no parts of a second.
  const sorted = entries.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return [await commentView(world, openingOf(issue)), ...sorted.map(({ view }) => view)];
}

const DEEDS: Readonly<Record<Review["state"], string>> = {
  APPROVED: "approved these changes",
  CHANGES_REQUESTED: "requested changes",
  COMMENTED: "reviewed",
  DISMISSED: "reviewed (dismissed)",
};

function reviewSaid({ issue }: PullRequest, review: Review): Said {
  const { id, author, submittedAt: at, body, state } = review;
  const rest = { issue, via: null, isEdited: false, reactions: [] };
  return { ...rest, id: `pullrequestreview-${id}`, author, at, body, deed: DEEDS[state] };
}

function commitEvent({ issue: { repository } }: PullRequest, commit: Commit): Html {
  return html`<p class="event">
    ${icon("commit")} <strong>${commit.author.name}</strong> added ${shaLink(repository, commit.sha)}
    ${subjectOf(commit)}
  </p>`;
}

function endEvent(world: World, { issue, merged }: PullRequest): { at: string; view: Html } | undefined {
  const now = world.now();
  if (merged) {
    const { at, by, commit } = merged;
    const view = html`<p class="event merged">
      ${icon("merged")} ${personView(by)} merged this as ${shaLink(issue.repository, commit)} at
      ${timeView(at, now)}
    </p>`;
    return { at, view };
  }
  if (issue.closedAt === null) return undefined;
  const view = html`<p class="event closed">
    ${icon("pull")} This was closed at ${timeView(issue.closedAt, now)}
  </p>`;
  return { at: issue.closedAt, view };
}
