import { isoSeconds } from "../git/git-object.ts";
import type { App, Installation } from "../world/identity/account.ts";
import { nodeId } from "../world/ids.ts";
import type { World } from "../world/world.ts";
import type { AppSchema, InstallationSchema } from "./schema.ts";
import { userShape } from "./user-shape.ts";

export function appShape(world: World, app: App): AppSchema {
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId("A", app.id),
    owner: userShape(world, app.owner),
    name: app.slug,
    description: null,
    external_url: `${world.urls.html}/apps/${app.slug}`,
    html_url: `${world.urls.html}/apps/${app.slug}`,
    created_at: isoSeconds(app.createdAt),
    updated_at: isoSeconds(app.createdAt),
    permissions: { ...app.permissions },
    events: [...app.events],
    installations_count: world.apps.installationsOf(app).length,
  };
}

export function installationShape(world: World, installation: Installation): InstallationSchema {
  const { app, account, createdAt } = installation;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: userShape(world, account),
    repository_selection: "selected",
    access_tokens_url: `${world.urls.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${world.urls.api}/installation/repositories`,
    html_url: `${world.urls.html}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: appPermissions(app),
    events: [...app.events],
    created_at: isoSeconds(createdAt),
    updated_at: isoSeconds(createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_at: null,
    suspended_by: null,
  };
}

function appPermissions(app: App): Record<string, "read" | "write"> {
  const permissions: Record<string, "read" | "write"> = {};
  for (const [key, level] of Object.entries(app.permissions)) {
    if (level === "read" || level === "write") permissions[key] = level;
  }
  return permissions;
}
