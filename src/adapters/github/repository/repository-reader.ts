import { z } from "zod";
import type { RepositoryLook, RepositoryReader } from "../../../operations/ports.ts";
import { Failure } from "../../../operations/failure.ts";
import { parseAnswer } from "../github-api.ts";
import type { GitHubApi, Repository } from "../github-api.ts";
import { LookAnswer, lookQuery, lookVariables, storyPullRequests } from "./look-query.ts";
import { chunks, readBlobs, readBytes } from "./read-blobs.ts";
import { readTree } from "./read-tree.ts";

/** Aliases in one query; GitHub gives a query 10 seconds. */
const STORIES_A_QUERY = 80;
const Permission = z.object({ permission: z.string() });
const PERMISSIONS = ["admin", "write", "read"] as const;

export function createRepositoryReader(api: GitHubApi, repository: Repository): RepositoryReader {
  const rest = { owner: repository.owner, repo: repository.name };

  async function lookOnce(
    branch: string | undefined,
    stories: RepositoryLook["pullRequests"][number]["story"][],
  ): Promise<RepositoryLook> {
    const variables = { ...repository, ...lookVariables(stories, branch) };
    const { data } = await api.graphql(lookQuery(stories, branch !== undefined), variables);
    const answer = parseAnswer(LookAnswer, data, "Look").repository;
    if (!answer.branch) {
      const name = branch === undefined ? "a default branch" : `the branch ${branch}`;
      throw new Failure(`The repository has no commit on ${name}.`, { code: "not-found", retryable: false });
    }
    return {
      branch: answer.branch.name,
      commit: answer.branch.target.oid,
      tree: answer.branch.target.tree.oid,
      pullRequests: storyPullRequests(answer),
    };
  }

  return {
    async look({ branch, stories }) {
      const [first = [], ...others] = chunks(stories, STORIES_A_QUERY);
      const look = await lookOnce(branch, [...first]);
      const found = new Map(look.pullRequests.map((facts) => [facts.number, facts]));
      for (const chunk of others) {
        const more = await lookOnce(look.branch, [...chunk]);
        for (const facts of more.pullRequests) found.set(facts.number, facts);
      }
      return { ...look, pullRequests: [...found.values()] };
    },

    readTree: (tree) => readTree(api, repository, tree),

    readBlobs: (ids) => readBlobs(api, repository, ids),

    async readExactly(id) {
      const bytes = await readBytes(api, repository, id);
      const text = bytes.toString("utf8");
      return Buffer.from(text, "utf8").equals(bytes) ? text : undefined;
    },

    async permissionOf(user) {
      const answer = await api.request(
        "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
        { ...rest, username: user },
        { accept: [404] },
      );
      if (answer.status === 404) return "none";
      const { permission } = parseAnswer(Permission, answer.data, "GET permission");
      return PERMISSIONS.find((known) => known === permission) ?? "none";
    },
  };
}
