/**
 * What the operations of a job see, small: a real repository behind real git over HTTP, a GitHub
 * that keeps commits in it, artifacts in memory, and the real scripted agent in this process.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { attemptFiles, digests } from "../../src/adapters/artifacts/attempt-files.ts";
import { commandRunner } from "../../src/adapters/checks/command-runner.ts";
import { importRepository } from "../../src/adapters/git/import-repository.ts";
import { workTree } from "../../src/adapters/git/work-tree.ts";
import { BatchId } from "../../src/core/batch/batch-id.ts";
import type { Brief, Claim } from "../../src/core/batch/brief.ts";
import { briefPath, storyBranch } from "../../src/core/batch/names.ts";
import { Config } from "../../src/core/config/config.ts";
import { PHASES, type Phase } from "../../src/core/pipeline/phase.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import { deliver, type Delivered, type Handed } from "../../src/operations/pipeline/deliver.ts";
import { openAttempt, type Opened, type Opening } from "../../src/operations/pipeline/open-attempt.ts";
import { prove } from "../../src/operations/pipeline/prove.ts";
import { runPhase, type StepEnd } from "../../src/operations/pipeline/run-phase.ts";
import type { UploadedArtifact } from "../../src/operations/ports.ts";
import {
  fakeAgent,
  fakeArtifacts,
  fakeLog,
  fakeRepository,
  GIT_ENV,
  newest,
  type FakeState,
  type PullRequestRecord,
  type StandIn,
} from "./job-fakes.ts";
import { startGitHttpServer, type GitHttpServer } from "./git-http-server.ts";

export const STORY = StoryKey.parse("1-2-greeting");
export const STORY_PATH = "docs/stories/1-2-greeting.md";
export const BOARD_PATH = "docs/sprint-status.yaml";
export const RUN_ID = 4711;

export const STORY_TEXT = `# Story 1.2: A friendly greeting

Status: ready-for-dev

## Acceptance Criteria

1. The greeting names the person.

## Tasks / Subtasks

- [ ] Greet by name in \`src/greet.js\`
- [ ] Test it in \`src/greet.test.js\`

## Dev Agent Record
`;

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "sample", "type": "module" }\n',
  "src/greet.js": 'export function greet() {\n  return "Hello";\n}\n',
  "src/other.js": "export const other = 1;\n",
  [STORY_PATH]: STORY_TEXT,
  [BOARD_PATH]: "development_status:\n  epic-1: backlog\n  1-2-greeting: ready-for-dev\n",
};

/** A script in which the builder does the two tasks of the story well. */
export const GOOD_SCRIPT = `version: 1
stories:
  1-2-greeting:
    builder:
      - edits:
          - file: src/greet.js
            purpose: greets by name
            write: |
              export function greet(name) {
                return \`Hello \${name}\`;
              }
          - file: src/greet.test.js
            purpose: one name
            write: |
              import assert from "node:assert/strict";
              import { test } from "node:test";
              import { greet } from "./greet.js";

              test("greets by name", () => {
                assert.equal(greet("Ada"), "Hello Ada");
              });
`;

export interface JobWorld extends FakeState {
  readonly pauses: number[];
  brief(changes?: Partial<Brief>): Brief;
  /** Commits files to a branch of the repository, as a person would. */
  commitTo(branch: string, files: Readonly<Record<string, string | null>>, message?: string): string;
  job(brief: Brief, options?: JobOptions): Job;
  stop(): Promise<void>;
}

export interface JobOptions {
  readonly runId?: number;
  readonly runAttempt?: number;
  readonly agent?: StandIn;
}

export interface Job {
  open(): Promise<Opened>;
  phase(phase: Phase): Promise<StepEnd>;
  /** Opens, checks out and runs phases until one does not go on. */
  pipeline(): Promise<PipelineRun>;
  prove(run: PipelineRun): Promise<UploadedArtifact>;
  deliver(handed: Handed): Promise<Delivered>;
  /** All three jobs. */
  whole(): Promise<Delivered>;
  /** A text file of the work tree of the pipeline job. */
  readonly checkout: string;
  readonly folder: string;
}

