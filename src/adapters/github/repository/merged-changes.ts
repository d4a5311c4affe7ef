/** What merged pull requests changed: the history that GitHub tells in few requests. */
import { z } from "zod";
import type { RecordedChange } from "../../../core/sprint/history/recorded-change.ts";
import { Failure } from "../../../operations/failure.ts";
import type { HistoryReader } from "../../../operations/ports.ts";
import { parseAnswer } from "../github-api.ts";
import type { GitHubApi, Repository } from "../github-api.ts";
import { storyOfBranch } from "./look-query.ts";
import { chunks } from "./read-blobs.ts";

/** The newest ones; older work says less about the code of today. */
const NEWEST = 50;
/** GitHub compares two trees for each, and gives a query 10 seconds. */
const PULL_REQUESTS_A_QUERY = 10;
/** Whoever changed more files than one page holds did not work on one story. */
const FILES_A_PAGE = 100;

const MERGED = `query Merged($owner: String!, $name: String!, $base: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [MERGED], baseRefName: $base, first: ${NEWEST}, orderBy: {field: UPDATED_AT, direction: DESC}) {
      nodes { number title headRefName isCrossRepository }
    }
  }
}`;

const Merged = z.object({
  repository: z.object({
    pullRequests: z.object({
      nodes: z.array(
        z.object({
          number: z.number().int(),
          title: z.string(),
          headRefName: z.string(),
          isCrossRepository: z.boolean(),
        }),
      ),
    }),
  }),
});
type MergedPullRequest = z.infer<typeof Merged>["repository"]["pullRequests"]["nodes"][number];

const Files = z.object({
  repository: z.record(
    z.string(),
    z
      .object({
        files: z
          .object({ totalCount: z.number().int(), nodes: z.array(z.object({ path: z.string() })) })
          .nullable(),
      })
      .nullable(),
  ),
});

function filesQuery(numbers: readonly number[]): string {
  const aliases = numbers.map(
    (number) =>
      `p${number}: pullRequest(number: ${number}) { files(first: ${FILES_A_PAGE}) { totalCount nodes { path } } }`,
  );
  return `query MergedFiles($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { ${aliases.join(" ")} }
}`;
}

/** Every path, or nothing where there are more than one page holds. */
async function readFiles(
  api: GitHubApi,
  repository: Repository,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const { data } = await api.graphql(filesQuery(numbers), { ...repository });
  const answer = parseAnswer(Files, data, "MergedFiles").repository;
  return new Map(
    numbers.map((number): readonly [number, readonly string[]] => {
      const files = answer[`p${number}`]?.files;
      const isWhole = files && files.totalCount <= FILES_A_PAGE;
      return [number, isWhole ? files.nodes.map(({ path }) => path) : []];
    }),
  );
}

function toChange(merged: MergedPullRequest, paths: readonly string[]): RecordedChange {
  const { title, headRefName, isCrossRepository } = merged;
  // Anybody can name a branch of a fork like one of ours.
  return { subject: title, story: isCrossRepository ? undefined : storyOfBranch(headRefName), paths };
}

/**
 * What a merged pull request changed never changes again, so its files are asked for once in the
 * life of the process. History sharpens a plan and is no condition of it: where GitHub does not
 * answer, `warn` hears of it and the plan does without.
 */
export function createMergedChanges(
  api: GitHubApi,
  repository: Repository,
  warn: (message: string) => void,
): HistoryReader {
  const known = new Map<number, readonly string[]>();

  async function read(base: string): Promise<readonly RecordedChange[]> {
    const { data } = await api.graphql(MERGED, { ...repository, base });
    const merged = parseAnswer(Merged, data, "Merged").repository.pullRequests.nodes;
    const missing = merged.map(({ number }) => number).filter((number) => !known.has(number));
    for (const chunk of chunks(missing, PULL_REQUESTS_A_QUERY)) {
      for (const [number, paths] of await readFiles(api, repository, chunk)) known.set(number, paths);
    }
    // Only the newest are ever asked about again.
    const current = new Set(merged.map(({ number }) => number));
    for (const number of known.keys()) if (!current.has(number)) known.delete(number);
    return merged.map((pull) => toChange(pull, known.get(pull.number) ?? []));
  }

  /** A merge moves the branch: while it stands still there is nothing new. */
  let last: { readonly commit: string; readonly changes: readonly RecordedChange[] } | undefined;
  return {
    async changes({ branch, commit }) {
      if (last?.commit === commit) return last.changes;
      try {
        const changes = await read(branch);
        last = { commit, changes };
        return changes;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        warn(`What merged pull requests changed could not be read: ${error.message}`);
        return [];
      }
    },
  };
}
