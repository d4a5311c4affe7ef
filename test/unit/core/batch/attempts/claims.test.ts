import { describe, expect, test } from "vitest";
import type { Claim } from "../../../../../src/core/batch/brief.ts";
import { claimsAfter } from "../../../../../src/core/batch/attempts/claims.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  BATCH,
  deepFreeze,
  key,
  OTHER_BATCH,
} from "../../../../support/batch-builders.ts";

const FOREIGN: Claim = {
  story: key("9-1-z"),
  batch: OTHER_BATCH,
  attempt: 1,
  nonce: "nonce-other",
  runId: 3,
};
const OWN: Claim = { story: key("1-1-a"), batch: BATCH, attempt: 1, nonce: "nonce-one", runId: null };

describe("claimsAfter", () => {
  test("claims every open attempt beside what other batches hold", () => {
    const state = deepFreeze(aBatch([aDispatchedStory("1-1-a"), aDeliveredStory("1-2-b", 4)]));

    expect(claimsAfter(state, [FOREIGN])).toEqual([FOREIGN, OWN]);
  });

  test("writes the run that may deliver into the claim", () => {
    const state = deepFreeze(aBatch([aDispatchedStory("1-1-a", { runId: 5 })]));

    expect(claimsAfter(state, [OWN, FOREIGN])).toEqual([{ ...OWN, runId: 5 }, FOREIGN]);
  });

  test("releases the claim of a settled attempt and never one of another batch", () => {
    const state = deepFreeze(aBatch([aDeliveredStory("1-1-a", 4)]));

    expect(claimsAfter(state, [OWN, FOREIGN])).toEqual([FOREIGN]);
  });

  test("returns the very list it was given when nothing changes", () => {
    const before = deepFreeze([FOREIGN, OWN]);

    expect(claimsAfter(aBatch([aDispatchedStory("1-1-a")]), before)).toBe(before);
  });
});
