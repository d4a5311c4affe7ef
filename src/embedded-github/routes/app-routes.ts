/** Who am I, where am I installed, and tokens for installations. */
import { z } from "zod";
import { created, noContent, ok } from "../http/answer.ts";
import type { ApiRequest } from "../http/api-request.ts";
import type { Quota } from "../http/rate-limits.ts";
import type { Route } from "../http/route.ts";
import { appShape, installationShape } from "../shapes/app-shape.ts";
import { permissionsShape, repositoryShape } from "../shapes/repository-shape.ts";
import { publicUserShape } from "../shapes/user-shape.ts";
import { type App, type Grants, type Installation, reaches } from "../world/identity/account.ts";
import { notFound, Refusal } from "../world/refusal.ts";

const TokenOrder = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(["read", "write", "admin"])).optional(),
});

export const APP_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/app",
    guard: { kind: "app" },
    answer: (request) => ok(appShape(request.world, appOf(request))),
  },
  {
    method: "GET",
    path: "/app/installations",
    guard: { kind: "app" },
    answer: (request) =>
      request.page(request.world.apps.installationsOf(appOf(request)), (one) =>
        installationShape(request.world, one),
      ),
  },
  {
    method: "GET",
    path: "/app/installations/{installation_id}",
    guard: { kind: "app" },
    answer: (request) => ok(installationShape(request.world, ownInstallation(request))),
  },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}/installation",
    guard: { kind: "app" },
    answer: (request) => {
      const installation = request.world.apps.installationFor(appOf(request), request.repository.fullName);
      if (!installation) throw notFound();
      return ok(installationShape(request.world, installation));
    },
  },
  {
    method: "POST",
    path: "/app/installations/{installation_id}/access_tokens",
    guard: { kind: "app" },
    answer: mintToken,
  },
  {
    method: "DELETE",
    path: "/installation/token",
    guard: { kind: "installation" },
    answer: (request) => {
      request.world.credentials.revokeCredential(request.credential);
      return noContent();
    },
  },
  {
    method: "GET",
    path: "/installation/repositories",
    guard: { kind: "installation" },
    answer: listRepositories,
  },
  {
    method: "GET",
    path: "/user",
    guard: { kind: "someone" },
    answer: (request) => {
      if (request.credential.kind !== "user")
        throw new Refusal("forbidden", "Resource not accessible by integration");
      return ok(publicUserShape(request.world, request.credential.account));
    },
  },
  {
    method: "GET",
    path: "/users/{username}",
    guard: { kind: "anyone" },
    answer: (request) => {
      const account = request.world.accounts.find(request.param("username"));
      if (!account) throw notFound();
      return ok(publicUserShape(request.world, account));
    },
  },
  { method: "GET", path: "/rate_limit", guard: { kind: "anyone" }, answer: rateLimit },
];

function appOf(request: ApiRequest): App {
  if (request.credential.kind !== "app") throw new Error("bug: the guard lets only apps through");
  return request.credential.app;
}

function ownInstallation(request: ApiRequest): Installation {
  const installation = request.world.apps.installation(request.number("installation_id"));
  if (installation?.app !== appOf(request)) throw notFound();
  return installation;
}

function mintToken(request: ApiRequest): ReturnType<typeof ok> {
  const installation = ownInstallation(request);
  const order = request.body(TokenOrder);
  const repositories = chosenRepositories(request, installation, order);
  const permissions = chosenPermissions(installation.app.permissions, order.permissions);
  const minted = request.world.credentials.mintInstallationToken(installation, { permissions, repositories });
  const isNarrowed = order.repositories !== undefined || order.repository_ids !== undefined;
  const shapes = [...repositories].map((name) =>
    repositoryShape(request.world, request.world.repository(name)),
  );
  return created({
    token: minted.token,
    expires_at: minted.expiresAt,
    permissions: minted.permissions,
    repository_selection: "selected",
    ...(isNarrowed ? { repositories: shapes } : {}),
  });
}

function chosenRepositories(
  request: ApiRequest,
  installation: Installation,
  order: z.infer<typeof TokenOrder>,
): ReadonlySet<string> {
  const known = [...installation.repositories].map((name) => request.world.repository(name));
  if (order.repositories === undefined && order.repository_ids === undefined)
    return new Set(installation.repositories);
  const names = order.repositories ?? [];
  const ids = order.repository_ids ?? [];
  const chosen = known.filter((one) => names.includes(one.name) || ids.includes(one.id));
  if (chosen.length < new Set([...names, ...ids]).size) {
    throw new Refusal(
      "invalid",
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  }
  return new Set(chosen.map((one) => one.fullName));
}

function chosenPermissions(granted: Grants, asked: Grants | undefined): Grants {
  if (asked === undefined) return granted;
  const tooMuch = Object.entries(asked).some(([key, level]) => !reaches(granted[key] ?? "none", level));
  if (tooMuch)
    throw new Refusal("invalid", "The permissions requested are not granted to this installation.");
  return { metadata: "read", ...asked };
}

function listRepositories(request: ApiRequest): ReturnType<typeof ok> {
  const { credential, world } = request;
  if (credential.kind !== "installation") throw new Error("bug: the guard lets only installations through");
  const repositories = [...credential.repositories].map((name) => world.repository(name));
  return request.page(
    repositories,
    (one) => ({ ...repositoryShape(world, one), permissions: permissionsShape(credential, one) }),
    (shapes) => ({
      total_count: repositories.length,
      repository_selection: "selected",
      repositories: shapes,
    }),
  );
}

function rateLimit(request: ApiRequest): ReturnType<typeof ok> {
  const core = quotaShape(request.limits.quota(request.credential, "core"));
  const graphql = quotaShape(request.limits.quota(request.credential, "graphql"));
  return ok({ resources: { core, graphql, search: { ...core, limit: 30 } }, rate: core });
}

/** In the headers of an answer the resource has a name, here its key is the name. */
function quotaShape({ resource: _named, ...quota }: Quota): Omit<Quota, "resource"> {
  return quota;
}
