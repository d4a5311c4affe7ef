/** Asks the embedded GitHub for what it has to refuse, in every way it can refuse something. */
import type { Route } from "../../../src/embedded-github/http/route.ts";
import { ALL_ROUTES } from "../../../src/embedded-github/routes/all-routes.ts";
import { AT, NAME, type SmallWorld } from "../embedded-github/small-world.ts";
import { playRun, storeArtifact } from "./use-every-route.ts";

const HERE = `/repos/${AT.owner}/${AT.repo}`;
const NOWHERE = "0123456789012345678901234567890123456789";

export function nameOf(route: Route): string {
  return `${route.method} ${route.path.replaceAll("{+", "{")}`;
}

/** A path that fits the pattern; the values mean nothing. */
export function examplePath(route: Pick<Route, "path">): string {
  const values: Readonly<Record<string, string>> = { owner: AT.owner, repo: AT.repo, "+basehead": "a...b" };
  return route.path.replaceAll(/\{([+\w]+)\}/gu, (_, name: string) => values[name] ?? "1");
}

export async function tokenWith(
  small: SmallWorld,
  permissions: Readonly<Record<string, "read" | "write">>,
): Promise<string> {
  const order = { installation_id: small.installationId, permissions };
  return (await small.asApp.rest.apps.createInstallationAccessToken(order)).data.token;
}

