import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AT, NAME, leaveSmallWorld, type SmallWorld, startSmallWorld } from "./small-world.ts";

const run = promisify(execFile);
const IDENTITY = [
  "-c",
  "user.name=Maria",
  "-c",
  "user.email=maria@example.org",
  "-c",
  "commit.gpgsign=false",
];

describe("the embedded GitHub's git over HTTP", () => {
  let small: SmallWorld;
  let folder: string;

  beforeAll(async () => {
    small = await startSmallWorld({ private: true });
    folder = await mkdtemp(join(tmpdir(), "git-http-"));
  });

  afterAll(async () => {
    await leaveSmallWorld(small);
    await rm(folder, { recursive: true, force: true });
  });

  async function git(args: readonly string[], cwd = folder): Promise<string> {
    const environment = { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_GLOBAL: "/dev/null" };
    const { stdout } = await run("git", [...IDENTITY, ...args], { cwd, env: environment });
    return stdout;
  }

  async function fails(args: readonly string[], cwd = folder): Promise<string> {
    return git(args, cwd).then(
      () => "it worked",
      (error: unknown) =>
        error instanceof Error && "stderr" in error ? String(error.stderr) : String(error),
    );
  }

  function url(token: string): string {
    return `${small.github.gitUrl.replace("//", `//x-access-token:${token}@`)}/${NAME}.git`;
  }

  async function installationToken(permissions: Readonly<Record<string, "read" | "write">>): Promise<string> {
    const order = { installation_id: small.installationId, permissions };
    return (await small.asApp.rest.apps.createInstallationAccessToken(order)).data.token;
  }

  async function clone(name: string, token: string): Promise<string> {
    await git(["clone", "-q", url(token), name]);
    return join(folder, name);
  }

  async function commitFile(clone: string, path: string, text: string): Promise<void> {
    await writeFile(join(clone, path), text);
    await git(["add", "."], clone);
    await git(["commit", "-q", "-m", `add ${path}`], clone);
  }

  it("clones what the API wrote, also shallow and without the ending", async () => {
    const full = await clone("full", small.mariaToken);
    await git(["clone", "-q", "--depth=1", url(small.mariaToken).replace(/\.git$/u, ""), "shallow"]);

    expect(await readFile(join(full, "src/deep/pear.ts"), "utf8")).toBe("export const pear = 2;\n");
    expect((await stat(join(folder, "shallow/.git/shallow"))).isFile()).toBe(true);
  });

  it("fetches a commit by its SHA alone", async () => {
    const sha = (await small.repository.git.resolve("refs/heads/main")) ?? "";
    await git(["init", "-q", "by-sha"]);

    await git(["fetch", "-q", "--depth=1", url(small.mariaToken), sha], join(folder, "by-sha"));

    expect(await git(["log", "--format=%H", "FETCH_HEAD"], join(folder, "by-sha"))).toBe(`${sha}\n`);
  });

  it("takes a bearer header as actions/checkout sends it", async () => {
    const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${small.mariaToken}`).toString("base64")}`;

    const listed = await git([
      "-c",
      `http.extraheader=${header}`,
      "ls-remote",
      `${small.github.gitUrl}/${NAME}.git`,
    ]);

    expect(listed).toContain("refs/heads/main");
  });

  it("hides a private repository from nobody and from unknown tokens", async () => {
    expect(await fails(["ls-remote", `${small.github.gitUrl}/${NAME}.git`])).toMatch(
      /could not read Username|Authentication/u,
    );
    expect(await fails(["ls-remote", url("ghp_wrong")])).toMatch(/Authentication failed/u);
  });

  it("takes a push, moves the pull request's head and tells the event before the client goes on", async () => {
    const work = await clone("push", small.mariaToken);
    await git(["checkout", "-q", "-b", "topic"], work);
    await commitFile(work, "one.txt", "1\n");
    await git(["push", "-q", "origin", "topic"], work);
    const { data: pull } = await small.maria.rest.pulls.create({
      ...AT,
      title: "T",
      head: "topic",
      base: "main",
    });
    const events: string[] = [];
    const end = small.github.events.subscribe((event) => {
      events.push("action" in event ? `${event.kind}.${event.action}` : event.kind);
    });

    await commitFile(work, "two.txt", "2\n");
    await git(["push", "-q", "origin", "topic"], work);
    end();

    const local = (await git(["rev-parse", "HEAD"], work)).trim();
    expect((await small.maria.rest.pulls.get({ ...AT, pull_number: pull.number })).data.head.sha).toBe(local);
    expect(events).toEqual(["push", "pull_request.synchronize"]);
  });

  it("sees a merge that was pushed to the base", async () => {
    const work = await clone("merge", small.mariaToken);
    await git(["checkout", "-q", "-b", "by-push"], work);
    await commitFile(work, "three.txt", "3\n");
    await git(["push", "-q", "origin", "by-push"], work);
    const { data: pull } = await small.maria.rest.pulls.create({
      ...AT,
      title: "P",
      head: "by-push",
      base: "main",
    });

    await git(["checkout", "-q", "main"], work);
    await git(["merge", "-q", "--no-ff", "-m", "merge", "by-push"], work);
    await git(["push", "-q", "origin", "main"], work);

    expect((await small.maria.rest.pulls.get({ ...AT, pull_number: pull.number })).data.merged).toBe(true);
  });

  it("refuses pushes to who may only read, to closed branches, and of workflow files", async () => {
    const work = await clone("refused", small.mariaToken);
    await commitFile(work, "x.txt", "x\n");
    const reader = url(await installationToken({ contents: "read" }));
    const writer = url(await installationToken({ contents: "write" }));
    small.github.world.protectBranch(NAME, "main", ["maria"]);

    expect(await fails(["push", "-q", reader, "HEAD:refs/heads/r"], work)).toContain("403");
    expect(await fails(["push", "-q", writer, "HEAD:refs/heads/main"], work)).toContain(
      "GH006: Protected branch update failed",
    );
    expect(await fails(["push", "-q", writer, "HEAD:refs/heads/fine"], work)).toBe("it worked");
    await git(["-c", "core.quotepath=off", "checkout", "-q", "-b", "wf"], work);
    await run("mkdir", ["-p", join(work, ".github/workflows")]);
    await commitFile(work, ".github/workflows/a.yml", "on: push\n");
    expect(await fails(["push", "-q", writer, "HEAD:refs/heads/wf"], work)).toContain(
      "without `workflows` permission",
    );
    expect(await fails(["push", "-q", url(small.mariaToken), "HEAD:refs/heads/wf"], work)).toBe("it worked");
  });

  it("lets a branch be pushed that is older than a workflow change on the default branch", async () => {
    const work = await clone("older", small.mariaToken);
    await git(["checkout", "-q", "-b", "older"], work);
    await commitFile(work, "older.txt", "o\n");
    small.repository.protectedBranches.clear();
    await small.github.world.commitFiles(NAME, {
      branch: "main",
      files: new Map([[".github/workflows/new.yml", "on: push\n"]]),
      message: "workflow",
      by: "maria",
    });
    await git(["fetch", "-q", "origin"], work);
    await git(["merge", "-q", "-m", "catch up", "origin/main"], work);

    const pushed = await fails(
      ["push", "-q", url(await installationToken({ contents: "write" })), "HEAD:refs/heads/older"],
      work,
    );

    expect(pushed).toBe("it worked");
  });

  it("serves eight clones and API writes at the same time", async () => {
    const clones = Array.from({ length: 8 }, (_, index) => clone(`many-${index}`, small.mariaToken));
    const writes = Array.from({ length: 4 }, (_, index) =>
      small.github.world.commitFiles(NAME, {
        branch: "topic",
        files: new Map([[`w${index}.txt`, "w"]]),
        message: "w",
        by: "maria",
      }),
    );

    const written = await Promise.allSettled(writes);
    await Promise.all(clones);

    expect(written.some((result) => result.status === "fulfilled")).toBe(true);
  });
});
