/** GitHub's own examples and hostile ones through the app's real door: HTTP, signature, handlers. */
import { createHmac } from "node:crypto";
import { createServer, request as httpRequest, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { Probot } from "probot";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { serveRequests, WEBHOOK_PATH } from "../../../src/app/serve-requests.ts";
import type { EventRepository } from "../../../src/app/webhooks.ts";
import type { CommandComment } from "../../../src/operations/handle-comment.ts";

type Payload = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);
const EXAMPLES = z
  .array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
  .parse(require("@octokit/webhooks-examples"));

const SECRET = "only for tests";
const INSTALLATION = { id: 4, node_id: "x" };
/** GitHub gives up after ten seconds; the app answers before it works. */
const SLOWEST_MS = 1000;

let server: Server;
let url: string;
let handled: { readonly repository: EventRepository; readonly comment: CommandComment }[];
let looks: EventRepository[];

beforeAll(async () => {
  const probot = new Probot({ githubToken: "unused", secret: SECRET, logLevel: "fatal" });
  const serve = await serveRequests(probot, {
    handle: (repository, comment) => handled.push({ repository, comment }),
    look: (repository) => looks.push(repository),
  });
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  handled = [];
  looks = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

function signature(body: string): string {
  return `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
}

function headersOf(event: string, body: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-hub-signature-256": signature(body),
  };
}

async function post(body: string, headers: Record<string, string>, path = WEBHOOK_PATH): Promise<Answer> {
  const response = await fetch(url + path, { method: "POST", body, headers });
  return { status: response.status, text: await response.text() };
}

async function deliver(event: string, payload: unknown): Promise<Answer> {
  const body = JSON.stringify(payload);
  return await post(body, headersOf(event, body));
}

function examplesOf(event: string): readonly Payload[] {
  const found = EXAMPLES.find(({ name }) => name === event)?.examples ?? [];
  if (found.length === 0) throw new Error(`there are no examples of ${event}`);
  return found;
}

/** The first example of an event with what the test is about. */
function example(event: string, change: Payload = {}): Payload {
  return { ...examplesOf(event)[0], installation: INSTALLATION, ...change };
}

/** The payload with one value, named by its path, replaced. */
function withValue(payload: Payload, path: string, value: unknown): Payload {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...payload, [first]: value };
  const below = z.record(z.string(), z.unknown()).parse(payload[first]);
  return { ...payload, [first]: withValue(below, rest.join("."), value) };
}

describe("GitHub's examples of webhooks", () => {
  it("are there for 58 events", () => {
    expect(EXAMPLES).toHaveLength(58);
  });

  it.each(EXAMPLES)("of $name are all taken at once", async ({ name, examples }) => {
    for (const payload of examples) {
      const startedAt = performance.now();

      expect(await deliver(name, payload)).toEqual({ status: 200, text: "ok\n" });
      expect(performance.now() - startedAt).toBeLessThan(SLOWEST_MS);
    }
  });

  it("wake the app where they may concern a batch, and nowhere else", async () => {
    const effects: Record<string, string> = {};
    for (const { name, examples } of EXAMPLES) {
      looks = [];
      handled = [];
      for (const payload of examples) await deliver(name, { ...payload, installation: INSTALLATION });
      if (looks.length + handled.length > 0) {
        effects[name] = `${handled.length} handled, ${looks.length} looked, of ${examples.length}`;
      }
    }

    expect(effects).toEqual({
      issue_comment: "5 handled, 0 looked, of 9",
      pull_request: "0 handled, 29 looked, of 29",
      pull_request_review: "0 handled, 4 looked, of 4",
      push: "0 handled, 2 looked, of 7",
    });
  });

  it.each([
    ["workflow_run", "workflow_run.display_title", "batch-stories b1-1 abcdef123456"],
    ["workflow_job", "workflow_job.name", "batch / story 1-1-gate / prove"],
  ])("of %s wake the app when they are about a run of ours", async (event, path, name) => {
    for (const payload of examplesOf(event)) {
      await deliver(event, withValue({ ...payload, installation: INSTALLATION }, path, name));
    }

    expect(looks).toHaveLength(examplesOf(event).length);
  });

  it("without an installation come from somebody's own hook and wake nobody", async () => {
    const ours = EXAMPLES.flatMap(({ name, examples }) => examples.map((payload) => ({ name, payload })));
    for (const { name, payload } of ours) {
      const { installation: _, ...rest } = payload;
      await deliver(name, rest);
    }

    expect([...looks, ...handled]).toEqual([]);
  });

  it("say for which repository to look", async () => {
    await deliver("pull_request", example("pull_request"));

    expect(looks).toEqual([
      {
        installation: 4,
        owner: "Codertocat",
        name: "Hello-World",
        url: "https://github.com/Codertocat/Hello-World",
      },
    ]);
  });
});

describe("a comment", () => {
  it("is handed on with its issue and author", async () => {
    await deliver("issue_comment", example("issue_comment"));

    expect(handled).toEqual([
      {
        repository: {
          installation: 4,
          owner: "Codertocat",
          name: "Hello-World",
          url: "https://github.com/Codertocat/Hello-World",
        },
        comment: {
          issue: 1,
          commentId: 492700400,
          body: "You are totally right! I'll get this fixed right away.",
          user: "Codertocat",
          isBot: false,
          createdAt: "2019-05-15T15:20:21Z",
        },
      },
    ]);
  });

  it("of a bot is marked as one, so that nobody obeys it", async () => {
    const user = { login: "batch-stories[bot]", type: "Bot" };
    await deliver("issue_comment", withValue(example("issue_comment"), "comment.user", user));

    expect(handled.map(({ comment }) => comment.isBot)).toEqual([true]);
  });

  it("of a deleted account is nobody's", async () => {
    await deliver("issue_comment", withValue(example("issue_comment"), "comment.user", null));

    expect(handled.map(({ comment }) => comment.user)).toEqual(["ghost"]);
  });

  it.each(["edited", "deleted"])("that was %s asks for nothing", async (action) => {
    const body = "/batch-stories run";
    await deliver("issue_comment", withValue(example("issue_comment", { action }), "comment.body", body));

    expect(handled).toEqual([]);
  });

  it("on a pull request is a comment on its number", async () => {
    const pull = { url: "https://api.github.com/repos/Codertocat/Hello-World/pulls/1" };
    await deliver("issue_comment", withValue(example("issue_comment"), "issue.pull_request", pull));

    expect(handled.map(({ comment }) => comment.issue)).toEqual([1]);
  });
});

describe("what comes from a fork", () => {
  it("makes the app look at the repository it is installed in", async () => {
    const fork = { name: "evil", owner: { login: "mallory" }, default_branch: "main" };
    await deliver("pull_request", withValue(example("pull_request"), "pull_request.head.repo", fork));

    expect(looks.map(({ owner, name }) => `${owner}/${name}`)).toEqual(["Codertocat/Hello-World"]);
  });

  it("may be a fork that is gone", async () => {
    const answer = await deliver(
      "pull_request",
      withValue(example("pull_request"), "pull_request.head.repo", null),
    );

    expect(answer.status).toBe(200);
    expect(looks).toHaveLength(1);
  });
});

describe("a webhook with a hole in it", () => {
  it.each([
    ["issue_comment", "installation"],
    ["issue_comment", "repository"],
    ["issue_comment", "repository.owner"],
    ["issue_comment", "repository.owner.login"],
    ["issue_comment", "repository.name"],
    ["issue_comment", "issue"],
    ["issue_comment", "issue.number"],
    ["issue_comment", "comment"],
    ["issue_comment", "comment.id"],
    ["issue_comment", "comment.body"],
    ["issue_comment", "comment.user.login"],
    ["issue_comment", "comment.created_at"],
    ["issue_comment", "action"],
    ["workflow_run", "workflow_run"],
    ["workflow_run", "workflow_run.display_title"],
    ["workflow_job", "workflow_job"],
    ["workflow_job", "workflow_job.name"],
    ["pull_request", "installation"],
    ["pull_request", "repository"],
    ["push", "ref"],
    ["push", "repository.default_branch"],
  ])("is taken and asks for nothing: %s without %s", async (event, path) => {
    const answer = await deliver(event, withValue(example(event), path, null));

    expect(answer).toEqual({ status: 200, text: "ok\n" });
    expect([...looks, ...handled]).toEqual([]);
  });
});

describe("garbage at the door", () => {
  const BODY = JSON.stringify({ action: "opened" });
  const TOO_MUCH = 30 * 1024 * 1024;

  /** Sends more than fits, with or without saying how much it will be. */
  function flood(headers: Record<string, string>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sending = httpRequest(url + WEBHOOK_PATH, { method: "POST", headers }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      });
      // The app hangs up on whoever goes on; the answer has been read by then.
      sending.on("error", reject);
      for (let sent = 0; sent < TOO_MUCH; sent += 1024 * 1024) sending.write(Buffer.alloc(1024 * 1024, 0x20));
      sending.end();
    });
  }

  it.each<[string, number, () => Promise<Answer>]>([
    ["a signature of somebody else", 400, () => post(BODY, { ...headersOf("push", `${BODY} `) })],
    ["no signature", 400, () => post(BODY, { ...headersOf("push", BODY), "x-hub-signature-256": "" })],
    [
      "half a signature",
      400,
      () => post(BODY, { ...headersOf("push", BODY), "x-hub-signature-256": "sha256=12" }),
    ],
    [
      "an old signature",
      400,
      () => post(BODY, { ...headersOf("push", BODY), "x-hub-signature-256": "sha1=12" }),
    ],
    ["another body than was signed", 400, () => post("{}", headersOf("push", BODY))],
    ["no event", 400, () => post(BODY, { "content-type": "application/json" })],
    [
      "a form",
      415,
      () =>
        post("payload=%7B%7D", {
          ...headersOf("push", BODY),
          "content-type": "application/x-www-form-urlencoded",
        }),
    ],
    ["no JSON", 400, () => post("{", headersOf("push", "{"))],
    ["an empty body", 400, () => post("", headersOf("push", ""))],
    ["30 MB", 413, () => flood({ ...headersOf("push", BODY), "content-length": String(TOO_MUCH) })],
    ["30 MB of which it does not say how much it will be", 413, () => flood(headersOf("push", BODY))],
    ["another address", 404, () => post(BODY, headersOf("push", BODY), "/elsewhere")],
    ["an address that is none", 422, () => post(BODY, headersOf("push", BODY), "//:0/")],
  ])("%s is refused with %d, and nothing is told about the inside", async (_what, status, send) => {
    const answer = await send();

    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/\n\s+at |\.js:|\.ts:|node_modules/u);
    expect([...looks, ...handled]).toEqual([]);
    expect((await deliver("pull_request", example("pull_request"))).status).toBe(200);
  });

  it("may be asked for, but there is nothing to read", async () => {
    const answer = await fetch(url + WEBHOOK_PATH);

    expect(answer.status).toBe(404);
  });

  it.each(["null", "[]", '"text"', "7"])("that is signed and is only %s ends nothing", async (body) => {
    const answer = await post(body, headersOf("push", body));

    expect(answer.text).not.toMatch(/\n\s+at /u);
    expect((await deliver("pull_request", example("pull_request"))).status).toBe(200);
  });
});
