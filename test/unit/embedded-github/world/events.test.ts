import { describe, expect, it } from "vitest";
import { Events, type WorldEvent } from "../../../../src/embedded-github/world/events.ts";
import type { Issue } from "../../../../src/embedded-github/world/issues/issue.ts";

const ACTOR = { account: { id: 1, login: "maria", type: "User" }, app: null, installation: null } as const;

function event(action: "opened" | "closed"): WorldEvent {
  return { kind: "issues", action, issue: {} as Issue, actor: ACTOR };
}

function actionOf(told: WorldEvent): string {
  return "action" in told ? told.action : told.kind;
}

describe("Events", () => {
  it("shows every listener the same order, also when an event causes the next", () => {
    const events = new Events();
    const first: string[] = [];
    const second: string[] = [];
    events.subscribe((told) => {
      first.push(actionOf(told));
      if (actionOf(told) === "opened") events.tell(event("closed"));
    });
    events.subscribe((told) => second.push(actionOf(told)));

    events.tell(event("opened"));

    expect(first).toEqual(["opened", "closed"]);
    expect(second).toEqual(["opened", "closed"]);
  });

  it("tells nothing any more to who has ended the subscription, and goes on after a listener failed", () => {
    const events = new Events();
    const heard: string[] = [];
    const end = events.subscribe((told) => heard.push(actionOf(told)));
    end();
    const endBroken = events.subscribe(() => {
      throw new Error("listener broke");
    });

    expect(() => events.tell(event("opened"))).toThrow("listener broke");
    endBroken();
    events.subscribe((told) => heard.push(actionOf(told)));
    events.tell(event("closed"));

    expect(heard).toEqual(["closed"]);
  });
});
