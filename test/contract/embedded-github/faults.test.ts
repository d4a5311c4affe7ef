import { createServer, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AT, NAME, type SmallWorld, startSmallWorld } from "./small-world.ts";

const OPEN_ISSUE = "POST /repos/{owner}/{repo}/issues";

describe("faults at the moments where an app may die", () => {
  let small: SmallWorld;

  beforeEach(async () => {
    small = await startSmallWorld();
  });

  afterEach(() => small.github.stop());

  async function titles(): Promise<readonly string[]> {
    const { data } = await small.maria.rest.issues.listForRepo({ ...AT, direction: "asc" });
    return data.map(({ title }) => title);
  }

  it.each([
    { at: "before", atTheCall: [], afterwards: [] },
    { at: "after", atTheCall: ["one"], afterwards: ["one"] },
  ] as const)(
    "call $at the effect of a request, which then gets no answer",
    async ({ at, atTheCall, afterwards }) => {
      let seen: readonly string[] | undefined;
      async function call(): Promise<void> {
        seen = await titles();
      }
      small.github.faults.add({ route: OPEN_ISSUE, effect: { kind: "interrupt", at, call } });

      const opened = small.asInstallation.rest.issues.create({ ...AT, title: "one" });
      await expect(opened).rejects.toThrow(/fetch failed|other side closed|socket/u);

      expect(seen).toEqual(atTheCall);
      expect(await titles()).toEqual(afterwards);
      expect(small.github.faults.unused()).toEqual([]);
    },
  );

  it("tell rules the route, whose request it is and what it holds", async () => {
    const arrivals: unknown[] = [];
    small.github.faults.addRule({
      name: "look only",
      decide(arrival) {
        arrivals.push([arrival.route, arrival.who, arrival.text()]);
        return undefined;
      },
    });

    await small.asInstallation.rest.issues.create({ ...AT, title: "one" });

    expect(arrivals).toContainEqual([OPEN_ISSUE, "installation", '{"title":"one"}']);
  });
});

describe("late webhooks", () => {
  let small: SmallWorld;
  let server: Server;
  const heard: string[] = [];

  beforeEach(async () => {
    small = await startSmallWorld({ events: ["issues"] });
    heard.length = 0;
    server = createServer((request, response) => {
      void json(request).then((payload) => {
        heard.push((payload as { issue: { title: string } }).issue.title);
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    small.github.world.setWebhookUrl(small.app, `http://127.0.0.1:${port}/`);
  });

  afterEach(async () => {
    await small.github.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  it("are overtaken by those behind them and are delivered all the same", async () => {
    const { world, webhooks, faults } = small.github;
    faults.add({ route: "webhook issues.opened", effect: { kind: "late", ms: 150 } });

    for (const title of ["first", "second"]) world.openIssue(NAME, { title, body: "", by: "maria" });
    await webhooks.settled();

    expect(heard).toEqual(["second", "first"]);
    expect(webhooks.deliveries.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("are given up when everything ends", async () => {
    const { world, webhooks, faults } = small.github;
    faults.add({ route: "webhook issues.opened", effect: { kind: "late", ms: 60_000 } });
    world.openIssue(NAME, { title: "never heard", body: "", by: "maria" });
    await sleep(20);

    await webhooks.stop();

    expect(heard).toEqual([]);
    expect(webhooks.deliveries.map(({ status }) => status)).toEqual([undefined]);
  });
});
