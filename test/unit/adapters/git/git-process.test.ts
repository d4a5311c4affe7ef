/** What a repository's own configuration allows counts for nothing: only the call says what git may use. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gitIn } from "../../../../src/adapters/git/git-process.ts";
import type { Git } from "../../../../src/adapters/git/git-process.ts";

let folder: string;
let trace: string;
let git: Git;

function configure(key: string, value: string): void {
  execFileSync("git", ["-C", folder, "config", key, value]);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "git-process-"));
  trace = join(folder, "trace");
  execFileSync("git", ["init", "--quiet", folder]);
  writeFileSync(join(folder, "evil.sh"), `#!/bin/sh\ntouch ${trace}\nexit 1\n`, { mode: 0o755 });
  git = gitIn(folder, [], { PATH: process.env["PATH"] ?? "" });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a transport", () => {
  it("is closed to a call that did not ask for it, whatever the repository allows", async () => {
    configure("protocol.ext.allow", "always");
    configure("protocol.file.allow", "always");
    const called = await git.attempt(["ls-remote", `ext::${join(folder, "evil.sh")} %S`], {
      protocols: ["file"],
    });
    const plain = await git.attempt(["ls-remote", folder]);
    expect([called.errors, plain.errors].map((text) => text.trim())).toEqual([
      "fatal: transport 'ext' not allowed",
      expect.stringContaining("transport 'file' not allowed"),
    ]);
    expect(existsSync(trace)).toBe(false);
  });

  it("is open to a call that asks for it, whatever the repository forbids", async () => {
    configure("protocol.file.allow", "never");
    const { exitCode } = await git.attempt(["ls-remote", folder], { protocols: ["http", "file"] });
    expect(exitCode).toBe(0);
  });
});