export async function ask(
  small: SmallWorld,
  [method, path]: readonly [method: string, path: string],
  as: { readonly token?: string; readonly body?: unknown; readonly etag?: string } = {},
): Promise<Response> {
  const body = typeof as.body === "string" ? as.body : JSON.stringify(as.body ?? {});
  return await fetch(`${small.github.url}${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(as.token === undefined ? {} : { authorization: `bearer ${as.token}` }),
      ...(as.etag === undefined ? {} : { "if-none-match": as.etag }),
    },
    ...(method === "GET" ? {} : { body }),
  });
}

export async function askInVain(small: SmallWorld): Promise<void> {
  const app = await appToken(small);
  const installed = await tokenWith(small, ALL);
  await asStranger(small);
  await withoutPermission(small);
  await asNobody(small, app, installed);
  await again(small, installed);
  await withWrongBodies(small, installed);
  await tooLate(small, installed);
}

const ALL = { actions: "write", contents: "write", issues: "write", pull_requests: "write" } as const;

async function appToken({ asApp }: SmallWorld): Promise<string> {
  const auth: { token: string } = (await asApp.auth({ type: "app" })) as { token: string };
  return auth.token;
}

/** To whom the repository does not exist: 404. */
async function asStranger(small: SmallWorld): Promise<void> {
  const { token } = small.github.world.createUser("stranger");
  for (const route of ALL_ROUTES) {
    if (route.guard.kind === "repository") await ask(small, [route.method, examplePath(route)], { token });
  }
}

/** A token of the app that may only read the name of the repository: 403. */
async function withoutPermission(small: SmallWorld): Promise<void> {
  const token = await tokenWith(small, {});
  for (const route of ALL_ROUTES) {
    if (route.guard.kind === "repository") await ask(small, [route.method, examplePath(route)], { token });
  }
}

/** Tokens that are none, or of the wrong kind: 401, 403; things that are not there: 404. */
async function asNobody(small: SmallWorld, app: string, installed: string): Promise<void> {
  for (const route of ALL_ROUTES.filter(({ guard }) => guard.kind !== "repository")) {
    const at = [route.method, examplePath(route)] as const;
    if (route.method !== "DELETE") await ask(small, at, { token: "ghp_wrong" });
    if (route.guard.kind === "app") await ask(small, at, { token: app });
    else if (route.method !== "DELETE") await ask(small, at, { token: small.mariaToken });
  }
  await ask(small, ["GET", "/user"], { token: installed });
  await ask(small, ["GET", `/repos/${AT.owner}/unknown/installation`], { token: app });
  small.github.limits.set("installation", 0);
  await ask(small, ["GET", HERE], { token: installed });
  small.github.limits.set("installation", 5000);
}

/** Who has the answer already: 304. */
async function again(small: SmallWorld, installed: string): Promise<void> {
  const issue = await small.maria.rest.issues.create({ ...AT, title: "Again" });
  const draft = await openDraft(small, "again");
  const paths = [
    "/installation/repositories",
    `${HERE}/contents/README.md`,
    `${HERE}/issues/${issue.data.number}`,
    `${HERE}/pulls`,
    `${HERE}/pulls/${draft}`,
  ];
  const asked = [...paths.map((path) => [path, installed] as const), ["/user", small.mariaToken] as const];
  for (const [path, token] of [...asked, ["/rate_limit", installed] as const]) {
    const first = await ask(small, ["GET", path], { token });
    await ask(small, ["GET", path], { token, etag: first.headers.get("etag") ?? "" });
  }
}

async function openDraft({ maria, github }: SmallWorld, head: string): Promise<number> {
  const { data: main } = await maria.rest.git.getRef({ ...AT, ref: "heads/main" });
  await maria.rest.git.createRef({ ...AT, ref: `refs/heads/${head}`, sha: main.object.sha });
  const files = new Map([[`${head}.txt`, "more\n"]]);
  await github.world.commitFiles(NAME, { branch: head, files, message: head, by: "maria" });
  const { data } = await maria.rest.pulls.create({ ...AT, title: head, head, base: "main", draft: true });
  return data.number;
}

/** What is no JSON, or not what the route takes: 400, 422. */
async function withWrongBodies(small: SmallWorld, token: string): Promise<void> {
  const { data: issue } = await small.maria.rest.issues.create({ ...AT, title: "Wrong" });
  const { data: comment } = await small.maria.rest.issues.createComment({
    ...AT,
    issue_number: issue.number,
    body: "Wrong",
  });
  const draft = await openDraft(small, "wrong");
  const wrong: readonly (readonly [string, string, unknown])[] = [
    ["POST", `${HERE}/issues`, "{"],
    ["POST", `${HERE}/issues`, {}],
    ["PATCH", `${HERE}/issues/${issue.number}`, { state: "ajar" }],
    ["POST", `${HERE}/issues/${issue.number}/comments`, {}],
    ["POST", `${HERE}/issues/${issue.number}/reactions`, { content: "boo" }],
    ["PATCH", `${HERE}/issues/comments/${comment.id}`, {}],
    ["POST", `${HERE}/issues/comments/${comment.id}/reactions`, { content: "boo" }],
    ["POST", `${HERE}/pulls`, { title: "Gone", head: "gone", base: "main" }],
    ["PATCH", `${HERE}/pulls/${draft}`, { state: "ajar" }],
    ["POST", `${HERE}/pulls/${draft}/reviews`, {}],
    ["POST", `${HERE}/pulls/${draft}/requested_reviewers`, { reviewers: ["nobody-at-all"] }],
    ["PUT", `${HERE}/pulls/${draft}/merge`, { merge_method: "glue" }],
    ["PUT", `${HERE}/pulls/${draft}/merge`, {}],
    ["POST", `${HERE}/git/blobs`, {}],
    ["POST", `${HERE}/git/trees`, {}],
    ["POST", `${HERE}/git/commits`, {}],
    ["POST", `${HERE}/git/refs`, { ref: "refs/heads/x", sha: NOWHERE }],
    ["PATCH", `${HERE}/git/refs/heads/nowhere`, { sha: NOWHERE }],
    ["DELETE", `${HERE}/git/refs/heads/nowhere`, undefined],
    ["GET", `${HERE}/commits/nowhere`, undefined],
    ["GET", `${HERE}/git/blobs/short`, undefined],
    ["POST", `${HERE}/actions/workflows/build.yml/dispatches`, { ref: "nowhere" }],
  ];
  for (const [method, path, body] of wrong) await ask(small, [method, path], { token, body });
  const order = { permissions: { administration: "write" } };
  const at = `/app/installations/${small.installationId}/access_tokens`;
  await ask(small, ["POST", at], { token: await appToken(small), body: order });
}

/** What could be done before: 409, 410. */
async function tooLate(small: SmallWorld, token: string): Promise<void> {
  const run = await playRun(small);
  await ask(small, ["POST", `${HERE}/actions/runs/${run.id}/cancel`], { token });
  const artifact = await storeArtifact(small, run, "2020-01-01T00:00:00Z");
  await ask(small, ["GET", `${HERE}/actions/artifacts/${artifact}/zip`], { token });
  const pull = await openDraft(small, "late");
  const { pullRequests } = small.github.world;
  const found = pullRequests.find(small.repository, pull);
  if (found) pullRequests.setDraft(found, false, small.github.world.actor("maria"));
  await ask(small, ["PUT", `${HERE}/pulls/${pull}/merge`], { token, body: { sha: NOWHERE } });
}
