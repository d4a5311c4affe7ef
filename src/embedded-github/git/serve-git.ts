/**
 * Git over smart HTTP: GitHub's addresses in front, `git http-backend` behind. Reads run side by
 * side; a push holds the repository's write queue, so that it and the API see each other's refs.
 */
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { gitEnvironment } from "../environment.ts";

export interface GitCallTarget {
  readonly folder: string;
  /** Path below the repository, such as `/info/refs`. */
  readonly path: string;
  readonly query: string;
  /** For hooks. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly user: string;
  /** Runs when git is done, before the client learns it: what a push changed is known everywhere by then. */
  readonly beforeEnd?: () => Promise<void>;
}

/** Runs one request through `git http-backend`; resolves when the answer has been sent. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  target: GitCallTarget,
): Promise<void> {
  const body = request.method === "POST" ? await buffer(request) : Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    const child = spawn("git", ["http-backend"], { env: cgiEnvironment(request, target, body.length) });
    child.on("error", reject);
    child.stdin.on("error", () => undefined);
    child.stderr.resume();
    forwardAnswer(child.stdout, response);
    child.on("close", () => resolve());
    child.stdin.end(body);
  });
  await target.beforeEnd?.();
  response.end();
}

function cgiEnvironment(
  request: IncomingMessage,
  target: GitCallTarget,
  contentLength: number,
): Readonly<Record<string, string>> {
  return {
    ...gitEnvironment(),
    ...target.environment,
    GIT_PROJECT_ROOT: target.folder,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: target.path,
    REQUEST_METHOD: request.method ?? "GET",
    QUERY_STRING: target.query,
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    CONTENT_LENGTH: String(contentLength),
    // git compresses what it uploads; http-backend looks for the header under its CGI name.
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    GIT_PROTOCOL: headerText(request.headers["git-protocol"]),
    REMOTE_USER: target.user,
    REMOTE_ADDR: "127.0.0.1",
  };
}

function headerText(value: string | readonly string[] | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A CGI answer is headers, an empty line, the body; the body is passed on as it comes. */
function forwardAnswer(stdout: NodeJS.ReadableStream, response: ServerResponse): void {
  let head = Buffer.alloc(0);
  let hasHead = false;
  stdout.on("data", (chunk: Buffer) => {
    if (hasHead) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    hasHead = true;
    writeHead(response, head.toString("latin1", 0, end));
    if (head.length > end + 4) response.write(head.subarray(end + 4));
  });
}

function writeHead(response: ServerResponse, text: string): void {
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === "status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}
