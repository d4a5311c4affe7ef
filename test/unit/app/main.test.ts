import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
// Nobody listens there: the app has to live without GitHub for a while.
const ENVIRONMENT = {
  APP_ID: "1",
  PRIVATE_KEY: privateKey,
  WEBHOOK_SECRET: "s",
  GITHUB_API_URL: "http://127.0.0.1:9",
  PORT: "0",
  LOG_LEVEL: "error",
};

let child: ChildProcess | undefined;

afterEach(() => child?.kill("SIGKILL"));

function start(environment: Readonly<Record<string, string>>): {
  readonly output: () => string;
  readonly ended: Promise<unknown[]>;
} {
  const args = ["--import", "tsx", "src/app/main.ts"];
  const started = spawn(process.execPath, args, { env: { PATH: process.env["PATH"] ?? "", ...environment } });
  child = started;
  let text = "";
  for (const stream of [started.stdout, started.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return { output: () => text, ended: once(started, "exit") };
}

it("says everything that is missing and does not start", async () => {
  const { output, ended } = start({});
  const [code] = await ended;

  expect(code).toBe(1);
  expect(output()).toContain("APP_ID is missing");
  expect(output()).toContain("PRIVATE_KEY is missing");
});

it("listens on a free port, answers for its health, refuses what is not signed, and ends when asked", async () => {
  const { output, ended } = start(ENVIRONMENT);
  await expect.poll(output, { timeout: 15_000 }).toContain("listening on http://127.0.0.1:");
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/u.exec(output()) ?? [];

  expect(await (await fetch(`${url}/healthz`)).text()).toBe("ok\n");
  expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  const forged = await fetch(`${url}/api/github/webhooks`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-github-delivery": "1",
      "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
    },
    body: "{}",
  });
  expect(forged.status).toBe(400);

  child?.kill("SIGTERM");
  const [code] = await ended;
  expect(code).toBe(0);
});
