import { as, type Ask, at, type Reply, type SharedServer, tokenWith } from "../shared-server.ts";
import { branch, commitFile, mainCommit } from "./code-cases.ts";
import type { SharedCase } from "./shared-case.ts";

const PULLS = "/repos/{owner}/{repo}/pulls";
const ONE = `${PULLS}/{pull_number}`;
const NOWHERE = "0123456789012345678901234567890123456789";

async function asApp(server: SharedServer, route: string, rest: Ask = {}): Promise<Reply> {
  return await as(server, await tokenWith(server))(route, rest);
}

/** A branch with one file of its own. */
async function grow(
  server: SharedServer,
  name: string,
  file = { path: `${name}.txt`, content: "more\n" },
): Promise<string> {
  const sha = await commitFile(server, file);
  await branch(server, name, sha);
  return sha;
}

function propose(server: SharedServer, head: string, more: object = {}): Promise<Reply> {
  return asApp(server, `POST ${PULLS}`, { body: { title: head, head, base: "main", ...more } });
}

async function proposed(
  server: SharedServer,
  name: string,
  more: object = {},
): Promise<{ pull_number: string }> {
  await grow(server, name);
  return { pull_number: String(at((await propose(server, name, more)).body, "number")) };
}

export const PULL_CASES: readonly SharedCase[] = [
  {
    name: "a pull request tells its head, base, size and that it is no draft",
    github: [201, "open", false, "size", true, "main", 1, 1, 1],
    async run(server) {
      const sha = await grow(server, "size");
      const { status, body } = await propose(server, "size");
      return [
        status,
        at(body, "state"),
        at(body, "draft"),
        at(body, "head.ref"),
        at(body, "head.sha") === sha,
        at(body, "base.ref"),
        at(body, "commits"),
        at(body, "additions"),
        at(body, "changed_files"),
      ];
    },
  },
  {
    name: "a pull request of the same branch, of none, and of nothing new is refused",
    github: [422, 422, 422],
    async run(server) {
      await grow(server, "once");
      await propose(server, "once");
      const again = await propose(server, "once");
      const none = await propose(server, "no-such-branch");
      await branch(server, "nothing-new", await mainCommit(server));
      return [again.status, none.status, (await propose(server, "nothing-new")).status];
    },
  },
  {
    name: "pull requests are found by their branch",
    github: [["findable-pull"], []],
    async run(server) {
      await proposed(server, "findable-pull");
      async function titles(head: string): Promise<unknown> {
        const { body } = await asApp(server, `GET ${PULLS}`, { query: { head, state: "open" } });
        return Array.isArray(body) ? body.map((one) => at(one, "title")) : body;
      }
      return [await titles("octo:findable-pull"), await titles("octo:other")];
    },
  },
  {
    name: "a pull request's texts are changed, and it is closed",
    github: [200, "New", "text", "closed", false],
    async run(server) {
      const params = await proposed(server, "edited");
      const body = { title: "New", body: "text" };
      const edited = await asApp(server, `PATCH ${ONE}`, { params, body });
      const closed = await asApp(server, `PATCH ${ONE}`, { params, body: { state: "closed" } });
      return [
        edited.status,
        at(edited.body, "title"),
        at(edited.body, "body"),
        at(closed.body, "state"),
        at(closed.body, "merged"),
      ];
    },
  },
  {
    name: "files and commits of a pull request are told",
    github: [[["told.txt", "added"]], ["Add told.txt"]],
    async run(server) {
      const params = await proposed(server, "told");
      const files = (await asApp(server, `GET ${ONE}/files`, { params })).body;
      const commits = (await asApp(server, `GET ${ONE}/commits`, { params })).body;
      return [
        Array.isArray(files) ? files.map((one) => [at(one, "filename"), at(one, "status")]) : files,
        Array.isArray(commits) ? commits.map((one) => at(one, "commit.message")) : commits,
      ];
    },
  },
  {
    name: "a pull request is an issue too, and says so",
    github: [200, true, 201],
    async run(server) {
      const { pull_number } = await proposed(server, "also-an-issue");
      const params = { issue_number: pull_number };
      const issue = await asApp(server, "GET /repos/{owner}/{repo}/issues/{issue_number}", { params });
      const talk = { params, body: { body: "hi" } };
      const comment = await asApp(server, "POST /repos/{owner}/{repo}/issues/{issue_number}/comments", talk);
      return [issue.status, at(issue.body, "pull_request.url") !== undefined, comment.status];
    },
  },
  {
    name: "a pull request is merged once, into the base, and says by whom",
    github: [200, true, true, "closed", true, "gardener[bot]", 200, 405],
    async run(server) {
      const params = await proposed(server, "merged");
      const merge = await asApp(server, `PUT ${ONE}/merge`, { params, body: { merge_method: "squash" } });
      const pull = await asApp(server, `GET ${ONE}`, { params });
      const file = { params: { path: "merged.txt" }, query: { ref: "main" } };
      const contents = await asApp(server, "GET /repos/{owner}/{repo}/contents/{path}", file);
      const again = await asApp(server, `PUT ${ONE}/merge`, { params, body: {} });
      return [
        merge.status,
        at(merge.body, "merged"),
        at(merge.body, "sha") === (await mainCommit(server)),
        at(pull.body, "state"),
        at(pull.body, "merged"),
        at(pull.body, "merged_by.login"),
        contents.status,
        again.status,
      ];
    },
  },
  {
    name: "a pull request whose head is not the expected one is not merged",
    github: 409,
    async run(server) {
      const params = await proposed(server, "moved-on");
      return (await asApp(server, `PUT ${ONE}/merge`, { params, body: { sha: NOWHERE } })).status;
    },
  },
  {
    name: "a draft is not merged",
    github: [true, 405],
    async run(server) {
      const params = await proposed(server, "drafted", { draft: true });
      const pull = await asApp(server, `GET ${ONE}`, { params });
      return [at(pull.body, "draft"), (await asApp(server, `PUT ${ONE}/merge`, { params, body: {} })).status];
    },
  },
  {
    name: "a pull request that conflicts with its base is not mergeable and not merged",
    github: [201, false, "dirty", 405],
    async run(server) {
      await grow(server, "conflict-a", { path: "same.txt", content: "a\n" });
      await grow(server, "conflict-b", { path: "same.txt", content: "b\n" });
      const one = await propose(server, "conflict-a");
      const other = await propose(server, "conflict-b");
      const params = { pull_number: String(at(one.body, "number")) };
      await asApp(server, `PUT ${ONE}/merge`, { params, body: {} });
      const at2 = { params: { pull_number: String(at(other.body, "number")) } };
      const pull = await asApp(server, `GET ${ONE}`, at2);
      const merge = await asApp(server, `PUT ${ONE}/merge`, { ...at2, body: {} });
      return [other.status, at(pull.body, "mergeable"), at(pull.body, "mergeable_state"), merge.status];
    },
  },
  {
    name: "a review is given by others than the author, in capital letters",
    github: [200, "APPROVED", "maria", true, 422],
    async run(server) {
      const params = await proposed(server, "reviewed");
      const route = `POST ${ONE}/reviews`;
      const given = await as(server, server.tokens.maria)(route, { params, body: { event: "APPROVE" } });
      const own = await asApp(server, route, { params, body: { event: "APPROVE" } });
      const pull = await asApp(server, `GET ${ONE}`, { params });
      return [
        given.status,
        at(given.body, "state"),
        at(given.body, "user.login"),
        at(given.body, "commit_id") === at(pull.body, "head.sha"),
        own.status,
      ];
    },
  },
  {
    name: "a review is asked of who can see the repository, not of the author and not of nobody",
    github: [201, ["maria"], 422],
    async run(server) {
      const params = await proposed(server, "asked");
      function request(reviewers: readonly string[]): Promise<Reply> {
        return asApp(server, `POST ${ONE}/requested_reviewers`, { params, body: { reviewers } });
      }
      const { status, body } = await request(["maria"]);
      const asked: unknown = at(body, "requested_reviewers");
      const logins = Array.isArray(asked) ? asked.map((one) => at(one, "login")) : asked;
      return [status, logins, (await request(["nobody-here"])).status];
    },
  },
  {
    name: "a pull request that is not there is not found",
    github: [404, 404],
    async run(server) {
      const params = { pull_number: "424242" };
      const read = await asApp(server, `GET ${ONE}`, { params });
      return [read.status, (await asApp(server, `PUT ${ONE}/merge`, { params, body: {} })).status];
    },
  },
  {
    name: "whoever has no right to contents merges nothing",
    github: 403,
    async run(server) {
      const params = await proposed(server, "not-merged");
      const token = await tokenWith(server, { pull_requests: "write", contents: "read" });
      return (await as(server, token)(`PUT ${ONE}/merge`, { params, body: {} })).status;
    },
  },
];
