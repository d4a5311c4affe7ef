import { as, type Ask, at, refusal, type Reply, type SharedServer, tokenWith } from "../shared-server.ts";
import type { SharedCase } from "./shared-case.ts";

const ISSUES = "/repos/{owner}/{repo}/issues";
const ONE = `${ISSUES}/{issue_number}`;
const COMMENT = `${ISSUES}/comments/{comment_id}`;

async function asApp(server: SharedServer, route: string, rest: Ask = {}): Promise<Reply> {
  return await as(server, await tokenWith(server))(route, rest);
}

async function open(
  server: SharedServer,
  body: object = { title: "Plant" },
): Promise<{ issue_number: string }> {
  const { body: issue } = await as(server, server.tokens.maria)(`POST ${ISSUES}`, { body });
  return { issue_number: String(at(issue, "number")) };
}

async function comment(
  server: SharedServer,
  params: { issue_number: string },
  body = "hello",
): Promise<Reply> {
  return await asApp(server, `POST ${ONE}/comments`, { params, body: { body } });
}

export const ISSUE_CASES: readonly SharedCase[] = [
  {
    name: "an issue is opened with its labels, by who asked",
    github: [201, "open", "Plant", ["tree"], "maria", null],
    async run(server) {
      const body = { title: "Plant", body: "soon", labels: ["tree"] };
      const made = await as(server, server.tokens.maria)(`POST ${ISSUES}`, { body });
      const labels: unknown = at(made.body, "labels");
      const names = Array.isArray(labels) ? labels.map((one) => at(one, "name")) : labels;
      return [
        made.status,
        at(made.body, "state"),
        at(made.body, "title"),
        names,
        at(made.body, "user.login"),
        at(made.body, "closed_at"),
      ];
    },
  },
  {
    name: "an issue without a title is refused, and one that is not there not found",
    github: [422, 404, 404],
    async run(server) {
      const untitled = await asApp(server, `POST ${ISSUES}`, { body: { body: "x" } });
      const params = { issue_number: "424242" };
      const read = await asApp(server, `GET ${ONE}`, { params });
      const talk = await asApp(server, `POST ${ONE}/comments`, { params, body: { body: "x" } });
      return [untitled.status, read.status, talk.status];
    },
  },
  {
    name: "an issue is closed as completed, with the time, and opened again",
    github: [200, "closed", "completed", "string", "open", null],
    async run(server) {
      const params = await open(server);
      const closed = await asApp(server, `PATCH ${ONE}`, { params, body: { state: "closed" } });
      const again = await asApp(server, `PATCH ${ONE}`, { params, body: { state: "open" } });
      return [
        closed.status,
        at(closed.body, "state"),
        at(closed.body, "state_reason"),
        typeof at(closed.body, "closed_at"),
        at(again.body, "state"),
        at(again.body, "closed_at"),
      ];
    },
  },
  {
    name: "issues are listed by state and label",
    github: [["Find me"], [], ["Find me"]],
    async run(server) {
      await open(server, { title: "Find me", labels: ["findable"] });
      async function titles(state: string): Promise<unknown> {
        const { body } = await asApp(server, `GET ${ISSUES}`, { query: { labels: "findable", state } });
        return Array.isArray(body) ? body.map((one) => at(one, "title")) : body;
      }
      return [await titles("open"), await titles("closed"), await titles("all")];
    },
  },
  {
    name: "a comment of an app is the app's bot's, and says by which app",
    github: [201, "gardener[bot]", "Bot", "gardener"],
    async run(server) {
      const { status, body } = await comment(server, await open(server));
      const via = "performed_via_github_app.slug";
      return [status, at(body, "user.login"), at(body, "user.type"), at(body, via)];
    },
  },
  {
    name: "a comment is read, edited and removed, and then gone for all of these",
    github: [200, "hello", 200, "changed", 204, 404, 404, 404],
    async run(server) {
      const params = { comment_id: String(at((await comment(server, await open(server))).body, "id")) };
      const edit = { params, body: { body: "changed" } };
      const read = await asApp(server, `GET ${COMMENT}`, { params });
      const edited = await asApp(server, `PATCH ${COMMENT}`, edit);
      const removed = await asApp(server, `DELETE ${COMMENT}`, { params });
      const after = [
        await asApp(server, `GET ${COMMENT}`, { params }),
        await asApp(server, `PATCH ${COMMENT}`, edit),
        await asApp(server, `DELETE ${COMMENT}`, { params }),
      ];
      const before = [
        read.status,
        at(read.body, "body"),
        edited.status,
        at(edited.body, "body"),
        removed.status,
      ];
      return [...before, ...after.map(({ status }) => status)];
    },
  },
  {
    name: "a comment may have 65,536 characters, not 300,000, and none is too few",
    github: [201, 422, 422],
    async run(server) {
      const params = await open(server);
      const statuses: number[] = [];
      for (const body of ["x".repeat(65_536), "x".repeat(300_000), ""]) {
        statuses.push((await comment(server, params, body)).status);
      }
      return statuses;
    },
  },
  {
    name: "comments are listed as they were written, and counted",
    github: [["one", "two"], 2],
    async run(server) {
      const params = await open(server);
      await comment(server, params, "one");
      await comment(server, params, "two");
      const { body } = await asApp(server, `GET ${ONE}/comments`, { params });
      const issue = await asApp(server, `GET ${ONE}`, { params });
      return [Array.isArray(body) ? body.map((one) => at(one, "body")) : body, at(issue.body, "comments")];
    },
  },
  {
    name: "comments of the whole repository are listed, the newest first when asked",
    github: ["last word", 200],
    async run(server) {
      await comment(server, await open(server), "last word");
      const query = { sort: "created", direction: "desc", per_page: "1" };
      const { status, body } = await asApp(server, `GET ${ISSUES}/comments`, { query });
      return [at(body, "0.body"), status];
    },
  },
  {
    name: "a body that is no JSON is refused as such",
    github: "400 Problems parsing JSON",
    async run(server) {
      const response = await fetch(`${server.url}/repos/octo/orchard/issues`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.tokens.maria}`, "content-type": "application/json" },
        body: "{",
      });
      const body: unknown = await response.json().catch(() => undefined);
      return refusal({ status: response.status, headers: {}, body });
    },
  },
];
