/**
 * Everything the app answers over HTTP: its health, and webhooks. Until its signature holds, a
 * webhook is anybody's: it costs memory for one body of bounded size and nothing else.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createNodeMiddleware, type Probot } from "probot";
import { readBody } from "./read-body.ts";
import { registerWebhooks, type WebhookReceiver } from "./webhooks.ts";

export const WEBHOOK_PATH = "/api/github/webhooks";

/** GitHub sends no larger payloads. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** So long the sender of too much may still read the answer before the connection ends. */
const LAST_WORDS_MS = 1000;

function answerHealth(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== "GET" || request.url !== "/healthz") return false;
  response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
  return true;
}

function refuseTooLarge(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(413, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ error: `A webhook has at most ${MAX_BODY_BYTES} bytes.` }));
  setTimeout(() => request.destroy(), LAST_WORDS_MS).unref();
}

export async function serveRequests(probot: Probot, receiver: WebhookReceiver): Promise<RequestListener> {
  const middleware = await createNodeMiddleware((app) => registerWebhooks(app, receiver), {
    probot,
    webhooksPath: WEBHOOK_PATH,
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (answerHealth(request, response)) return;
    if (request.method === "POST") {
      const body = await readBody(request, MAX_BODY_BYTES);
      if (body === undefined) return refuseTooLarge(request, response);
      // Where Probot looks for a body that was read already.
      Object.assign(request, { body });
    }
    await middleware(request, response, () => response.writeHead(404).end());
  }

  return (request, response) => void serve(request, response);
}
