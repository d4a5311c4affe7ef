import { describe, expect, test } from "vitest";
import { createCrypto, keyFrom, passingKey } from "../../../../src/adapters/crypto/node-crypto.ts";

describe("signing", () => {
  test("is the same for the same secret, and another for every other one", () => {
    const mark = createCrypto(keyFrom("one")).sign("o/r#1 b1-2");

    expect(createCrypto(keyFrom("one")).sign("o/r#1 b1-2")).toBe(mark);
    expect(createCrypto(keyFrom("two")).sign("o/r#1 b1-2")).not.toBe(mark);
    expect(createCrypto(passingKey()).sign("o/r#1 b1-2")).not.toBe(mark);
    expect(createCrypto(keyFrom("one")).sign("o/r#2 b1-2")).not.toBe(mark);
  });

  test("does not show the secret's own signature", () => {
    expect(Buffer.from(keyFrom("one")).toString("hex")).not.toContain("one");
    expect(createCrypto(keyFrom("one")).sign("x")).toMatch(/^[0-9a-f]{32}$/u);
  });
});

test("digests are those of the text's bytes", () => {
  expect(createCrypto(passingKey()).digest("abc")).toBe(
    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("nonces are fit for a dispatch, and never the same", () => {
  const nonces = createCrypto(passingKey()).nonces(100);

  expect(new Set(nonces).size).toBe(100);
  expect(nonces.filter((nonce) => !/^[a-z0-9-]{6,60}$/u.test(nonce))).toEqual([]);
});
