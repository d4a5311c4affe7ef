/** One process of a step, in a process group of its own so that nothing it starts can stay behind. */
import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

export interface ProcessOrder {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Asks the group to end: SIGINT, then SIGTERM, then SIGKILL. */
  readonly stop: AbortSignal;
  /** Ends the group at once. */
  readonly kill: AbortSignal;
  readonly killAfterMs: number;
  onLine(line: string): void;
}

export type ProcessEnd =
  | { readonly kind: "exited"; readonly code: number; readonly leftovers: number | undefined }
  | { readonly kind: "unstartable"; readonly reason: string };

/** A process that ended may leave its pipes to children; what they still hold is not waited for. */
const DRAIN_MS = 100;
/** A line without end is cut, so that no step can fill the memory. */
const MAX_LINE = 1024 * 1024;

export async function runProcess(order: ProcessOrder): Promise<ProcessEnd> {
  const child = spawn(order.command, [...order.args], {
    cwd: order.folder,
    env: order.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  const ended = new Promise<{ readonly code: number } | { readonly reason: string }>((resolve) => {
    child.once("error", (error) => resolve({ reason: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 128 }));
    child.once("exit", (code) => {
      setTimeout(() => resolve({ code: code ?? 128 }), DRAIN_MS);
    });
  });
  readLines(child.stdout, (line) => order.onLine(line));
  readLines(child.stderr, (line) => order.onLine(line));
  const release = pid === undefined ? undefined : stopOnSignal(pid, order);
  const end = await ended;
  release?.();
  child.stdout.destroy();
  child.stderr.destroy();
  if ("reason" in end) return { kind: "unstartable", reason: end.reason };
  return {
    kind: "exited",
    code: end.code,
    leftovers: pid !== undefined && signalGroup(pid, 0) ? pid : undefined,
  };
}

/** false: the group is gone. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

function stopOnSignal(group: number, order: ProcessOrder): () => void {
  const timers: NodeJS.Timeout[] = [];
  function stop(): void {
    signalGroup(group, "SIGINT");
    timers.push(
      setTimeout(() => signalGroup(group, "SIGTERM"), order.killAfterMs),
      setTimeout(() => signalGroup(group, "SIGKILL"), 2 * order.killAfterMs),
    );
  }
  function kill(): void {
    signalGroup(group, "SIGKILL");
  }
  if (order.stop.aborted) stop();
  if (order.kill.aborted) kill();
  order.stop.addEventListener("abort", stop, { once: true });
  order.kill.addEventListener("abort", kill, { once: true });
  return () => {
    for (const timer of timers) clearTimeout(timer);
    order.stop.removeEventListener("abort", stop);
    order.kill.removeEventListener("abort", kill);
  };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.replace(/\r$/u, ""));
    if (rest.length > MAX_LINE) {
      onLine(rest);
      rest = "";
    }
  });
  function flush(): void {
    const last = rest + decoder.end();
    rest = "";
    if (last !== "") onLine(last);
  }
  stream.once("end", flush);
  stream.once("close", flush);
  // A destroyed pipe of a killed child is no news.
  stream.once("error", flush);
}
