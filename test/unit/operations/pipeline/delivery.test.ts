import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { BatchId } from "../../../../src/core/batch/batch-id.ts";
import type { Handed } from "../../../../src/operations/pipeline/deliver.ts";
import { digestOf } from "../../../support/job-fakes.ts";
import {
  BRANCH,
  GOOD_SCRIPT,
  startJobWorld,
  STORY_PATH,
  type Job,
  type JobWorld,
} from "../../../support/job-world.ts";

// Each test runs whole jobs with real git and real test runs.
vi.setConfig({ testTimeout: 60_000 });

let world: JobWorld;

afterEach(async () => {
  await world.stop();
});

async function handedBy(job: Job): Promise<Handed> {
  const run = await job.pipeline();
  if (!run.bundle) throw new Error(`no bundle: ${JSON.stringify(run.last)}`);
  return { evidence: run.evidence, bundle: run.bundle, proof: await job.prove(run) };
}

function subjects(range: string): readonly string[] {
  return world.git("log", "--first-parent", "--format=%s", range).split("\n");
}

describe("deliver", () => {
  test("run again finds what it did and repeats nothing visible", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);

    const first = await job.deliver(handed);
    const again = await job.deliver(handed);

    expect(again).toEqual(first);
    expect(world.pullRequests).toHaveLength(1);
    expect(world.git("rev-list", "--count", `main..${BRANCH}`)).toBe("1");
  });

  test("opens the pull request that a lost run left out", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    await job.deliver(handed);
    world.pullRequests.length = 0;

    await job.deliver(handed);

    expect(world.pullRequests).toHaveLength(1);
  });

  test("replays the story onto a base that moved elsewhere", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    const newest = world.commitTo("main", { "src/other.js": "export const other = 2;\n" });

    const end = await job.deliver(handed);

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(world.git("rev-parse", `${BRANCH}^`)).toBe(newest);
    expect(world.git("show", `${BRANCH}:src/other.js`)).toBe("export const other = 2;");
  });

  test("stays on its own base when the same file changed there", async () => {
    world = await startJobWorld();
    const brief = world.brief();
    const job = world.job(brief);
    const handed = await handedBy(job);
    world.commitTo("main", { "src/greet.js": "export const greet = null;\n" });

    const end = await job.deliver(handed);

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(world.git("rev-parse", `${BRANCH}^`)).toBe(brief.base.sha);
  });

  test("stays on its own base when a file stands there where it needs a folder", async () => {
    const extra = '          - { file: checks/extra.js, write: "export const extra = 1;" }';
    world = await startJobWorld({ script: GOOD_SCRIPT.replace("- edits:", `- edits:\n${extra}`) });
    const brief = world.brief();
    const job = world.job(brief);
    const handed = await handedBy(job);
    world.commitTo("main", { checks: "a file\n" });

    expect(await job.deliver(handed)).toMatchObject({ kind: "delivered" });
    expect(world.git("rev-parse", `${BRANCH}^`)).toBe(brief.base.sha);
    expect(world.git("show", `${BRANCH}:checks/extra.js`)).toBe("export const extra = 1;");
  });

  test("goes on from the draft of an earlier attempt", async () => {
    world = await startJobWorld({
      script: GOOD_SCRIPT.replace("- edits:", "- attempt: 1\n        cite: none\n        edits:"),
    });
    await world.job(world.brief()).whole();
    expect(world.pullRequests[0]?.isDraft).toBe(true);
    const draft = world.git("rev-parse", BRANCH);
    world.commitTo("main", { "src/other.js": "export const other = 3;\n" });
    const second = world.brief({ attempt: 2, nonce: "nonce-2", startSha: draft });
    const seen: unknown[] = [];

    const end = await world
      .job(second, {
        agent: (call, scripted) => {
          const present = call.context["changedFiles"];
          if (call.role === "builder") seen.push(present);
          return scripted.call(call);
        },
      })
      .whole();

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(seen).toEqual([["src/greet.js", "src/greet.test.js"]]);
    expect(world.git("rev-parse", `${BRANCH}^`)).toBe(draft);
    expect(world.pullRequests).toMatchObject([{ isDraft: false }]);
    expect(world.git("diff", "--name-only", `main...${BRANCH}`).split("\n")).toEqual([
      STORY_PATH,
      "src/greet.js",
      "src/greet.test.js",
    ]);
  });

  test("adds to a branch of ours that an older batch left, without force", async () => {
    world = await startJobWorld();
    await world.job(world.brief()).whole();
    const old = world.git("rev-parse", BRANCH);
    const newest = world.commitTo("main", { "src/other.js": "export const other = 4;\n" });
    const brief = world.brief({ attempt: 2, nonce: "nonce-2" });

    const end = await world.job(brief).whole();

    expect(end).toMatchObject({ kind: "delivered", shortcomings: [] });
    expect(world.git("log", "-1", "--format=%P", BRANCH)).toBe(`${old} ${newest}`);
    expect(subjects(`main..${BRANCH}`)).toHaveLength(2);
  });

  test("leaves a branch alone that ends in somebody else's commit", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    const theirs = world.commitTo(BRANCH, { "src/other.js": "// mine\n" }, "my own work");

    await expect(job.deliver(handed)).rejects.toThrow(/ends in a commit that is not ours/u);
    expect(world.git("rev-parse", BRANCH)).toBe(theirs);
    expect(world.pullRequests).toEqual([]);
  });

  test("takes back the promise of a pull request whose evidence does not hold any more", async () => {
    world = await startJobWorld({
      script: GOOD_SCRIPT.replace("- edits:", "- attempt: 2\n        cite: none\n        edits:"),
    });
    await world.job(world.brief()).whole();
    const draft = world.git("rev-parse", BRANCH);

    // Without a rule the first attempt is generic and good; the second one cites nothing.
    await world.job(world.brief({ attempt: 2, nonce: "nonce-2", startSha: draft })).whole();

    expect(world.pullRequests).toMatchObject([{ isDraft: true }]);
  });

  test("waits until the app has named this run in the claim", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    world.claims[0] = { ...world.claims[0]!, runId: null };

    expect(await job.deliver(handed)).toMatchObject({ kind: "delivered" });
    expect(world.pauses).toEqual([5, 5]);
  });

  test.each([
    ["is gone", () => []],
    ["names another run", (claim: object) => [{ ...claim, runId: 99 }]],
    ["names another attempt", (claim: object) => [{ ...claim, attempt: 2, nonce: "nonce-2" }]],
  ])("does nothing when its claim %s", async (_what, change) => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    const [claim] = world.claims;
    world.claims.splice(0, 1, ...(change(claim!) as typeof world.claims));

    expect(await job.deliver(handed)).toMatchObject({ kind: "stale" });
    expect(world.pullRequests).toEqual([]);
    expect(world.git("branch", "--list", BRANCH)).toBe("");
  });

  test("pushes nothing when its claim goes while the commit is made", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    world.whenCommitted = () => world.claims.splice(0);

    expect(await job.deliver(handed)).toMatchObject({ kind: "stale" });
    expect(world.pullRequests).toEqual([]);
    expect(world.git("branch", "--list", BRANCH)).toBe("");
  });

  test("asks for its claim again after the branch moved", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    await job.deliver(handed);
    const old = world.git("rev-parse", BRANCH);
    const next = world.job(world.brief({ attempt: 2, nonce: "nonce-2" }));
    const again = await handedBy(next);
    world.whenCommitted = () => {
      const tree = world.git("rev-parse", `${BRANCH}^{tree}`);
      const message = world.git("log", "-1", "--format=%B", old);
      world.git(
        "update-ref",
        `refs/heads/${BRANCH}`,
        world.git("commit-tree", tree, "-p", old, "-m", message),
      );
      world.whenCommitted = () => world.claims.splice(0);
    };

    expect(await next.deliver(again)).toMatchObject({ kind: "stale" });
    expect(world.git("rev-parse", `${BRANCH}^`)).toBe(old);
  });

  test.each([
    ["a later attempt", {}],
    ["a later batch", { batch: BatchId.parse("b1-200") }],
  ])("never puts its tree on top of %s", async (_what, change) => {
    world = await startJobWorld();
    const first = world.job(world.brief());
    const handed = await handedBy(first);
    const claim = world.claims[0]!;
    await world.job(world.brief({ attempt: 2, nonce: "nonce-2", ...change })).whole();
    const pushed = world.git("rev-parse", BRANCH);
    world.claims.splice(0, 1, claim);

    await expect(first.deliver(handed)).rejects.toThrow("holds the work of a later attempt");
    expect(world.git("rev-parse", BRANCH)).toBe(pushed);
  });

  test("judges the commit that stands on the branch by its own message", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);
    await job.deliver(handed);
    const [parent, tree] = [world.git("rev-parse", `${BRANCH}^`), world.git("rev-parse", `${BRANCH}^{tree}`)];
    const message = world
      .git("log", "-1", "--format=%B", BRANCH)
      .replace(/^feat.*$/mu, "a subject of its own");
    const other = world.git("commit-tree", tree, "-p", parent, "-m", message);
    world.git("update-ref", `refs/heads/${BRANCH}`, other);

    const end = await job.deliver(handed);

    expect(end).toMatchObject({ kind: "delivered", commit: other });
    expect(end.kind === "delivered" && end.shortcomings).not.toEqual([]);
    expect(world.pullRequests).toMatchObject([{ isDraft: true }]);
  });

  test("refuses an artifact whose digest differs", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const handed = await handedBy(job);

    const swapped = { ...handed, bundle: { ...handed.bundle, digest: `sha256:${"0".repeat(64)}` } };

    await expect(job.deliver(swapped)).rejects.toThrow("The bundle of this attempt is refused");
  });

  test("refuses evidence of another tree than the bundle", async () => {
    world = await startJobWorld();
    const first = world.job(world.brief());
    const handed = await handedBy(first);
    const brief = world.brief();
    const config = { ...brief.config, agent: { ...brief.config.agent, script: undefined } };
    const other = await handedBy(world.job({ ...brief, config }, { runAttempt: 2 }));

    await expect(first.deliver({ ...handed, bundle: other.bundle })).rejects.toThrow(/another tree/u);
    expect(world.git("branch", "--list", BRANCH)).toBe("");
  });

  test("makes a draft when the proof found red tests", async () => {
    world = await startJobWorld();
    const brief = world.brief();
    // Green where the agent works, red on a fresh checkout.
    const config = { ...brief.config, test: "test ! -e ../proof-marker && node --test" };
    const job = world.job({ ...brief, config });
    const run = await job.pipeline();
    execFileSync("mkdir", ["-p", join(job.folder, "prove")]);
    writeFileSync(join(job.folder, "prove/proof-marker"), "");
    const proof = await job.prove(run);

    const end = await job.deliver({ evidence: run.evidence, bundle: run.bundle!, proof });

    expect(end).toMatchObject({
      shortcomings: [{ check: "tests", message: "tests (fail on a fresh checkout)" }],
    });
    expect(world.pullRequests).toMatchObject([{ isDraft: true }]);
  });
});

