/** The GitHub App as a server: webhooks in, work behind, a clean end. */
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { composeApp } from "./compose.ts";
import type { App } from "./compose.ts";
import { readEnvironment } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { serveRequests } from "./serve-requests.ts";
import { createWorkers } from "./workers.ts";
import type { Workers } from "./workers.ts";

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(environment: Environment, serve: RequestListener): Promise<Listening> {
  const server = createServer(serve);
  const { host, port } = environment;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  async function close(): Promise<void> {
    server.closeIdleConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`, close };
}

/** On a signal: no new work is taken, what is under way is finished, and the process ends by itself. */
function stopOnSignals(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      void stop().finally(() => process.exit(0));
    });
  }
}

async function sweepNow(app: App, workers: Workers): Promise<void> {
  try {
    await workers.sweep();
  } catch (error) {
    app.log.error("the sweep failed", { error });
  }
}

async function main(): Promise<void> {
  const reading = readEnvironment();
  if (reading.kind === "wrong") {
    process.stderr.write(`The app cannot start:\n${reading.problems.map((line) => `  ${line}\n`).join("")}`);
    process.exit(1);
  }
  const { environment } = reading;
  const app = composeApp(environment, say);
  const workers = createWorkers(app, environment);
  const server = await listen(environment, await serveRequests(app.probot, workers));
  say(`listening on ${server.url}`);
  const timer = setInterval(() => void sweepNow(app, workers), environment.sweepIntervalMs);
  stopOnSignals(async () => {
    clearInterval(timer);
    await server.close();
    await workers.stop();
  });
  await sweepNow(app, workers);
}

await main();
