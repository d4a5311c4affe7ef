/**
 * Webhooks only say "look now": lost, doubled and out of order they change nothing about the end.
 * More seeds: `BATCH_STORIES_WEBHOOK_SEEDS=1-20 npx vitest run --project e2e test/e2e/webhook-faults.e2e.test.ts`.
 */
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import type { FaultEffect } from "../../src/embedded-github/faults/fault.ts";
import { cleanEnding, endingAfter, mergeUntilOver } from "../support/batch-ending.ts";
import { closeStage, openStage, orchardFiles, say, type TestStage } from "../support/e2e-stage.ts";
import { type Random, seededRandom, seedsOf } from "../support/seeded-random.ts";

const SEEDS = seedsOf(process.env["BATCH_STORIES_WEBHOOK_SEEDS"], [7]);
/** On a server half an hour; here whoever hears nothing looks for itself much sooner. */
const SWEEPING = { BATCH_STORIES_SWEEP_SECONDS: "2" };
const TIMEOUT_MS = 300_000;
const LATEST_MS = 5000;

const LOST: FaultEffect = { kind: "status", status: 0 };

/** 2-2 waits until people have merged 2-1, which the app has to find out. */
const CHAIN = "/batch-stories run --stories 2-1,2-2";
const CHAIN_ENDING = cleanEnding("finished", [
  ["2-1-crate-totals", "merged", 1, "done"],
  ["2-2-invoice", "merged", 1, "done"],
]);

async function open(appEnvironment: Readonly<Record<string, string>> = {}): Promise<TestStage> {
  const stage = await openStage({ name: "orchard", files: await orchardFiles(), appEnvironment });
  onTestFinished(() => closeStage(stage));
  return stage;
}

function withWebhooks(stage: TestStage, name: string, choose: () => FaultEffect | undefined): void {
  stage.github.faults.addRule({
    name,
    decide: ({ route }) => (route.startsWith("webhook ") ? choose() : undefined),
  });
}

function late(random: Random): FaultEffect {
  return { kind: "late", ms: Math.floor(random() * LATEST_MS) };
}

describe("a batch whose webhooks", { timeout: TIMEOUT_MS }, () => {
  test("are all lost ends by sweeps alone", async () => {
    const stage = await open(SWEEPING);
    withWebhooks(stage, "lost", () => LOST);
    const said = say(stage, CHAIN);

    await mergeUntilOver(stage, said);
    expect(await endingAfter(stage, said, CHAIN_ENDING)).toEqual(CHAIN_ENDING);

    expect(stage.github.webhooks.deliveries.filter(({ status }) => status !== undefined)).toEqual([]);
  });

  test.each(SEEDS)("are lost, doubled and late by chance ends as any other (seed %i)", async (seed) => {
    const stage = await open(SWEEPING);
    const random = seededRandom(seed);
    withWebhooks(stage, "chance", () => {
      const chance = random();
      if (chance < 0.3) return LOST;
      if (chance < 0.5) return { kind: "double" };
      return chance < 0.8 ? late(random) : undefined;
    });
    const said = say(stage, CHAIN);

    await mergeUntilOver(stage, said);
    expect(await endingAfter(stage, said, CHAIN_ENDING)).toEqual(CHAIN_ENDING);
  });
});

/** Every webhook goes to all of them at once: the worst that a load balancer could do. */
async function sendToAll(stage: TestStage, urls: readonly string[]): Promise<void> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) {
        if (/^(?:x-|content-type)/u.test(name)) headers.set(name, String(value));
      }
      const post = { method: "POST", headers, body: Uint8Array.from(body) };
      const answers = await Promise.all(urls.map((url) => fetch(`${url}${request.url}`, post)));
      response.writeHead(answers.every(({ ok }) => ok) ? 200 : 500).end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  stage.sendWebhooksTo(`http://127.0.0.1:${port}`);
}

describe("two instances of the app on one repository", { timeout: TIMEOUT_MS }, () => {
  test("run a batch as one would, although both hear everything and both look for themselves", async () => {
    const stage = await open(SWEEPING);
    const second = await stage.addApp();
    await sendToAll(stage, [stage.app.url, second.url]);
    const said = say(stage, "/batch-stories run --stories 1-5,1-8,2-1");
    const expected = cleanEnding("finished", [
      ["1-5-frost-warning", "merged", 2, "done"],
      ["1-8-tree-labels", "alreadyDone", 1, "done"],
      ["2-1-crate-totals", "merged", 1, "done"],
    ]);

    await mergeUntilOver(stage, said);
    expect(await endingAfter(stage, said, expected)).toEqual(expected);
  });
});
