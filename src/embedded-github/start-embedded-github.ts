/**
 * A GitHub small enough to start in a second, on loopback: REST, GraphQL, git over HTTP, signed
 * webhooks, Actions with artifacts. Everything it keeps ends with `stop()`.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { serveArtifacts } from "./artifact-service/serve-artifacts.ts";
import { createRunnerHost } from "./create-runner-host.ts";
import { Faults } from "./faults/faults.ts";
import { graphqlRoute } from "./graphql/graphql-route.ts";
import { createApi } from "./http/create-api.ts";
import { answerGit, isGitRequest } from "./http/git-listener.ts";
import { isForThisComputer } from "./http/is-for-this-computer.ts";
import { RateLimits } from "./http/rate-limits.ts";
import { RouteLog } from "./http/route-log.ts";
import { serveStorage } from "./http/storage-routes.ts";
import { createPages } from "./pages/create-pages.ts";
import { isPageRequest } from "./pages/is-page-request.ts";
import { ALL_ROUTES } from "./routes/all-routes.ts";
import { createRunner } from "./runner/create-runner.ts";
import { Webhooks } from "./webhooks/webhooks.ts";
import type { Events } from "./world/events.ts";
import { World } from "./world/world.ts";

export interface EmbeddedGitHubOptions {
  /** Repositories, artifacts and workspaces; a temporary folder, removed at the end, when absent. */
  readonly folder?: string;
  /** Any free one when absent. */
  readonly port?: number;
  /** Jobs that run at the same time. */
  readonly maxJobs?: number;
  /** The Node that runs JavaScript actions; this process's own when absent. */
  readonly node?: string;
  readonly webhookDelayMs?: number;
  readonly keepWorkspaces?: boolean;
  /** Lines about what went wrong inside; nowhere when absent. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedGitHub {
  /** REST's base address. */
  readonly url: string;
  readonly graphqlUrl: string;
  /** Repositories are at `<gitUrl>/<owner>/<name>.git`. */
  readonly gitUrl: string;
  readonly world: World;
  readonly requests: RouteLog;
  /** Requests this GitHub does not know: a test that meets one fails. */
  readonly unknownRequests: readonly string[];
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly events: Events;
  readonly webhooks: Webhooks;
  /** Version of the Node that runs JavaScript actions. */
  readonly nodeVersion: string;
  stop(): Promise<void>;
}

export async function startEmbeddedGitHub(options: EmbeddedGitHubOptions = {}): Promise<EmbeddedGitHub> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "embedded-github-")));
  await mkdir(folder, { recursive: true });
  const server = createServer();
  const url = await listen(server, options.port ?? 0);
  const report = options.log ?? (() => undefined);
  const urls = {
    api: url,
    graphql: `${url}/graphql`,
    git: url,
    results: `${url}/`,
    html: "https://github.com",
  };
  const world = new World({ folder, urls });
  const faults = new Faults();
  const requests = new RouteLog();
  const unknown: string[] = [];
  const limits = new RateLimits(world.now.bind(world));
  const api = createApi({
    world,
    routes: [...ALL_ROUTES, graphqlRoute(unknown)],
    limits,
    faults,
    log: requests,
    unknown,
    report,
  });
  serveStorage(api, world);
  serveArtifacts(api, world);
  const webhooks = new Webhooks({ world, faults, delayMs: options.webhookDelayMs ?? 0, report });
  const runner = createRunner({
    host: createRunnerHost(world),
    folder: join(folder, "runner"),
    maxJobs: options.maxJobs ?? 2,
    node: options.node ?? process.execPath,
    keepWorkspaces: options.keepWorkspaces ?? false,
  });
  world.runs.use(runner);
  answerWith(server, { world, api, report });
  return {
    url,
    graphqlUrl: urls.graphql,
    gitUrl: urls.git,
    world,
    requests,
    unknownRequests: unknown,
    faults,
    limits,
    events: world.events,
    webhooks,
    nodeVersion: runner.nodeVersion,
    async stop() {
      await runner.stop();
      await webhooks.stop();
      await close(server);
      world.stop();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function answerWith(
  server: Server,
  parts: {
    readonly world: World;
    readonly api: ReturnType<typeof createApi>;
    readonly report: (line: string) => void;
  },
): void {
  const { world, report } = parts;
  const answerApi = getRequestListener(parts.api.fetch, { overrideGlobalObjects: false });
  const answerPage = getRequestListener(createPages({ world, report }).fetch, {
    overrideGlobalObjects: false,
  });
  const apiParts = new Set(parts.api.routes.map(({ path }) => path.split("/")[1] ?? ""));
  function answerRequest(request: IncomingMessage, response: ServerResponse): unknown {
    if (isGitRequest(request)) return answerGit(world, request, response);
    return isPageRequest(request, { world, apiParts })
      ? answerPage(request, response)
      : answerApi(request, response);
  }
  server.on("request", (request, response) => {
    if (!isForThisComputer(request)) {
      response.writeHead(421, { "content-type": "text/plain" }).end("Only for this computer.");
      return;
    }
    const answer = answerRequest(request, response);
    Promise.resolve(answer).catch((error: unknown) => {
      report(`${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("bug: a TCP server has a port"));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
