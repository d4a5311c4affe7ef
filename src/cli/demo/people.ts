/**
 * The people of the demo. They do what people do on GitHub, over HTTP with their own tokens: open
 * an issue, write a comment, merge pull requests that the tracking comment calls delivered.
 */
import { Octokit } from "@octokit/rest";

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

export interface Person {
  readonly login: string;
  openIssue(title: string, body: string): Promise<number>;
  comment(issue: number, body: string): Promise<number>;
  /** Merges with a merge commit; says why not where GitHub refuses. */
  merge(
    pullRequest: number,
  ): Promise<{ readonly kind: "merged" } | { readonly kind: "refused"; readonly reason: string }>;
}

export function person(
  login: string,
  connection: { readonly apiUrl: string; readonly token: string; readonly repository: Repository },
): Person {
  const { apiUrl, token, repository } = connection;
  const octokit = new Octokit({ baseUrl: apiUrl, auth: token, userAgent: `browser of ${login}` });
  return {
    login,
    async openIssue(title, body) {
      const { data } = await octokit.rest.issues.create({ ...repository, title, body });
      return data.number;
    },
    async comment(issue, body) {
      const { data } = await octokit.rest.issues.createComment({ ...repository, issue_number: issue, body });
      return data.id;
    },
    async merge(pullRequest) {
      try {
        await octokit.rest.pulls.merge({ ...repository, pull_number: pullRequest, merge_method: "merge" });
        return { kind: "merged" };
      } catch (error) {
        return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
