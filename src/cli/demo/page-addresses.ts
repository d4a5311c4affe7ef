/** Where a person looks at what the demo did: pages of the embedded GitHub, at GitHub's own paths. */
import type { Repository } from "../../embedded-github/world/repository.ts";
import type { World } from "../../embedded-github/world/world.ts";

export interface PageAddress {
  readonly what: string;
  readonly url: string;
}

/** The newest pull requests and runs; the repository's own page leads to the others. */
const MOST_OF_A_KIND = 20;
const TITLE_CHARACTERS = 60;

export function repositoryPage(world: World, repository: Repository): string {
  return `${world.urls.api}/${repository.fullName}`;
}

export function issuePage(world: World, repository: Repository, issue: number): string {
  return `${repositoryPage(world, repository)}/issues/${issue}`;
}

/** Repository, issue, then every pull request and run in the order in which they came. */
export function pageAddresses(world: World, repository: Repository): readonly PageAddress[] {
  const base = repositoryPage(world, repository);
  const issues = world.issues.list(repository).filter((issue) => !issue.isPullRequest);
  const pulls = world.pullRequests.list(repository).slice(0, MOST_OF_A_KIND).toReversed();
  const runs = world.runs.list(repository).slice(0, MOST_OF_A_KIND).toReversed();
  return [
    { what: "repository", url: base },
    ...issues.toReversed().map(({ number }) => ({
      what: "tracking comment",
      url: `${base}/issues/${number}`,
    })),
    ...pulls.map(({ issue: { number, title } }) => ({
      what: `#${number} ${short(title)}`,
      url: `${base}/pull/${number}`,
    })),
    ...runs.map(({ id, runNumber, conclusion }) => ({
      what: `run ${runNumber} (${conclusion ?? "still going on"})`,
      url: `${base}/actions/runs/${id}`,
    })),
  ];
}

/** Titles come from stories: nothing in them may move the cursor. */
function short(title: string): string {
  const line = title.replaceAll(/\p{Cc}/gu, " ");
  return line.length > TITLE_CHARACTERS ? `${line.slice(0, TITLE_CHARACTERS - 1)}…` : line;
}
