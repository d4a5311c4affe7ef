import type { Account } from "../world/identity/account.ts";
import { nodeId } from "../world/ids.ts";
import type { World } from "../world/world.ts";

/** As webhooks about an organisation's repositories carry it. */
export function organizationShape(world: World, account: Account): Readonly<Record<string, unknown>> {
  const url = `${world.urls.api}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("O", account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.urls.html}/avatars/u/${account.id}`,
    description: null,
  };
}
