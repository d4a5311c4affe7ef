import { expect, test } from "vitest";
import { Slots } from "../../../src/embedded-github/runner/slots.ts";

const never = new AbortController().signal;

test("serves whoever waits in order, and skips who gave up", async () => {
  const slots = new Slots(1);
  const served: string[] = [];
  async function wait(name: string, signal: AbortSignal): Promise<void> {
    if (await slots.acquire(signal)) served.push(name);
  }
  const patience = new AbortController();

  await wait("a", never);
  const others = [wait("b", never), wait("gone", patience.signal), wait("c", never)];
  patience.abort();
  slots.release();
  slots.release();
  await Promise.all(others);

  expect(served).toEqual(["a", "b", "c"]);
});

test("gives no place to someone who has given up already", async () => {
  const slots = new Slots(1);

  expect(await slots.acquire(AbortSignal.abort())).toBe(false);
  expect(await slots.acquire(never)).toBe(true);
});
