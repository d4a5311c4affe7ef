/**
 * Runs the GitHub App as a process of its own. It gets addresses and keys by its environment and
 * nothing else, as on a server.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { PRODUCT_ROOT } from "./product-files.ts";

export interface AppProcess {
  /** Where the app listens: `http://127.0.0.1:<port>`; the same after a restart. */
  readonly url: string;
  /** Asks it to stop and waits; it finishes the write it is in. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again after its end, with the same settings and at the same address. */
  restart(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

export interface AppSettings {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly apiUrl: string;
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Every line the app prints. */
  readonly onLine: (line: string) => void;
}

function environmentOf(settings: AppSettings): NodeJS.ProcessEnv {
  return {
    PATH: join(process.execPath, ".."),
    LANG: "C.UTF-8",
    NODE_ENV: "production",
    APP_ID: String(settings.appId),
    PRIVATE_KEY: settings.privateKey,
    WEBHOOK_SECRET: settings.webhookSecret,
    GITHUB_API_URL: settings.apiUrl,
    HOST: "127.0.0.1",
    PORT: String(settings.port ?? 0),
    // The embedded GitHub has no secondary limits to respect; GitHub's own pace is the default.
    BATCH_STORIES_WRITE_INTERVAL_MS: "0",
    BATCH_STORIES_EDIT_INTERVAL_SECONDS: "0",
    BATCH_STORIES_LOOK_SECONDS: "2",
    LOG_LEVEL: "info",
    ...settings.environment,
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(settings: AppSettings): Promise<Started> {
  const child = spawn(process.execPath, ["--import", "tsx", join("src", "app", "main.ts")], {
    cwd: PRODUCT_ROOT,
    env: environmentOf(settings),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The app did not start in 30 s.")), START_TIMEOUT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        settings.onLine(line);
        const [, found] = /listening on (http:\/\/\S+)/u.exec(line) ?? [];
        if (found) {
          clearTimeout(timer);
          resolve(found);
        }
      });
    }
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The app ended with code ${code ?? "none"}:\n${lines.slice(-20).join("\n")}`));
    });
  });
  return { child, url };
}

/** Starts the app and waits until it listens. Throws with its last lines when it does not. */
export async function startApp(settings: AppSettings): Promise<AppProcess> {
  const { child: first, url } = await start(settings);
  let child = first;
  return {
    url,
    stop: () => end(child, "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
    async restart() {
      await end(child, "SIGTERM");
      // Webhooks go on to the address that GitHub was told.
      ({ child } = await start({ ...settings, port: Number(new URL(url).port) }));
    },
  };
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
