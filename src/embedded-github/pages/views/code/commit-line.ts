import type { Commit } from "../../../git/git-object.ts";
import type { Repository } from "../../../world/repository.ts";
import { commitAddress } from "../../addresses.ts";
import { html, when, type Html } from "../../html.ts";
import { timeView } from "../parts/time-words.ts";

export function subjectOf(commit: Pick<Commit, "message">): string {
  const [subject = ""] = commit.message.trimStart().split("\n");
  return subject === "" ? "(no message)" : subject;
}

export function shaLink(repository: Repository, sha: string): Html {
  return html`<a class="sha" href="${commitAddress(repository, sha)}"><code>${sha.slice(0, 7)}</code></a>`;
}

/** One commit in a list: what, who, when. */
export function commitLine(repository: Repository, commit: Commit, now: string): Html {
  return html`<li class="commit">
    <a class="title" href="${commitAddress(repository, commit.sha)}">${subjectOf(commit)}</a>
    <p class="facts">
      ${commit.author.name} committed at ${timeView(commit.committer.date, now)}
      ${verifiedLabel(repository, commit.sha)} ${shaLink(repository, commit.sha)}
    </p>
  </li>`;
}

export function verifiedLabel(repository: Repository, sha: string): Html {
  return when(repository.verified.has(sha), () => html`<span class="label verified">Verified</span>`);
}
