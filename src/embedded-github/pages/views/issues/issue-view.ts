import { pullAddress } from "../../addresses.ts";
import { html, type Html } from "../../html.ts";
import { existing, type PageAnswer, type PageRequest } from "../../page.ts";
import { counted } from "../parts/missing.ts";
import { personView } from "../parts/people.ts";
import { isLively, repositoryPage } from "../parts/repository-page.ts";
import { timeView } from "../parts/time-words.ts";
import { commentView } from "./comment-view.ts";
import { issueHead, openingOf, saidIn } from "./issue-parts.ts";

export async function issueView(request: PageRequest): Promise<PageAnswer> {
  const { world, repository } = request;
  const issue = existing(world.issues.find(repository, request.number("number")));
  if (issue.isPullRequest) return { kind: "moved", to: pullAddress(repository, issue.number) };
  const comments = world.issues.comments(issue);
  const bodies: Html[] = [await commentView(world, openingOf(issue))];
  for (const comment of comments) bodies.push(await commentView(world, saidIn(comment)));
  const facts = html`${personView(issue.author)} opened this issue at
  ${timeView(issue.createdAt, world.now())} · ${counted(comments.length, "comment")}`;
  const content = html`${issueHead(issue, undefined, facts)}
    <div class="timeline">${bodies}</div>`;
  return repositoryPage(request, {
    title: `${issue.title} #${issue.number}`,
    tab: "issues",
    content,
    isLive: isLively(world, repository),
  });
}
