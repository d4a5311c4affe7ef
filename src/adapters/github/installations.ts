/** What the app itself may ask: who it is, and where it is installed. */
import { z } from "zod";
import { parseAnswer, requestAll } from "./github-api.ts";
import type { GitHubApi, Repository } from "./github-api.ts";

const App = z.object({ slug: z.string() });
const Installation = z.object({ id: z.number().int(), suspended_at: z.string().nullish() });
const RepositoryList = z.object({
  repositories: z.array(
    z.object({
      name: z.string(),
      owner: z.object({ login: z.string() }),
      html_url: z.string(),
      archived: z.boolean().default(false),
    }),
  ),
});

const MAX_PAGES = 100;

/** The login under which the app comments. */
export async function appLogin(appApi: GitHubApi): Promise<string> {
  const { data } = await appApi.request("GET /app", {});
  return `${parseAnswer(App, data, "GET /app").slug}[bot]`;
}

export async function listInstallations(appApi: GitHubApi): Promise<readonly number[]> {
  const found = await requestAll(appApi, "GET /app/installations", {
    parameters: {},
    items: (data) => parseAnswer(z.array(Installation), data, "GET /app/installations"),
    maxPages: MAX_PAGES,
  });
  return found.filter((entry) => !entry.suspended_at).map((entry) => entry.id);
}

export async function listRepositories(
  api: GitHubApi,
): Promise<readonly (Repository & { readonly url: string })[]> {
  const found = await requestAll(api, "GET /installation/repositories", {
    parameters: {},
    items: (data) => parseAnswer(RepositoryList, data, "GET /installation/repositories").repositories,
    maxPages: MAX_PAGES,
  });
  return found
    .filter((entry) => !entry.archived)
    .map((entry) => ({ owner: entry.owner.login, name: entry.name, url: entry.html_url }));
}
