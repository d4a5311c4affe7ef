/**
 * Reads objects through one long-lived `git cat-file --batch-command` per repository: a process
 * for each file would be the slowest thing in the whole embedded GitHub. Refs and new packs are
 * looked up by git for each request, so pushes by other processes are seen at once.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { gitEnvironment } from "../environment.ts";
import type { GitObject, ObjectType } from "./git-object.ts";

interface Waiting {
  readonly wantsContent: boolean;
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

const HEADER = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/u;
const TYPES: Readonly<Record<string, ObjectType>> = {
  blob: "blob",
  tree: "tree",
  commit: "commit",
  tag: "tag",
};

export class ObjectReader {
  readonly #folder: string;
  #child: ChildProcessWithoutNullStreams | undefined;
  #waiting: Waiting[] = [];
  #chunks: Buffer[] = [];
  #received = 0;
  /** Bytes the front of the queue needs before looking again is worth it. */
  #needed = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The object a revision such as a SHA, `refs/heads/main^{tree}` or `main:path` stands for. */
  read(revision: string): Promise<GitObject | undefined> {
    return this.#ask("contents", revision);
  }

  /** As `read`, without the content. */
  look(revision: string): Promise<GitObject | undefined> {
    return this.#ask("info", revision);
  }

  stop(): void {
    this.#child?.kill();
    this.#child = undefined;
  }

  #ask(command: "contents" | "info", revision: string): Promise<GitObject | undefined> {
    if (revision === "" || /[\n\0]/u.test(revision)) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wantsContent: command === "contents", resolve, reject });
      this.#process().stdin.write(`${command} ${revision}\n`);
    });
  }

  #process(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child;
    const child = spawn("git", ["cat-file", "--batch-command"], { cwd: this.#folder, env: gitEnvironment() });
    child.stdin.on("error", () => undefined);
    child.stderr.resume();
    child.stdout.on("data", (chunk: Buffer) => this.#receive(chunk));
    child.on("error", () => undefined);
    child.on("close", () => this.#ended(child));
    this.#child = child;
    return child;
  }

  #ended(child: ChildProcessWithoutNullStreams): void {
    if (this.#child === child) this.#child = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#chunks = [];
    this.#received = 0;
    this.#needed = 0;
    for (const entry of waiting) entry.reject(new Error("git cat-file ended before it answered"));
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (this.#received < this.#needed) return;
    let rest = Buffer.concat(this.#chunks);
    let used = this.#answerFirst(rest);
    while (used > 0) {
      rest = rest.subarray(used);
      used = this.#answerFirst(rest);
    }
    this.#chunks = [rest];
    this.#received = rest.length;
  }

  /** Hands the first complete answer to who waits for it; returns the bytes it took, 0 when incomplete. */
  #answerFirst(bytes: Buffer): number {
    const first = this.#waiting[0];
    const lineEnd = bytes.indexOf(0x0a);
    this.#needed = 0;
    if (!first || lineEnd < 0) return 0;
    const header = HEADER.exec(bytes.toString("latin1", 0, lineEnd));
    const type = TYPES[header?.[2] ?? ""];
    if (!header?.[1] || !type) return this.#settle(undefined, lineEnd + 1);
    if (!first.wantsContent) {
      return this.#settle({ sha: header[1], type, content: Buffer.alloc(0) }, lineEnd + 1);
    }
    const end = lineEnd + 1 + Number(header[3]);
    this.#needed = end + 1;
    if (bytes.length < end + 1) return 0;
    const content = Buffer.from(bytes.subarray(lineEnd + 1, end));
    return this.#settle({ sha: header[1], type, content }, end + 1);
  }

  #settle(object: GitObject | undefined, used: number): number {
    this.#waiting.shift()?.resolve(object);
    return used;
  }
}
