/** The one GraphQL query of a look: where the branch stands, and the pull requests of stories. */
import { z } from "zod";
import { storyBranch } from "../../../core/batch/names.ts";
import { StoryKey } from "../../../core/sprint/story.ts";
import type { StoryPullRequest } from "../../../core/sprint/sprint.ts";

const PULL_REQUEST = `fragment Facts on PullRequest {
  number state isDraft headRefName headRefOid isCrossRepository reviewDecision
  commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
}`;
const COMMIT = "target { oid ... on Commit { tree { oid } } }";

/** Forks can name branches like ours: a few of them may not hide the pull request that is. */
const NEWEST_OF_BRANCH = 20;

/**
 * Of the repository's open pull requests the newest hundred are seen; those of stories that are
 * asked for are seen however old they are.
 */
export function lookQuery(stories: readonly StoryKey[], hasBranch: boolean): string {
  const aliases = stories.map(
    (_, index) =>
      `s${index}: pullRequests(headRefName: $s${index}, first: ${NEWEST_OF_BRANCH}, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { ...Facts } }`,
  );
  const variables = [
    "$owner: String!",
    "$name: String!",
    ...stories.map((_, index) => `$s${index}: String!`),
  ];
  if (hasBranch) variables.push("$branch: String!");
  return `query Look(${variables.join(", ")}) {
  repository(owner: $owner, name: $name) {
    branch: ${hasBranch ? "ref(qualifiedName: $branch)" : "defaultBranchRef"} { name ${COMMIT} }
    open: pullRequests(states: [OPEN], first: 100, orderBy: {field: CREATED_AT, direction: DESC}) { nodes { ...Facts } }
    ${aliases.join("\n    ")}
  }
}
${PULL_REQUEST}`;
}

export function lookVariables(
  stories: readonly StoryKey[],
  branch: string | undefined,
): Readonly<Record<string, string>> {
  const heads = stories.map((story, index) => [`s${index}`, storyBranch(story)] as const);
  return {
    ...Object.fromEntries(heads),
    ...(branch === undefined ? {} : { branch: `refs/heads/${branch}` }),
  };
}

const PullRequestFacts = z.object({
  number: z.number().int(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  headRefName: z.string(),
  headRefOid: z.string(),
  isCrossRepository: z.boolean(),
  reviewDecision: z.string().nullish(),
  commits: z.object({
    nodes: z.array(
      z.object({ commit: z.object({ statusCheckRollup: z.object({ state: z.string() }).nullish() }) }),
    ),
  }),
});
type PullRequestFacts = z.infer<typeof PullRequestFacts>;

const PullRequestList = z.object({ nodes: z.array(PullRequestFacts) });

export const LookAnswer = z.object({
  repository: z
    .object({
      branch: z
        .object({
          name: z.string(),
          target: z.object({ oid: z.string(), tree: z.object({ oid: z.string() }) }),
        })
        .nullable(),
    })
    .catchall(z.unknown()),
});

const STATES = { OPEN: "open", CLOSED: "closed", MERGED: "merged" } as const;
const STORY_BRANCH_PREFIX = "batch-stories/story/";

/** Undefined for a branch that is none of ours. */
export function storyOfBranch(branch: string): StoryKey | undefined {
  if (!branch.startsWith(STORY_BRANCH_PREFIX)) return undefined;
  return StoryKey.safeParse(branch.slice(STORY_BRANCH_PREFIX.length)).data;
}

function toStoryPullRequest(facts: PullRequestFacts): StoryPullRequest | undefined {
  // Anybody can name a branch of a fork like one of ours.
  const story = facts.isCrossRepository ? undefined : storyOfBranch(facts.headRefName);
  if (story === undefined) return undefined;
  const checks = facts.commits.nodes[0]?.commit.statusCheckRollup?.state;
  return {
    number: facts.number,
    story,
    state: STATES[facts.state],
    isDraft: facts.isDraft,
    needsFixes: facts.reviewDecision === "CHANGES_REQUESTED" || checks === "FAILURE" || checks === "ERROR",
    headSha: facts.headRefOid,
  };
}

/** Open pull requests and, for each story without one, its newest closed or merged one. */
export function storyPullRequests(
  repository: Readonly<Record<string, unknown>>,
): readonly StoryPullRequest[] {
  const byNumber = new Map<number, StoryPullRequest>();
  for (const [name, value] of Object.entries(repository)) {
    if (name === "branch") continue;
    const list = PullRequestList.safeParse(value);
    if (!list.success) continue;
    const found = list.data.nodes.map(toStoryPullRequest).filter((facts) => facts !== undefined);
    const open = found.filter((facts) => facts.state === "open");
    for (const facts of open.length > 0 ? open : found.slice(0, 1)) byNumber.set(facts.number, facts);
  }
  return [...byNumber.values()].toSorted((a, b) => a.number - b.number);
}
