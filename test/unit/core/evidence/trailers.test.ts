import { describe, expect, test } from "vitest";
import { parseTrailers, renderTrailers } from "../../../../src/core/evidence/trailers.ts";

const FACTS = {
  batch: "b1-2",
  story: "1-1-a",
  attempt: 2,
  runId: 77,
  manifest: "sha256:aa",
  proof: "sha256:bb",
};

describe("parseTrailers", () => {
  test("reads what renderTrailers writes", () => {
    const message = `feat(1-1-a): A\n\nText: with a colon.\n\n${renderTrailers(FACTS)}\n`;

    expect([...parseTrailers(message)]).toEqual([
      ["Batch-Stories-Batch", "b1-2"],
      ["Batch-Stories-Story", "1-1-a"],
      ["Batch-Stories-Attempt", "2"],
      ["Batch-Stories-Run", "77"],
      ["Batch-Stories-Manifest", "sha256:aa"],
      ["Batch-Stories-Proof", "sha256:bb"],
    ]);
  });

  test.each([
    ["a trailer in the middle", "subject\n\nBatch-Stories-Run: 1\n\nlast words"],
    ["a last block of mixed lines", "subject\n\nBatch-Stories-Run: 1\nand words"],
    ["a subject alone", "Batch-Stories-Run: 1"],
    ["nothing", ""],
  ])("takes %s for no trailer", (_what, message) => {
    expect(parseTrailers(message)).toEqual(new Map());
  });

  test("reads Windows line ends", () => {
    expect(parseTrailers("subject\r\n\r\nA-Name: value\r\n").get("A-Name")).toBe("value");
  });
});
