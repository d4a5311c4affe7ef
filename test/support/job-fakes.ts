/** Stand-ins for what lies outside a job: agent, log, artifacts, and GitHub over a bare repository. */
import { createHash, randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runScriptedAgent } from "../../src/adapters/agents/scripted/run-scripted-agent.ts";
import { Failure } from "../../src/operations/failure.ts";
import type { Claim } from "../../src/core/batch/brief.ts";
import { CLAIMS_PATH, STATE_BRANCH } from "../../src/core/batch/names.ts";
import type {
  AgentAnswer,
  AgentCall,
  AgentRunner,
  JobArtifacts,
  JobLog,
  JobRepository,
  OpenPullRequest,
  UploadedArtifact,
} from "../../src/operations/ports.ts";

/** Stands between the pipeline and the scripted agent. */
export type StandIn = (call: AgentCall, scripted: AgentRunner) => ReturnType<AgentRunner["call"]>;

export interface PullRequestRecord {
  readonly number: number;
  readonly branch: string;
  readonly base: string;
  isClosed?: boolean;
  title: string;
  body: string;
  isDraft: boolean;
}

export interface FakeState {
  readonly root: string;
  readonly bare: string;
  readonly pullRequests: PullRequestRecord[];
  readonly notes: string[];
  readonly uploads: Map<number, { readonly name: string; readonly files: Map<string, Uint8Array> }>;
  readonly claims: Claim[];
  readonly briefs: ReadonlyMap<string, string>;
  /** What happens elsewhere between a delivery's commit and its push. */
  whenCommitted?: () => void;
  git(...args: readonly string[]): string;
}

export const GIT_ENV = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "someone",
  GIT_AUTHOR_EMAIL: "someone@example.com",
  GIT_COMMITTER_NAME: "someone",
  GIT_COMMITTER_EMAIL: "someone@example.com",
};

/** The scripted agent in this process, where its own would take half a second to start. */
export function fakeAgent(options: { readonly agent?: StandIn }): AgentRunner {
  const scripted: AgentRunner = { name: "scripted", call: callInProcess };
  const { agent } = options;
  return agent ? { name: "scripted", call: (call) => agent(call, scripted) } : scripted;
}

async function callInProcess(call: AgentCall): ReturnType<AgentRunner["call"]> {
  const { timeoutMs, ...asked } = call;
  const session = randomUUID();
  try {
    const end = await runScriptedAgent(JSON.stringify({ protocol: 1, ...asked }), call.workFolder);
    if (end.kind === "hangs") return { kind: "timedOut" };
    if (end.kind === "crashes") return unusable(`${end.exitCode}`, session);
    if (end.delayMs > timeoutMs) return { kind: "timedOut" };
    const { answer, session: own, tokens, costUsd } = end.reply;
    return { kind: "answered", answer, session: own ?? session, tokens: tokens ?? 0, costUsd: costUsd ?? 0 };
  } catch (error) {
    // The process would print this and end.
    const said = error instanceof Error ? error.message.split("\n").join(" ") : String(error);
    return unusable(`1: ${said}`, session);
  }
}

function unusable(code: string, session: string): AgentAnswer {
  return { kind: "unusable", reason: `the agent program ended with exit code ${code}`, session };
}

export function fakeLog(world: FakeState): JobLog {
  function note(text: string): void {
    world.notes.push(text);
  }
  return { info: note, notice: note, warning: note };
}

export function fakeArtifacts(world: Pick<FakeState, "uploads">): JobArtifacts {
  return {
    upload: async ({ name, folder, files }) => {
      if ([...world.uploads.values()].some((upload) => upload.name === name)) {
        const message = `an artifact called ${name} exists already`;
        throw new Failure(message, { code: "unavailable", retryable: true });
      }
      const id = world.uploads.size + 1;
      const content = new Map(files.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]));
      world.uploads.set(id, { name, files: content });
      return { id, digest: digestOf(content) };
    },
    fetch: async ({ id, digest, maxBytes }) => {
      const upload = world.uploads.get(id);
      if (!upload) return { kind: "unusable", reason: "there is no such artifact" };
      if (digestOf(upload.files) !== digest) return { kind: "unusable", reason: "its digest differs" };
      if (sizeOf(upload.files) > maxBytes) {
        return { kind: "unusable", reason: `it is larger than ${maxBytes} bytes` };
      }
      return { kind: "files", files: upload.files };
    },
  };
}

