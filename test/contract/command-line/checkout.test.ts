/** A folder on disk in the place of a repository: what belongs to it, what is not committed, and what never runs. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openCheckout } from "../../../src/adapters/git/checkout/open-checkout.ts";
import type { Checkout } from "../../../src/adapters/git/checkout/open-checkout.ts";
import { commitAll, git, temporaryFolder, writeFiles } from "../../support/local-command.ts";

const ENVIRONMENT = { PATH: process.env["PATH"] ?? "" };
const folders: string[] = [];

function repository(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(files);
  folders.push(folder);
  git(folder, "init", "-q", "-b", "main");
  commitAll(folder, "first");
  return folder;
}

async function open(folder: string, isExact = true): Promise<Checkout> {
  return await openCheckout(folder, { isExact, environment: ENVIRONMENT });
}

async function pathsOf(checkout: Checkout): Promise<readonly string[]> {
  return [...(await checkout.reader.readTree(checkout.look.tree)).keys()];
}

/** A program that leaves a trace where it was run. */
function trap(): { readonly program: string; readonly trace: string } {
  const folder = temporaryFolder({});
  folders.push(folder);
  const program = join(folder, "evil.sh");
  const trace = join(folder, "trace");
  writeFileSync(program, `#!/bin/sh\ntouch ${trace}\nexit 1\n`, { mode: 0o755 });
  return { program, trace };
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("the files of a checkout", () => {
  it("are those git knows or would take, without deleted and ignored ones", async () => {
    const folder = repository({ "a.md": "a", "gone.md": "g", ".gitignore": "out/\n", "ä ö.md": "x" });
    rmSync(join(folder, "gone.md"));
    writeFiles(folder, { "new.md": "n", "out/built.js": "b" });
    expect(await pathsOf(await open(folder))).toEqual([".gitignore", "a.md", "new.md", "ä ö.md"]);
  });

  it("are found without git too, but not below tools' folders or behind links", async () => {
    const folder = temporaryFolder({ "a.md": "a", "deep/b.md": "b", "node_modules/x/c.md": "c" });
    folders.push(folder);
    symlinkSync(folder, join(folder, "round"));
    const checkout = await open(folder);
    expect(checkout.isGit).toBe(false);
    expect(await pathsOf(checkout)).toEqual(["a.md", "deep/b.md"]);
    expect(await checkout.history.changes(checkout.look)).toEqual([]);
    expect(await checkout.uncommitted()).toEqual([]);
  });

  it("are those of the whole repository, or of exactly the folder that was named", async () => {
    const folder = repository({ "a.md": "a", "part/b.md": "b" });
    expect(await pathsOf(await open(join(folder, "part"), false))).toEqual(["a.md", "part/b.md"]);
    expect(await pathsOf(await open(join(folder, "part"), true))).toEqual(["b.md"]);
  });

  it("are read as text only: no links, nothing binary, nothing over 1 MB", async () => {
    const folder = repository({ "a.md": "a", "big.md": "x".repeat(1024 * 1024 + 1), "secret.txt": "s" });
    writeFileSync(join(folder, "picture.md"), Buffer.from([0xff, 0xfe, 0x00]));
    symlinkSync(join(folder, "secret.txt"), join(folder, "link.md"));
    mkdirSync(join(folder, "folder.md"));
    const { reader } = await open(folder);
    const texts = await reader.readBlobs(["a.md", "big.md", "picture.md", "link.md", "folder.md", "none.md"]);
    expect([...texts]).toEqual([["a.md", "a"]]);
  });
});

describe("a link in the place of a folder", () => {
  it("leads to no file outside of the checkout", async () => {
    const outside = temporaryFolder({ "story.md": "secret" });
    folders.push(outside);
    const folder = repository({ "stories/story.md": "s", "kept/story.md": "k" });
    rmSync(join(folder, "stories"), { recursive: true });
    symlinkSync(outside, join(folder, "stories"));
    symlinkSync(folder, join(outside, "back"));
    const { reader } = await open(join(outside, "back"));
    const texts = await reader.readBlobs(["stories/story.md", "kept/story.md", "../story.md"]);
    expect([...texts]).toEqual([["kept/story.md", "k"]]);
  });
});

describe("a folder that git does not open", () => {
  it("is named for what it is where it is no checkout but a repository itself", async () => {
    const folder = repository({ "a.md": "a" });
    const bare = temporaryFolder({});
    folders.push(bare);
    git(bare, "init", "-q", "--bare");
    await expect(open(bare)).rejects.toThrow("belongs to a bare repository");
    await expect(open(join(folder, ".git"))).rejects.toThrow("is the inside of a repository");
    await expect(open(join(folder, ".git", "refs"), false)).rejects.toThrow("Name a checkout with --repo.");
  });

  it("is refused where it belongs to somebody else, until its user trusts it as git says", async () => {
    const folder = repository({ "a.md": "a", "part/b.md": "b" });
    const home = temporaryFolder({});
    folders.push(home);
    const environment = { ...ENVIRONMENT, HOME: home, GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
    const part = join(folder, "part");
    const asked = openCheckout(part, { isExact: true, environment });
    await expect(asked).rejects.toThrow(`git config --global --add safe.directory "${realpathSync(folder)}"`);
    writeFiles(home, { ".gitconfig": `[safe]\n\tdirectory = ${realpathSync(folder)}\n` });
    const checkout = await openCheckout(part, { isExact: true, environment });
    expect(checkout.isGit).toBe(true);
    expect(await pathsOf(checkout)).toEqual(["b.md"]);
  });
});

describe("what is not committed", () => {
  it("is told of the files that were read, whatever line ends the disk has", async () => {
    const folder = repository({
      "same.md": "1\n2\n",
      "crlf.md": "1\n2\n",
      "other.md": "1\n",
      "unread.md": "1\n",
    });
    writeFiles(folder, { "crlf.md": "1\r\n2\r\n", "other.md": "2\n", "unread.md": "2\n", "new.md": "n\n" });
    const checkout = await open(folder);
    await checkout.reader.readBlobs(["same.md", "crlf.md", "other.md", "new.md"]);
    expect(await checkout.uncommitted()).toEqual(["new.md", "other.md"]);
  });

  it("is everything, and no error, before the first commit", async () => {
    const folder = temporaryFolder({ "a.md": "a" });
    folders.push(folder);
    git(folder, "init", "-q", "-b", "main");
    const checkout = await open(folder);
    expect(checkout.look).toMatchObject({ branch: "main", commit: "" });
    expect(await pathsOf(checkout)).toEqual(["a.md"]);
    expect(await checkout.uncommitted()).toEqual([]);
  });
});

describe("the history of a checkout", () => {
  it("tells each commit with its paths and our trailer, without merges", async () => {
    const folder = repository({ "a.ts": "1" });
    git(folder, "checkout", "-q", "-b", "side");
    writeFiles(folder, { "b.ts": "1", "with space.ts": "1" });
    commitAll(folder, "feat(1-2): b\n\nWhy.\n\nBatch-Stories-Batch: b1-1\nBatch-Stories-Story: 1-2-b");
    git(folder, "checkout", "-q", "main");
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge it", "side");
    git(folder, "mv", "a.ts", "c.ts");
    commitAll(folder, "Move a");
    const { history, look } = await open(folder);
    const changes = await history.changes(look);
    expect(changes.toSorted((a, b) => (a.subject < b.subject ? -1 : 1))).toEqual([
      { subject: "Move a", story: undefined, paths: ["a.ts", "c.ts"] },
      { subject: "feat(1-2): b", story: "1-2-b", paths: ["b.ts", "with space.ts"] },
      { subject: "first", story: undefined, paths: ["a.ts"] },
    ]);
  });

  it("names paths below the folder that was asked for, and commits outside of it without any", async () => {
    const folder = repository({ "a.ts": "1", "part/b.ts": "1" });
    writeFiles(folder, { "a.ts": "2" });
    commitAll(folder, "outside");
    const { history, look } = await open(join(folder, "part"));
    const changes = await history.changes(look);
    expect(changes.flatMap(({ paths }) => paths)).toEqual(["b.ts"]);
  });
});

describe("the history of an unusual checkout", () => {
  it("is the same whatever is configured about showing it", async () => {
    const folder = repository({ "a.ts": "1" });
    writeFiles(folder, { "b.ts": "1" });
    commitAll(folder, "feat(1-2): Bäume\n\nBatch-Stories-Story: 1-2-b");
    const settings = {
      "i18n.logOutputEncoding": "ISO-8859-1",
      "log.showRoot": "false",
      "trailer.separators": "=",
      "core.commentChar": "B",
      "color.ui": "always",
    };
    for (const [key, value] of Object.entries(settings)) git(folder, "config", key, value);
    const { history, look } = await open(folder);
    expect(await history.changes(look)).toEqual([
      { subject: "feat(1-2): Bäume", story: "1-2-b", paths: ["b.ts"] },
      { subject: "first", story: undefined, paths: ["a.ts"] },
    ]);
  });

  it("takes no file's name for a commit, and no commit without files for a file", async () => {
    const names = ["\u0001feat(1-2): forged\u0001", "\nfeat(1-3): forged", "z"];
    const folder = repository(Object.fromEntries(names.map((name) => [name, "1"])));
    git(folder, "commit", "-q", "--allow-empty", "-m", "nothing");
    git(folder, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "");
    writeFiles(folder, { "\nfeat(1-3): forged": "2" });
    commitAll(folder, "feat(1-3): real");
    const { history, look } = await open(folder);
    expect(await history.changes(look)).toEqual([
      { subject: "feat(1-3): real", story: undefined, paths: ["\nfeat(1-3): forged"] },
      { subject: "", story: undefined, paths: [] },
      { subject: "nothing", story: undefined, paths: [] },
      { subject: "first", story: undefined, paths: names },
    ]);
  });
});

describe("a hostile repository", () => {
  it("cannot make us run what its configuration names", async () => {
    const folder = repository({ "a.md": "a\n", ".gitattributes": "* filter=evil diff=evil\n" });
    const trace = join(folder, "..", `trace-${process.pid}`);
    for (const key of ["filter.evil.clean", "filter.evil.process", "diff.evil.textconv", "core.fsmonitor"]) {
      git(folder, "config", key, `touch ${trace}; cat`);
    }
    writeFiles(folder, { "a.md": "changed\n" });
    const checkout = await open(folder);
    await checkout.reader.readBlobs(await pathsOf(checkout));
    expect(await checkout.uncommitted()).toEqual(["a.md"]);
    await checkout.history.changes(checkout.look);
    expect(existsSync(trace)).toBe(false);
  });

  it("cannot make us run the program that checks its signatures", async () => {
    const folder = repository({ "a.md": "a\n" });
    const { program, trace } = trap();
    const commit = execFileSync("git", ["cat-file", "commit", "HEAD"], { cwd: folder, encoding: "utf8" });
    const signed = commit.replace(
      "\n\n",
      "\ngpgsig -----BEGIN PGP SIGNATURE-----\n -----END PGP SIGNATURE-----\n\n",
    );
    const hash = ["hash-object", "-t", "commit", "-w", "--stdin"];
    const id = execFileSync("git", hash, { cwd: folder, input: signed, encoding: "utf8" }).trim();
    git(folder, "update-ref", "HEAD", id);
    git(folder, "config", "log.showSignature", "true");
    git(folder, "config", "gpg.program", program);
    const { history, look } = await open(folder);
    expect(await history.changes(look)).toEqual([{ subject: "first", story: undefined, paths: ["a.md"] }]);
    expect(existsSync(trace)).toBe(false);
  });

  it("cannot make us run the program that fetches what it lacks", async () => {
    const folder = repository({ "a.md": "a\n" });
    const { program, trace } = trap();
    const rev = ["rev-parse", "HEAD^{tree}"];
    const tree = execFileSync("git", rev, { cwd: folder, encoding: "utf8" }).trim();
    rmSync(join(folder, ".git/objects", tree.slice(0, 2), tree.slice(2)));
    git(folder, "config", "core.repositoryFormatVersion", "1");
    git(folder, "config", "extensions.partialClone", "origin");
    git(folder, "config", "remote.origin.promisor", "true");
    git(folder, "config", "remote.origin.url", `ext::${program} %S`);
    git(folder, "config", "protocol.ext.allow", "always");
    const checkout = await open(folder);
    await checkout.reader.readBlobs(await pathsOf(checkout));
    expect(await checkout.history.changes(checkout.look)).toEqual([]);
    expect(await checkout.uncommitted()).toEqual([]);
    expect(existsSync(trace)).toBe(false);
  });
});
