import { describe, expect, test } from "vitest";
import {
  type Admission,
  ConcurrencyGroups,
  type ConcurrencyRequest,
} from "../../../src/embedded-github/runner/concurrency-groups.ts";

const never = new AbortController().signal;

function aRequest(change: Partial<ConcurrencyRequest> = {}): ConcurrencyRequest {
  return {
    repository: "o/r",
    group: "deploy",
    cancelInProgress: false,
    queue: "single",
    cancel: () => undefined,
    ...change,
  };
}

function leave(admission: Admission): void {
  if (admission.kind !== "entered") throw new Error(`was ${admission.kind}`);
  admission.leave();
}

describe("ConcurrencyGroups", () => {
  test("holds nobody up in other groups and repositories", async () => {
    const groups = new ConcurrencyGroups();
    const kinds = await Promise.all(
      [aRequest(), aRequest({ group: "other" }), aRequest({ repository: "o/s" })].map(
        async (request) => (await groups.enter(request, never)).kind,
      ),
    );

    expect(kinds).toEqual(["entered", "entered", "entered"]);
  });

  test("compares names without case", async () => {
    const groups = new ConcurrencyGroups();
    const first = await groups.enter(aRequest({ group: "Deploy" }), never);
    const second = groups.enter(aRequest({ group: "DEPLOY" }), never);
    const third = groups.enter(aRequest(), never);

    expect((await second).kind).toBe("replaced");
    leave(first);
    expect((await third).kind).toBe("entered");
  });

  test("takes a hundred in line and no more", async () => {
    const groups = new ConcurrencyGroups();
    const first = await groups.enter(aRequest(), never);
    const line = Array.from(
      { length: 100 },
      async () => await groups.enter(aRequest({ queue: "max" }), never),
    );

    expect((await groups.enter(aRequest({ queue: "max" }), never)).kind).toBe("replaced");
    leave(first);
    for (const waiting of line) leave(await waiting);
  });

  test("forgets who gives up while waiting", async () => {
    const groups = new ConcurrencyGroups();
    const first = await groups.enter(aRequest(), never);
    const patience = new AbortController();
    const second = groups.enter(aRequest(), patience.signal);
    patience.abort();

    expect((await second).kind).toBe("cancelled");
    leave(first);
    expect((await groups.enter(aRequest(), never)).kind).toBe("entered");
    expect((await groups.enter(aRequest(), AbortSignal.abort())).kind).toBe("cancelled");
  });

  test("asks the holder to end when a newcomer wants that", async () => {
    const groups = new ConcurrencyGroups();
    let asked = 0;
    const first = await groups.enter(aRequest({ cancel: () => (asked += 1) }), never);
    const second = groups.enter(aRequest({ cancelInProgress: true }), never);

    expect(asked).toBe(1);
    leave(first);
    expect((await second).kind).toBe("entered");
  });
});