function sizeOf(files: ReadonlyMap<string, Uint8Array>): number {
  let size = 0;
  for (const bytes of files.values()) size += bytes.length;
  return size;
}

export function digestOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const [name, bytes] of files) hash.update(name).update(bytes);
  return `sha256:${hash.digest("hex")}`;
}

/** The artifact that was uploaded last. */
export function newest(world: FakeState): UploadedArtifact {
  const id = world.uploads.size;
  return { id, digest: digestOf(world.uploads.get(id)?.files ?? new Map()) };
}

export function fakeRepository(world: FakeState): JobRepository {
  function plumb(args: readonly string[], input?: string | Uint8Array): string {
    return execFileSync("git", ["-C", world.bare, ...args], {
      encoding: "utf8",
      env: { ...GIT_ENV, GIT_INDEX_FILE: join(world.root, "fake-index") },
      ...(input === undefined ? {} : { input }),
    }).trim();
  }
  function textAt(ref: string, path: string): string | undefined {
    try {
      return execFileSync("git", ["-C", world.bare, "show", `${ref}:${path}`], {
        encoding: "utf8",
        env: GIT_ENV,
        stdio: ["ignore", "pipe", "ignore"],
      });
    } catch {
      return undefined;
    }
  }
  function headOf(branch: string): string | undefined {
    const head = world.git("for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`);
    return head === "" ? undefined : head;
  }
  function openOne(branch: string, base: string): OpenPullRequest | undefined {
    const found = world.pullRequests.find(
      (each) => each.branch === branch && each.base === base && !each.isClosed,
    );
    return found && { number: found.number, nodeId: String(found.number), isDraft: found.isDraft };
  }
  return {
    readFile: async (ref, path) => {
      if (ref === STATE_BRANCH && path === CLAIMS_PATH) {
        return JSON.stringify({ schemaVersion: 1, claims: world.claims });
      }
      return world.briefs.get(path) ?? textAt(ref, path);
    },
    createTree: async (baseTree, entries) => {
      plumb(["read-tree", baseTree]);
      for (const { path, mode, content } of entries) {
        if (content === null) {
          // A bare repository has no work tree from which a path could be removed.
          plumb(["update-index", "--index-info"], `0 ${"0".repeat(40)}\t${path}\n`);
          continue;
        }
        const blob = plumb(["hash-object", "-w", "--stdin"], content);
        plumb(["update-index", "--add", "--cacheinfo", `${mode},${blob},${path}`]);
      }
      return plumb(["write-tree"]);
    },
    createCommit: async ({ message, tree, parents }) => {
      const commit = plumb(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], message);
      world.whenCommitted?.();
      return commit;
    },
    createBranch: async (branch, commit) => {
      const head = headOf(branch);
      if (head !== undefined) return head === commit ? "done" : "moved";
      plumb(["update-ref", `refs/heads/${branch}`, commit]);
      return "done";
    },
    advanceBranch: async (branch, commit) => {
      const head = headOf(branch);
      if (head === undefined || world.git("merge-base", head, commit) !== head) return "moved";
      plumb(["update-ref", `refs/heads/${branch}`, commit]);
      return "done";
    },
    findOpenPullRequest: async (branch, base) => openOne(branch, base),
    openPullRequest: async ({ branch, base, title, body, isDraft }) => {
      const existing = openOne(branch, base);
      if (existing) return existing;
      if (headOf(branch) === headOf(base)) {
        const message = `GitHub refuses the pull request: No commits between ${base} and ${branch}`;
        throw new Failure(message, { code: "invalid", retryable: false });
      }
      const number = world.pullRequests.length + 1;
      world.pullRequests.push({ number, branch, base, title, body, isDraft });
      return { number, nodeId: String(number), isDraft };
    },
    editPullRequest: async (number, text) => {
      Object.assign(world.pullRequests[number - 1] ?? {}, { title: text.title, body: text.body });
    },
    setDraft: async ({ number }, isDraft) => {
      Object.assign(world.pullRequests[number - 1] ?? {}, { isDraft });
    },
  };
}
