import { Probot } from "probot";
import { beforeEach, expect, it } from "vitest";
import { registerWebhooks } from "../../../src/app/webhooks.ts";
import type { EventRepository } from "../../../src/app/webhooks.ts";
import type { CommandComment } from "../../../src/operations/handle-comment.ts";

const REPOSITORY = {
  name: "orchard",
  html_url: "https://github.com/octo/orchard",
  default_branch: "main",
  owner: { login: "octo" },
};
const INSTALLATION = { id: 4 };
const SEEN: EventRepository = {
  installation: 4,
  owner: "octo",
  name: "orchard",
  url: "https://github.com/octo/orchard",
};

let probot: Probot;
let handled: CommandComment[];
let looks: EventRepository[];

beforeEach(async () => {
  handled = [];
  looks = [];
  probot = new Probot({ githubToken: "test", logLevel: "fatal" });
  await probot.load((app) => {
    registerWebhooks(app, {
      handle: (_, comment) => handled.push(comment),
      look: (repository) => looks.push(repository),
    });
  });
});

async function receive(name: string, payload: object): Promise<void> {
  const event = {
    id: "1",
    name,
    payload: { installation: INSTALLATION, repository: REPOSITORY, ...payload },
  };
  // Only the fields that are read matter; GitHub's payloads have hundreds.
  await probot.receive(event as unknown as Parameters<Probot["receive"]>[0]);
}

function comment(user: object | null): object {
  return {
    action: "created",
    issue: { number: 7 },
    comment: { id: 99, body: "/batch-stories", user, created_at: "2026-11-21T09:00:00Z" },
  };
}

it("hands a new comment on with its author", async () => {
  await receive("issue_comment", comment({ login: "maria", type: "User" }));

  expect(handled).toEqual([
    {
      issue: 7,
      commentId: 99,
      body: "/batch-stories",
      user: "maria",
      isBot: false,
      createdAt: "2026-11-21T09:00:00Z",
    },
  ]);
});

it("marks a comment that a bot wrote", async () => {
  await receive("issue_comment", comment({ login: "batch-stories[bot]", type: "Bot" }));

  expect(handled[0]?.isBot).toBe(true);
});

it("takes a comment of a deleted account for nobody's", async () => {
  await receive("issue_comment", comment(null));

  expect(handled[0]?.user).toBe("ghost");
});

it("does not hear edited comments: what was asked once is done once", async () => {
  await receive("issue_comment", { ...comment({ login: "maria", type: "User" }), action: "edited" });

  expect(handled).toEqual([]);
});

it.each([
  ["a run of ours", "workflow_run", { workflow_run: { display_title: "batch-stories b1-1 abcdef123456" } }],
  ["a job of a story", "workflow_job", { workflow_job: { name: "batch / story 1-1-gate / prove" } }],
  ["a pull request", "pull_request", { pull_request: {} }],
  ["a review", "pull_request_review", { review: {} }],
  ["a push to the default branch", "push", { ref: "refs/heads/main" }],
])("looks when it hears of %s", async (...[, name, payload]) => {
  await receive(name, { action: "completed", ...payload });

  expect(looks).toEqual([SEEN]);
});

it.each([
  ["somebody else's run", "workflow_run", { workflow_run: { display_title: "CI" } }],
  ["somebody else's job", "workflow_job", { workflow_job: { name: "build (20)" } }],
  ["a push to another branch", "push", { ref: "refs/heads/batch-stories/state" }],
  ["an event without installation", "pull_request", { installation: undefined }],
])("does not look because of %s", async (...[, name, payload]) => {
  await receive(name, { action: "completed", ...payload });

  expect(looks).toEqual([]);
});