describe("prove", () => {
  test("lists what a forged manifest hides", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const run = await job.pipeline();
    const upload = world.uploads.get(run.evidence.id)!;
    const name = "1-2-greeting-manifest.json";
    const manifest = JSON.parse(Buffer.from(upload.files.get(name)!).toString("utf8")) as {
      body: { changes: { path: string }[] };
    };
    manifest.body.changes = manifest.body.changes.filter((change) => change.path !== "src/greet.js");
    upload.files.set(name, Buffer.from(JSON.stringify(manifest)));

    const forged = { ...run, evidence: { id: run.evidence.id, digest: digestOf(upload.files) } };
    const proof = await job.prove(forged);

    const [text] = world.uploads.get(proof.id)!.files.values();
    expect(Buffer.from(text!).toString("utf8")).toContain("src/greet.js is not as the manifest says");
  });

  test("has looked at everything before code of the repository runs", async () => {
    world = await startJobWorld();
    const brief = world.brief();
    // Nothing stands there where the agent works.
    const config = { ...brief.config, setup: ["rm -rf ../import.git"] };
    const job = world.job({ ...brief, config });
    const run = await job.pipeline();

    const proof = await job.prove(run);

    const [file] = world.uploads.get(proof.id)!.files.values();
    const text = Buffer.from(file!).toString("utf8");
    expect(JSON.parse(text)).toMatchObject({ body: { problems: [], tests: { status: "passed" } } });
    expect(existsSync(join(job.folder, "prove/import.git"))).toBe(false);
  });

  test("counts the boxes again", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const run = await job.pipeline();
    const upload = world.uploads.get(run.evidence.id)!;
    const name = "1-2-greeting-reconciler.json";
    const text = Buffer.from(upload.files.get(name)!).toString("utf8");
    upload.files.set(name, Buffer.from(text.replace('"tasks_total": 2', '"tasks_total": 3')));

    const proof = await job.prove({
      ...run,
      evidence: { id: run.evidence.id, digest: digestOf(upload.files) },
    });

    const [file] = world.uploads.get(proof.id)!.files.values();
    const { body } = JSON.parse(Buffer.from(file!).toString("utf8")) as { body: { problems: string[] } };
    expect(body.problems).toEqual([
      `${name} (differs from the digest in the manifest)`,
      "the story file has 2 of 2 boxes ticked, not as the reconciler says",
    ]);
  });

  test("refuses a bundle that brings a link", async () => {
    world = await startJobWorld();
    const job = world.job(world.brief());
    const run = await job.pipeline();
    const bundle = bundleWithLink(job);
    const upload = world.uploads.get(run.bundle!.id)!;
    upload.files.set("story.bundle", bundle);
    const hostile = { ...run, bundle: { id: run.bundle!.id, digest: digestOf(upload.files) } };

    await expect(job.prove(hostile)).rejects.toThrow("src/link is a symbolic link");
  });
});

/** A bundle as a hostile pipeline job could write it. */
function bundleWithLink(job: Job): Uint8Array {
  function git(...args: readonly string[]): string {
    const identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
    return execFileSync("git", ["-C", job.checkout, ...identity, ...args], { encoding: "utf8" }).trim();
  }
  const start = git("rev-parse", "HEAD");
  const blob = execFileSync("git", ["-C", job.checkout, "hash-object", "-w", "--stdin"], {
    encoding: "utf8",
    input: "/etc/passwd",
  }).trim();
  git("update-index", "--add", "--cacheinfo", `120000,${blob},src/link`);
  const commit = git("commit-tree", git("write-tree"), "-p", start, "-m", "hostile");
  git("update-ref", "refs/heads/story", commit);
  const file = join(job.folder, "hostile.bundle");
  git("bundle", "create", "--quiet", file, `^${start}`, "refs/heads/story");
  return new Uint8Array(execFileSync("cat", [file]));
}
