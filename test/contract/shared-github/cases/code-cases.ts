import { createHash } from "node:crypto";
import {
  as,
  type Ask,
  at,
  README,
  refusal,
  type Reply,
  type SharedServer,
  text,
  tokenWith,
} from "../shared-server.ts";
import type { SharedCase } from "./shared-case.ts";

const GIT = "/repos/{owner}/{repo}/git";
const NOWHERE = "0123456789012345678901234567890123456789";

async function asApp(server: SharedServer, route: string, rest: Ask = {}): Promise<Reply> {
  return await as(server, await tokenWith(server))(route, rest);
}

export async function mainCommit(server: SharedServer): Promise<string> {
  const { body } = await asApp(server, `GET ${GIT}/ref/{ref}`, { params: { ref: "heads/main" } });
  return text(body, "object.sha");
}

/** As git names them, whoever keeps them. */
function objectName(type: string, content: string): string {
  const size = Buffer.byteLength(content);
  return createHash("sha1").update(`${type} ${size}\0${content}`).digest("hex");
}

/** A commit on top of another, or of main, with one more file. */
export async function commitFile(
  server: SharedServer,
  file: { readonly path: string; readonly content: string; readonly parent?: string },
): Promise<string> {
  const parent = file.parent ?? (await mainCommit(server));
  const base = await asApp(server, `GET ${GIT}/commits/{commit_sha}`, { params: { commit_sha: parent } });
  const entry = { path: file.path, mode: "100644", type: "blob", content: file.content };
  const tree = await asApp(server, `POST ${GIT}/trees`, {
    body: { base_tree: at(base.body, "tree.sha"), tree: [entry] },
  });
  const body = { message: `Add ${file.path}`, tree: at(tree.body, "sha"), parents: [parent] };
  return text((await asApp(server, `POST ${GIT}/commits`, { body })).body, "sha");
}

export async function branch(server: SharedServer, name: string, sha: string): Promise<Reply> {
  return await asApp(server, `POST ${GIT}/refs`, { body: { ref: `refs/heads/${name}`, sha } });
}

function move(server: SharedServer, name: string, body: unknown): Promise<Reply> {
  return asApp(server, `PATCH ${GIT}/refs/{ref}`, { params: { ref: `heads/${name}` }, body });
}

