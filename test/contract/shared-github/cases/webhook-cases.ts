import { createHmac } from "node:crypto";
import { as, at, type HeardWebhook, SECRET, type SharedServer } from "../shared-server.ts";
import { branch, mainCommit } from "./code-cases.ts";
import type { SharedCase } from "./shared-case.ts";

const WAIT_MS = 5000;

async function heard(
  server: SharedServer,
  isIt: (webhook: HeardWebhook) => boolean,
): Promise<HeardWebhook | undefined> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const found = server.heard.find(isIt);
    if (found || Date.now() > deadline) return found;
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

function nameOf({ headers }: HeardWebhook): unknown {
  return headers["x-github-event"];
}

function payloadOf({ body }: HeardWebhook): unknown {
  return JSON.parse(body);
}

async function commented(server: SharedServer, body: string): Promise<HeardWebhook | undefined> {
  const { maria } = server.tokens;
  const issue = await as(server, maria)("POST /repos/{owner}/{repo}/issues", { body: { title: "Heard" } });
  const params = { issue_number: String(at(issue.body, "number")) };
  await as(server, maria)("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    params,
    body: { body },
  });
  return await heard(
    server,
    (one) => nameOf(one) === "issue_comment" && at(payloadOf(one), "comment.body") === body,
  );
}

export const WEBHOOK_CASES: readonly SharedCase[] = [
  {
    name: "a comment is told to the app, signed, with what it is about and whose installation hears it",
    github: [true, "string", "created", "maria", "octo/orchard", true],
    async run(server) {
      const webhook = await commented(server, "listen");
      if (!webhook) return "nothing was heard";
      const signature = `sha256=${createHmac("sha256", SECRET).update(webhook.body).digest("hex")}`;
      const payload = payloadOf(webhook);
      return [
        webhook.headers["x-hub-signature-256"] === signature,
        typeof webhook.headers["x-github-delivery"],
        at(payload, "action"),
        at(payload, "sender.login"),
        at(payload, "repository.full_name"),
        at(payload, "installation.id") === server.installationId,
      ];
    },
  },
  {
    name: "what the app has not subscribed to is not told",
    github: [],
    async run(server) {
      await commented(server, "after the issue");
      return server.heard.map(nameOf).filter((name) => name === "issues");
    },
  },
  {
    name: "a new branch is told as a push that created it",
    github: ["refs/heads/pushed", true, "0".repeat(40)],
    async run(server) {
      await branch(server, "pushed", await mainCommit(server));
      function isIt(one: HeardWebhook): boolean {
        return at(payloadOf(one), "ref") === "refs/heads/pushed";
      }
      const webhook = await heard(server, isIt);
      const payload = webhook ? payloadOf(webhook) : undefined;
      return [at(payload, "ref"), at(payload, "created"), at(payload, "before")];
    },
  },
];