export interface PipelineRun {
  readonly ends: Partial<Record<Phase, StepEnd>>;
  readonly last: StepEnd;
  readonly evidence: UploadedArtifact;
  readonly bundle: UploadedArtifact | undefined;
}

export async function startJobWorld(
  options: { readonly script?: string; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<JobWorld> {
  const root = mkdtempSync(join(tmpdir(), "job-world-"));
  const bare = join(root, "git/owner/name.git");
  const seed = join(root, "seed");
  mkdirSync(bare, { recursive: true });
  const server = await startGitHttpServer(join(root, "git"));
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
  execFileSync("git", ["clone", "--quiet", bare, seed], { stdio: "ignore" });
  const world = new World(root, server);
  const files = { ...FILES, "agent-script.yaml": options.script ?? GOOD_SCRIPT, ...options.files };
  world.commitTo("main", files, "start");
  return world;
}

let jobs = 0;

class World implements JobWorld {
  readonly bare: string;
  readonly pullRequests: PullRequestRecord[] = [];
  readonly pauses: number[] = [];
  readonly notes: string[] = [];
  readonly uploads = new Map<number, { readonly name: string; readonly files: Map<string, Uint8Array> }>();
  readonly claims: Claim[] = [];
  readonly briefs = new Map<string, string>();
  readonly root: string;
  readonly server: GitHttpServer;
  whenCommitted?: () => void;

  constructor(root: string, server: GitHttpServer) {
    this.root = root;
    this.server = server;
    this.bare = join(root, "git/owner/name.git");
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.bare, ...args], { encoding: "utf8", env: GIT_ENV }).trim();
  }

  brief(changes: Partial<Brief> = {}): Brief {
    const sha = this.git("rev-parse", "main");
    const brief: Brief = {
      schemaVersion: 1,
      batch: BatchId.parse("b1-100"),
      story: STORY,
      attempt: 1,
      nonce: "nonce-1",
      title: "A friendly greeting",
      storyPath: STORY_PATH,
      boardPath: BOARD_PATH,
      base: { branch: "main", sha },
      startSha: sha,
      config: Config.parse({
        test: "node --test",
        maxRefineRounds: 1,
        agent: { program: "scripted", script: "agent-script.yaml" },
      }),
      actionItems: [],
      learnings: [],
      footprint: [],
      ...changes,
    };
    this.claims.length = 0;
    const { story, batch, attempt, nonce } = brief;
    this.claims.push({ story, batch, attempt, nonce, runId: RUN_ID });
    return brief;
  }

  commitTo(branch: string, files: Readonly<Record<string, string | null>>, message = "a change"): string {
    const seed = join(this.root, "seed");
    function git(...args: readonly string[]): string {
      return execFileSync("git", ["-C", seed, ...args], { encoding: "utf8", env: GIT_ENV, stdio: "pipe" });
    }
    git("fetch", "--quiet", "origin");
    const known = this.git("branch", "--list", branch) !== "";
    if (known) git("checkout", "--quiet", "--force", "-B", branch, `origin/${branch}`);
    else git("checkout", "--quiet", "-B", branch);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(seed, path)), { recursive: true });
      if (text === null) rmSync(join(seed, path));
      else writeFileSync(join(seed, path), text);
    }
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", message);
    git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
    return git("rev-parse", "HEAD").trim();
  }

  job(brief: Brief, options: JobOptions = {}): Job {
    jobs += 1;
    this.briefs.set(briefPath(brief), JSON.stringify(brief));
    return aJob(this, brief, { ...options, folder: join(this.root, `job-${jobs}`) });
  }

  async stop(): Promise<void> {
    await this.server.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

const PLAIN = { PATH: GIT_ENV.PATH };

function aJob(world: World, brief: Brief, options: JobOptions & { readonly folder: string }): Job {
  const { folder } = options;
  const runId = options.runId ?? RUN_ID;
  const runAttempt = options.runAttempt ?? 1;
  const files = attemptFiles(join(folder, "attempt"), ["a-very-secret-token"]);
  const checkout = join(folder, "checkout");
  const clock = { now: () => "2026-03-04T05:06:07.000Z" };
  const github = fakeRepository(world);
  const artifacts = fakeArtifacts(world);
  const log = fakeLog(world);
  const commands = commandRunner({ home: join(folder, "home"), surroundings: process.env });
  const opening: Opening = {
    batch: brief.batch,
    story: brief.story,
    attempt: brief.attempt,
    nonce: brief.nonce,
    briefPath: briefPath(brief),
    briefCommit: "0".repeat(40),
    runId,
    runAttempt,
  };
  const ports = {
    files,
    artifacts,
    digests,
    clock,
    log,
    commands,
    repository: github,
    agent: fakeAgent(options),
    work: workTree({ folder: checkout, ledger: join(folder, "ledger.git"), environment: PLAIN }),
  };

  function checkOut(target: string): void {
    execFileSync("git", ["clone", "--quiet", world.bare, target], { env: GIT_ENV, stdio: "ignore" });
    execFileSync("git", ["-C", target, "checkout", "--quiet", "--detach", brief.startSha], { env: GIT_ENV });
  }
  function open(): Promise<Opened> {
    return openAttempt({ files, repository: github, clock }, opening);
  }
  async function pipeline(): Promise<PipelineRun> {
    const opened = await open();
    if (opened.kind === "stale") throw new Error(opened.reason);
    checkOut(checkout);
    const ends: Partial<Record<Phase, StepEnd>> = {};
    let last: StepEnd | undefined;
    let bundle: UploadedArtifact | undefined;
    for (const phase of PHASES) {
      last = await runPhase(phase, ports);
      ends[phase] = last;
      if (last.kind !== "went-on") break;
      bundle ??= last.bundle;
      if (last.status !== "continue") break;
    }
    const evidence = last?.kind === "went-on" ? last.evidence : newest(world);
    if (!last) throw new Error("no phase ran");
    return { ends, last, evidence, bundle };
  }
  async function proveJob(run: PipelineRun): Promise<UploadedArtifact> {
    const place = join(folder, "prove");
    checkOut(join(place, "checkout"));
    const proveFiles = attemptFiles(join(place, "attempt"), []);
    await openAttempt({ files: proveFiles, repository: github, clock }, opening);
    const repository = await importRepository({
      folder: join(place, "import.git"),
      environment: PLAIN,
      borrowFrom: join(place, "checkout"),
    });
    if (!run.bundle) throw new Error("there is no bundle");
    return await prove(
      { ...ports, files: proveFiles, repository, checkout: join(place, "checkout") },
      { evidence: run.evidence, bundle: run.bundle },
    );
  }
  let deliveries = 0;
  async function deliverJob(handed: Handed): Promise<Delivered> {
    deliveries += 1;
    const place = join(folder, `deliver-${deliveries}`);
    const repository = await importRepository({
      folder: join(place, "import.git"),
      environment: PLAIN,
      remote: { url: `${world.server.url}/owner/name.git`, token: "job-token" },
    });
    return await deliver(
      {
        files: attemptFiles(join(place, "attempt"), []),
        artifacts,
        repository,
        github,
        digests,
        log,
        pause: {
          seconds: async (count) => {
            world.pauses.push(count);
            const [claim] = world.claims;
            // The app takes notice of the run while the job waits.
            if (claim?.runId === null && world.pauses.length === 2) world.claims[0] = { ...claim, runId };
          },
        },
        runUrl: `https://github.com/owner/name/actions/runs/${runId}`,
      },
      opening,
      handed,
    );
  }
  async function whole(): Promise<Delivered> {
    const run = await pipeline();
    if (run.last.kind !== "went-on" || !run.bundle) {
      throw new Error(`the pipeline stopped: ${JSON.stringify(run.last)}`);
    }
    const proof = await proveJob(run);
    return await deliverJob({ evidence: run.evidence, bundle: run.bundle, proof });
  }
  return {
    open,
    pipeline,
    prove: proveJob,
    deliver: deliverJob,
    whole,
    phase: (phase) => runPhase(phase, ports),
    checkout,
    folder,
  };
}

/** Text of one file of an uploaded artifact, by the artifact's name. */
export function uploadedText(world: JobWorld, artifact: string, file: string): string | undefined {
  const upload = [...world.uploads.values()].find((candidate) => candidate.name === artifact);
  const bytes = upload?.files.get(file);
  return bytes && Buffer.from(bytes).toString("utf8");
}

export const BRANCH = storyBranch(STORY);