export const CODE_CASES: readonly SharedCase[] = [
  {
    name: "a file comes with its content and its blob's name",
    github: [200, "file", README, objectName("blob", README)],
    async run(server) {
      const { status, body } = await asApp(server, "GET /repos/{owner}/{repo}/contents/{path}", {
        params: { path: "README.md" },
      });
      const content = Buffer.from(String(at(body, "content")), "base64").toString("utf8");
      return [status, at(body, "type"), content, at(body, "sha")];
    },
  },
  {
    name: "a file comes raw to who asks for it raw",
    github: [200, README],
    async run(server) {
      const { status, body } = await asApp(server, "GET /repos/{owner}/{repo}/contents/{path}", {
        params: { path: "README.md" },
        headers: { accept: "application/vnd.github.raw" },
      });
      return [status, body];
    },
  },
  {
    name: "files and branches that are not there are not found",
    github: [404, 404, "404 Branch not found"],
    async run(server) {
      const route = "GET /repos/{owner}/{repo}/contents/{path}";
      const file = await asApp(server, route, { params: { path: "no/such.md" } });
      const ref = await asApp(server, route, { params: { path: "README.md" }, query: { ref: "no-such" } });
      const one = await asApp(server, "GET /repos/{owner}/{repo}/branches/{branch}", {
        params: { branch: "no-such" },
      });
      return [file.status, ref.status, refusal(one)];
    },
  },
  {
    name: "a blob gets the name git gives it, and comes back",
    github: [201, objectName("blob", "plum\n"), 200, "plum\n", "base64", 5],
    async run(server) {
      const made = await asApp(server, `POST ${GIT}/blobs`, {
        body: { content: "plum\n", encoding: "utf-8" },
      });
      const read = await asApp(server, `GET ${GIT}/blobs/{file_sha}`, {
        params: { file_sha: String(at(made.body, "sha")) },
      });
      const content = Buffer.from(String(at(read.body, "content")), "base64").toString("utf8");
      return [
        made.status,
        at(made.body, "sha"),
        read.status,
        content,
        at(read.body, "encoding"),
        at(read.body, "size"),
      ];
    },
  },
  {
    name: "a blob that is not there is not found, and no name is refused",
    github: [404, 422],
    async run(server) {
      function read(file_sha: string): Promise<Reply> {
        return asApp(server, `GET ${GIT}/blobs/{file_sha}`, { params: { file_sha } });
      }
      return [(await read(NOWHERE)).status, (await read("short")).status];
    },
  },
  {
    name: "a tree on top of another keeps its files, and loses those set to null",
    github: [201, ["README.md", "a/b.txt"], ["README.md"]],
    async run(server) {
      async function paths(sha: unknown): Promise<unknown> {
        const params = { tree_sha: String(sha) };
        const { body } = await asApp(server, `GET ${GIT}/trees/{tree_sha}`, {
          params,
          query: { recursive: "1" },
        });
        const entries: unknown = at(body, "tree");
        if (!Array.isArray(entries)) return entries;
        return entries
          .filter((one) => at(one, "type") === "blob")
          .map((one) => String(at(one, "path")))
          .toSorted();
      }
      const commit = await mainCommit(server);
      const base = await asApp(server, `GET ${GIT}/commits/{commit_sha}`, { params: { commit_sha: commit } });
      const add = { path: "a/b.txt", mode: "100644", type: "blob", content: "b" };
      const more = await asApp(server, `POST ${GIT}/trees`, {
        body: { base_tree: at(base.body, "tree.sha"), tree: [add] },
      });
      const remove = { path: "a/b.txt", mode: "100644", type: "blob", sha: null };
      const less = await asApp(server, `POST ${GIT}/trees`, {
        body: { base_tree: at(more.body, "sha"), tree: [remove] },
      });
      return [more.status, await paths(at(more.body, "sha")), await paths(at(less.body, "sha"))];
    },
  },
  {
    name: "a tree has the name git gives it",
    github: objectName("tree", ""),
    async run(server) {
      const commit = await mainCommit(server);
      const base = await asApp(server, `GET ${GIT}/commits/{commit_sha}`, { params: { commit_sha: commit } });
      const remove = { path: "README.md", mode: "100644", type: "blob", sha: null };
      const body = { base_tree: at(base.body, "tree.sha"), tree: [remove] };
      return at((await asApp(server, `POST ${GIT}/trees`, { body })).body, "sha");
    },
  },
  {
    name: "trees of blobs and commits of trees and parents that are not there are refused",
    github: [422, 422, 422],
    async run(server) {
      const entry = { path: "a", mode: "100644", type: "blob", sha: NOWHERE };
      const tree = await asApp(server, `POST ${GIT}/trees`, { body: { tree: [entry] } });
      const commit = await asApp(server, `POST ${GIT}/commits`, {
        body: { message: "x", tree: NOWHERE, parents: [] },
      });
      const main = await mainCommit(server);
      const read = await asApp(server, `GET ${GIT}/commits/{commit_sha}`, { params: { commit_sha: main } });
      const orphan = { message: "x", tree: at(read.body, "tree.sha"), parents: [NOWHERE] };
      return [
        tree.status,
        commit.status,
        (await asApp(server, `POST ${GIT}/commits`, { body: orphan })).status,
      ];
    },
  },
  {
    name: "a commit has its message, tree, parents and the app as its author",
    github: ["Add plum.txt", true, "gardener[bot]"],
    async run(server) {
      const parent = await mainCommit(server);
      const sha = await commitFile(server, { path: "plum.txt", content: "plum\n", parent });
      const { body } = await asApp(server, `GET ${GIT}/commits/{commit_sha}`, {
        params: { commit_sha: sha },
      });
      return [at(body, "message"), at(body, "parents.0.sha") === parent, at(body, "author.name")];
    },
  },
  {
    name: "a ref is made once, for what is there, with a whole name",
    github: [201, "422 Reference already exists", 422, 422],
    async run(server) {
      const sha = await mainCommit(server);
      const first = await branch(server, "twice", sha);
      const second = await branch(server, "twice", sha);
      const nothing = await branch(server, "nothing", NOWHERE);
      const short = await asApp(server, `POST ${GIT}/refs`, { body: { ref: "short", sha } });
      return [first.status, refusal(second), nothing.status, short.status];
    },
  },
  {
    name: "a ref only goes forward unless it is forced",
    github: [200, "422 Update is not a fast forward", 200],
    async run(server) {
      const main = await mainCommit(server);
      const one = await commitFile(server, { path: "one.txt", content: "1", parent: main });
      const other = await commitFile(server, { path: "other.txt", content: "2", parent: main });
      await branch(server, "forward", main);
      const forward = await move(server, "forward", { sha: one });
      const aside = await move(server, "forward", { sha: other });
      const forced = await move(server, "forward", { sha: other, force: true });
      return [forward.status, refusal(aside), forced.status];
    },
  },
  {
    name: "a ref that is not there is neither moved nor removed nor found",
    github: ["422 Reference does not exist", "422 Reference does not exist", 404],
    async run(server) {
      const sha = await mainCommit(server);
      const params = { ref: "heads/never-was" };
      const moved = await move(server, "never-was", { sha });
      const removed = await asApp(server, `DELETE ${GIT}/refs/{ref}`, { params });
      const read = await asApp(server, `GET ${GIT}/ref/{ref}`, { params });
      return [refusal(moved), refusal(removed), read.status];
    },
  },
  {
    name: "a ref that was removed is gone",
    github: [204, 404],
    async run(server) {
      await branch(server, "brief", await mainCommit(server));
      const params = { ref: "heads/brief" };
      const removed = await asApp(server, `DELETE ${GIT}/refs/{ref}`, { params });
      return [removed.status, (await asApp(server, `GET ${GIT}/ref/{ref}`, { params })).status];
    },
  },
  {
    name: "refs are found by the beginning of their name, one ref only by all of it",
    github: [["refs/heads/row/1", "refs/heads/row/2"], 404],
    async run(server) {
      const sha = await mainCommit(server);
      await branch(server, "row/1", sha);
      await branch(server, "row/2", sha);
      const { body } = await asApp(server, `GET ${GIT}/matching-refs/{ref}`, {
        params: { ref: "heads/row" },
      });
      const names = Array.isArray(body) ? body.map((one) => String(at(one, "ref"))).toSorted() : body;
      return [names, (await asApp(server, `GET ${GIT}/ref/{ref}`, { params: { ref: "heads/row" } })).status];
    },
  },
  {
    name: "a commit tells its files and their lines",
    github: [200, [["lines.txt", "added", 2, 0]], 2],
    async run(server) {
      const sha = await commitFile(server, { path: "lines.txt", content: "1\n2\n" });
      const { status, body } = await asApp(server, "GET /repos/{owner}/{repo}/commits/{ref}", {
        params: { ref: sha },
      });
      const files: unknown = at(body, "files");
      const told = Array.isArray(files)
        ? files.map((one) => ["filename", "status", "additions", "deletions"].map((name) => at(one, name)))
        : files;
      return [status, told, at(body, "stats.additions")];
    },
  },
  {
    name: "commits are listed of a branch and of a path, the newest first",
    github: [["Add second.txt", "Add first.txt"], ["Add first.txt"]],
    async run(server) {
      const first = await commitFile(server, { path: "first.txt", content: "1" });
      const second = await commitFile(server, { path: "second.txt", content: "2", parent: first });
      await branch(server, "history", second);
      async function messages(query: Readonly<Record<string, string>>): Promise<unknown> {
        const { body } = await asApp(server, "GET /repos/{owner}/{repo}/commits", {
          query: { sha: "history", ...query },
        });
        return Array.isArray(body) ? body.map((one) => at(one, "commit.message")).slice(0, 2) : body;
      }
      return [await messages({}), await messages({ path: "first.txt" })];
    },
  },
  {
    name: "two branches are compared from where they parted",
    github: [200, "diverged", 1, 1, ["left.txt"], 404],
    async run(server) {
      const main = await mainCommit(server);
      await branch(
        server,
        "left",
        await commitFile(server, { path: "left.txt", content: "l", parent: main }),
      );
      await branch(
        server,
        "right",
        await commitFile(server, { path: "right.txt", content: "r", parent: main }),
      );
      const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
      const { status, body } = await asApp(server, route, { params: { basehead: "right...left" } });
      const files: unknown = at(body, "files");
      const names = Array.isArray(files) ? files.map((one) => at(one, "filename")) : files;
      const gone = await asApp(server, route, { params: { basehead: "main...no-such" } });
      return [status, at(body, "status"), at(body, "ahead_by"), at(body, "behind_by"), names, gone.status];
    },
  },
  {
    name: "lists come in pages, with links to the others",
    github: [1, true, 1],
    async run(server) {
      const sha = await mainCommit(server);
      await branch(server, "page/1", sha);
      await branch(server, "page/2", sha);
      function page(query: Readonly<Record<string, string>>): Promise<Reply> {
        return asApp(server, "GET /repos/{owner}/{repo}/branches", { query: { per_page: "1", ...query } });
      }
      const first = await page({});
      const second = await page({ page: "2" });
      function count({ body }: Reply): unknown {
        return Array.isArray(body) ? body.length : body;
      }
      return [count(first), /rel="next"/u.test(first.headers["link"] ?? ""), count(second)];
    },
  },
  {
    name: "an answer that is known already costs nothing",
    github: 304,
    async run(server) {
      const token = await tokenWith(server);
      const route = "GET /repos/{owner}/{repo}/branches/{branch}";
      const params = { branch: "main" };
      const { headers } = await as(server, token)(route, { params });
      const again = { params, headers: { "if-none-match": headers["etag"] ?? "" } };
      return (await as(server, token)(route, again)).status;
    },
  },
];
