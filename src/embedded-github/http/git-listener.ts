/** GitHub's git addresses: `<origin>/<owner>/<name>.git/...`, with and without the ending. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { ZERO_SHA } from "../git/git-object.ts";
import type { Ref } from "../git/git-repository.ts";
import { hookEnvironment } from "../git/push-hook.ts";
import { serveGit } from "../git/serve-git.ts";
import { accessLevel, isVisible, mayChangeWorkflows } from "../world/identity/access.ts";
import { type Actor, reaches } from "../world/identity/account.ts";
import type { Credential } from "../world/identity/credentials.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import { tokenOf } from "./create-api.ts";

const ADDRESS = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/u;

export function isGitRequest(request: IncomingMessage): boolean {
  return ADDRESS.test(pathOf(request));
}

export async function answerGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = readCall(world, request);
  if (call.kind === "refused") return refuse(response, call);
  const { repository, credential, actor, path, query } = call;
  const target = { folder: repository.git.folder, path, query, user: actor?.account.login ?? "anonymous" };
  if (!path.endsWith("git-receive-pack") || !actor) return serveGit(request, response, target);
  const environment = hookEnvironment({
    closedBranches: world.branches.closedTo(repository, actor),
    mayChangeWorkflows: mayChangeWorkflows(credential, repository),
  });
  return push(world, { repository, actor }, (tell) =>
    serveGit(request, response, { ...target, environment, beforeEnd: tell }),
  );
}

type GitCall =
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  | {
      readonly kind: "allowed";
      readonly repository: Repository;
      readonly credential: Credential;
      readonly actor: Actor | undefined;
      readonly path: string;
      readonly query: string;
    };

function readCall(world: World, request: IncomingMessage): GitCall {
  const [, owner, name, path = ""] = ADDRESS.exec(pathOf(request)) ?? [];
  const who = world.credentials.identify(tokenOf(request.headers.authorization));
  if (who.kind === "unknown") return { kind: "refused", status: 401, message: "Invalid username or token." };
  const { credential } = who;
  const repository = world.repositories.find(`${owner}/${name}`);
  const isAnonymous = credential.kind === "anonymous";
  if (!repository || !isVisible(credential, repository)) {
    return { kind: "refused", status: isAnonymous ? 401 : 404, message: "Repository not found." };
  }
  const query = new URL(request.url ?? "/", "http://localhost").search.slice(1);
  const isPush = path.endsWith("git-receive-pack") || query.includes("service=git-receive-pack");
  if (isPush && isAnonymous) return { kind: "refused", status: 401, message: "Authentication required." };
  if (!mayUseGit(credential, repository, isPush)) {
    return { kind: "refused", status: 403, message: `Permission to ${repository.fullName}.git denied.` };
  }
  const actor = world.credentials.actorOf(credential);
  return { kind: "allowed", repository, credential, actor, path, query };
}

/** Reading a public repository takes no permission, whatever the token was made for. */
function mayUseGit(credential: Credential, repository: Repository, isPush: boolean): boolean {
  if (!isPush && !repository.isPrivate) return true;
  return reaches(accessLevel(credential, repository, "contents"), isPush ? "write" : "read");
}

/** What a push changed is what differs between the refs before and after it. */
function push(
  world: World,
  { repository, actor }: { readonly repository: Repository; readonly actor: Actor },
  receive: (tell: () => Promise<void>) => Promise<void>,
): Promise<void> {
  return repository.git.writes.run(async () => {
    const before = byName(await repository.git.listRefs("refs/"));
    await receive(async () => {
      const after = byName(await repository.git.listRefs("refs/"));
      for (const ref of new Set([...before.keys(), ...after.keys()])) {
        const update = { ref, before: before.get(ref) ?? ZERO_SHA, after: after.get(ref) ?? ZERO_SHA };
        if (update.before !== update.after) await world.branches.tell(repository, update, actor);
      }
    });
  });
}

function byName(refs: readonly Ref[]): ReadonlyMap<string, string> {
  return new Map(refs.map((ref) => [ref.name, ref.sha]));
}

function pathOf(request: IncomingMessage): string {
  const [path = "/"] = (request.url ?? "/").split("?");
  return path;
}

function refuse(
  response: ServerResponse,
  { status, message }: { readonly status: number; readonly message: string },
): void {
  if (status === 401) response.setHeader("www-authenticate", 'Basic realm="GitHub"');
  response.writeHead(status, { "content-type": "text/plain" });
  response.end(`${message}\n`);
}
