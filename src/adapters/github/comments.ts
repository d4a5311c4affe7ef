import { z } from "zod";
import { Failure } from "../../operations/failure.ts";
import type { Comments, WrittenComment } from "../../operations/ports.ts";
import { parseAnswer, requestAll } from "./github-api.ts";
import type { GitHubApi, Repository } from "./github-api.ts";

const Comment = z.object({
  id: z.number().int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullable(),
});

const ListedComment = Comment.extend({
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  issue_url: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  reactions: z.object({ rocket: z.number(), "-1": z.number(), confused: z.number() }).optional(),
});

/** The number at the end of the issue's address: the list tells the issue no other way. */
function toWritten(comment: z.infer<typeof ListedComment>): WrittenComment | undefined {
  const [, issue] = /\/issues\/(\d+)$/u.exec(comment.issue_url) ?? [];
  if (issue === undefined) return undefined;
  const { user, reactions } = comment;
  return {
    issue: Number(issue),
    commentId: comment.id,
    body: comment.body ?? "",
    user: user?.login ?? "ghost",
    isBot: user?.type === "Bot",
    createdAt: comment.created_at,
    isEdited: comment.updated_at !== comment.created_at,
    isAnswered: reactions !== undefined && reactions.rocket + reactions["-1"] + reactions.confused > 0,
  };
}

const MAX_PAGES = 30;
const ONE = "/repos/{owner}/{repo}/issues/comments/{comment_id}";

async function listWritten(
  api: GitHubApi,
  repository: Repository,
  since: string,
): Promise<readonly WrittenComment[]> {
  const answer = await api.request("GET /repos/{owner}/{repo}/issues/comments", {
    owner: repository.owner,
    repo: repository.name,
    since,
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
  const comments = parseAnswer(z.array(ListedComment), answer.data, "GET comments of the repository");
  return (
    comments
      // `since` is about the last change: an old comment that was edited is listed too.
      .filter((comment) => Date.parse(comment.created_at) >= Date.parse(since))
      .map(toWritten)
      .filter((comment) => comment !== undefined)
      .toReversed()
  );
}

/** `ourLogin` tells our comments from those that imitate our marker. */
export function createComments(api: GitHubApi, repository: Repository, ourLogin: string): Comments {
  const rest = { owner: repository.owner, repo: repository.name };
  return {
    listSince: (since) => listWritten(api, repository, since),

    async react(commentId, reaction) {
      // 404: the comment was deleted meanwhile; there is nobody left to tell.
      await api.request(
        `POST ${ONE}/reactions`,
        { ...rest, comment_id: commentId, content: reaction },
        { accept: [404] },
      );
    },

    async findByMarker(issue, marker, since) {
      const comments = await requestAll(api, "GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        parameters: { ...rest, issue_number: issue, ...(since === undefined ? {} : { since }) },
        items: (data) => parseAnswer(z.array(Comment), data, "GET comments"),
        maxPages: MAX_PAGES,
      });
      return comments
        .filter((comment) => comment.user?.login === ourLogin && comment.body?.includes(marker))
        .map((comment) => ({ id: comment.id, body: comment.body ?? "" }));
    },

    async read(commentId) {
      const answer = await api.request(
        `GET ${ONE}`,
        { ...rest, comment_id: commentId },
        { accept: [404, 410] },
      );
      if (answer.status >= 400) return undefined;
      const comment = parseAnswer(Comment, answer.data, "GET comment");
      return { id: comment.id, body: comment.body ?? "" };
    },

    async create(issue, body) {
      const answer = await api.request(
        "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
        { ...rest, issue_number: issue, body },
        // Sent twice it would stand there twice; a lost answer is found again by its marker.
        { isRepeatable: false },
      );
      if (answer.status !== 201) {
        throw new Failure("GitHub did not create the comment.", {
          code: "unexpected-answer",
          retryable: true,
        });
      }
      return parseAnswer(Comment, answer.data, "POST comment").id;
    },

    async edit(commentId, body) {
      const answer = await api.request(
        `PATCH ${ONE}`,
        { ...rest, comment_id: commentId, body },
        { accept: [404, 410] },
      );
      return answer.status >= 400 ? "gone" : "edited";
    },

    async remove(commentId) {
      await api.request(`DELETE ${ONE}`, { ...rest, comment_id: commentId }, { accept: [404, 410] });
    },
  };
}
