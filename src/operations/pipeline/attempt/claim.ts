import { parseJson } from "../../../core/parse-json.ts";
import { Claims, type Brief } from "../../../core/batch/brief.ts";
import { CLAIMS_PATH, STATE_BRANCH } from "../../../core/batch/names.ts";
import { Failure } from "../../failure.ts";
import type { JobRepository } from "../../ports.ts";

export type ClaimState =
  /** `isAdopted`: the app has seen this run and named it in the claim. */
  { readonly kind: "held"; readonly isAdopted: boolean } | { readonly kind: "gone"; readonly reason: string };

/** Whether this attempt still holds its story. An unreadable `claims.json` counts as nothing held. */
export async function readClaim(
  repository: Pick<JobRepository, "readFile">,
  brief: Pick<Brief, "batch" | "story" | "attempt" | "nonce">,
  runId: number,
): Promise<ClaimState> {
  const text = await repository.readFile(STATE_BRANCH, CLAIMS_PATH);
  const claim = parseClaims(text).claims.find((candidate) => candidate.story === brief.story);
  if (!claim) return gone("it was settled");
  const isSame =
    claim.batch === brief.batch && claim.attempt === brief.attempt && claim.nonce === brief.nonce;
  if (!isSame) return gone(`attempt ${claim.attempt} of batch ${claim.batch} took its place`);
  if (claim.runId !== null && claim.runId !== runId) return gone(`run ${claim.runId} works on it`);
  return { kind: "held", isAdopted: claim.runId === runId };
}

function gone(why: string): ClaimState {
  return { kind: "gone", reason: `This attempt was settled or replaced: ${why}.` };
}

function parseClaims(text: string | undefined): Claims {
  if (text === undefined) return { schemaVersion: 1, claims: [] };
  const parsed = Claims.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Failure(`${CLAIMS_PATH} on branch ${STATE_BRANCH} cannot be understood.`, {
    code: "state-unreadable",
    retryable: false,
  });
}
