import { as, at, refusal, type Reply, tokenWith } from "../shared-server.ts";
import { mainCommit } from "./code-cases.ts";
import type { SharedCase } from "./shared-case.ts";

const PERMISSION = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
const COMMENT = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";

export const ACCESS_CASES: readonly SharedCase[] = [
  {
    name: "a private repository does not exist for strangers and for nobody",
    github: ["404 Not Found", "404 Not Found"],
    async run(server) {
      const stranger = await as(server, server.tokens.stranger)("GET /repos/{owner}/{repo}");
      const nobody = await as(server, null)("GET /repos/{owner}/{repo}");
      return [refusal(stranger), refusal(nobody)];
    },
  },
  {
    name: "a repository tells its name and default branch",
    github: [200, "octo/orchard", true, "main"],
    async run(server) {
      const { status, body } = await as(server, server.tokens.rita)("GET /repos/{owner}/{repo}");
      return [status, at(body, "full_name"), at(body, "private"), at(body, "default_branch")];
    },
  },
  {
    name: "what people may do is told with GitHub's words",
    github: ["admin", "read", "none", 404],
    async run(server) {
      const token = await tokenWith(server);
      async function told(username: string): Promise<unknown> {
        const { status, body } = await as(server, token)(PERMISSION, { params: { username } });
        return status === 200 ? at(body, "permission") : status;
      }
      return [await told("maria"), await told("rita"), await told("stranger"), await told("nobody-here")];
    },
  },
  {
    name: "a token that may only read contents does not write them",
    github: 403,
    async run(server) {
      const token = await tokenWith(server, { contents: "read" });
      const sha = await mainCommit(server);
      return (
        await as(server, token)("POST /repos/{owner}/{repo}/git/refs", {
          body: { ref: "refs/heads/x", sha },
        })
      ).status;
    },
  },
  {
    name: "a token that may not read contents does not read them",
    github: 403,
    async run(server) {
      const token = await tokenWith(server, { issues: "read" });
      return (
        await as(server, token)("GET /repos/{owner}/{repo}/contents/{path}", {
          params: { path: "README.md" },
        })
      ).status;
    },
  },
  {
    name: "a token that may only read issues opens none",
    github: 403,
    async run(server) {
      const token = await tokenWith(server, { issues: "read" });
      return (await as(server, token)("POST /repos/{owner}/{repo}/issues", { body: { title: "No" } })).status;
    },
  },
  {
    name: "a token without pull requests opens none",
    github: 403,
    async run(server) {
      const token = await tokenWith(server, { contents: "write" });
      const body = { title: "No", head: "main", base: "main" };
      return (await as(server, token)("POST /repos/{owner}/{repo}/pulls", { body })).status;
    },
  },
  {
    name: "a token with pull requests comments on them, but not on issues",
    github: [201, 403],
    async run(server) {
      const maria = server.tokens.maria;
      const issue = await as(server, maria)("POST /repos/{owner}/{repo}/issues", {
        body: { title: "Issue" },
      });
      const sha = await mainCommit(server);
      const main = await as(server, maria)("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
        params: { commit_sha: sha },
      });
      const made = { message: "empty", tree: at(main.body, "tree.sha"), parents: [sha] };
      const commit = await as(server, maria)("POST /repos/{owner}/{repo}/git/commits", { body: made });
      const ref = { ref: "refs/heads/talked-about", sha: at(commit.body, "sha") };
      await as(server, maria)("POST /repos/{owner}/{repo}/git/refs", { body: ref });
      const order = { title: "Talk", head: "talked-about", base: "main" };
      const pull = await as(server, maria)("POST /repos/{owner}/{repo}/pulls", { body: order });
      const token = await tokenWith(server, { pull_requests: "write" });
      function on(target: unknown): Promise<Reply> {
        return as(server, token)(COMMENT, {
          params: { issue_number: String(at(target, "number")) },
          body: { body: "hi" },
        });
      }
      return [(await on(pull.body)).status, (await on(issue.body)).status];
    },
  },
  {
    name: "a refusal of an app's token says so in GitHub's words",
    github: "403 Resource not accessible by integration",
    async run(server) {
      const token = await tokenWith(server, { issues: "read" });
      return refusal(await as(server, token)("POST /repos/{owner}/{repo}/issues", { body: { title: "No" } }));
    },
  },
  {
    name: "who may read comments, but does not edit what others wrote",
    github: [201, 403],
    async run(server) {
      const { maria, rita } = server.tokens;
      const issue = await as(server, maria)("POST /repos/{owner}/{repo}/issues", {
        body: { title: "Talk" },
      });
      const params = { issue_number: String(at(issue.body, "number")) };
      const own = await as(server, rita)(COMMENT, { params, body: { body: "mine" } });
      const other = await as(server, maria)(COMMENT, { params, body: { body: "hers" } });
      const edit = await as(server, rita)("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
        params: { comment_id: String(at(other.body, "id")) },
        body: { body: "changed" },
      });
      return [own.status, edit.status];
    },
  },
];
