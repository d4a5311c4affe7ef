/**
 * The only job with a token that can write. It runs nothing of the repository: it checks the claim,
 * the bundle and the evidence, places the proved change as one commit, and opens the pull request.
 * Run again, it finds what it did before.
 */
import type { Brief } from "../../core/batch/brief.ts";
import { evidenceFileName, storyBranch } from "../../core/batch/names.ts";
import type { Shortcoming, Validation } from "../../core/evidence/validation.ts";
import { bodyOf, parseEvidence } from "../../core/evidence/read-evidence.ts";
import { renderPullRequest } from "../../core/presentation/pull-request-text.ts";
import { parseStory } from "../../core/sprint/parse-story.ts";
import { Failure } from "../failure.ts";
import type { JobLog, JobRepository, OpenPullRequest, Pause, UploadedArtifact } from "../ports.ts";
import { readClaim } from "./attempt/claim.ts";
import { testSentence } from "./attempt/run-commands.ts";
import { choosePlacement, type Heads, type Placement } from "./delivery/choose-placement.ts";
import { deliveryMessage, judgeDelivery, type Delivery } from "./delivery/judge-delivery.ts";
import { publishPullRequest } from "./delivery/publish-pull-request.ts";
import { pushStory, type Push } from "./delivery/push-story.ts";
import {
  fetchEvidence,
  importStory,
  readManifest,
  type ImportedStory,
  type UnpackPorts,
} from "./delivery/unpack-attempt.ts";
import { readBrief, type Opening } from "./open-attempt.ts";

export interface DeliverPorts extends UnpackPorts {
  readonly github: JobRepository;
  readonly pause: Pause;
  readonly log: JobLog;
  /** Page of this run, linked in the pull request. */
  readonly runUrl: string;
}

export interface Handed {
  readonly evidence: UploadedArtifact;
  readonly bundle: UploadedArtifact;
  readonly proof: UploadedArtifact;
}

export type Delivered =
  | { readonly kind: "stale"; readonly reason: string }
  | {
      readonly kind: "delivered";
      readonly commit: string;
      readonly pullRequest: OpenPullRequest;
      readonly shortcomings: readonly Shortcoming[];
    };

/** The app names the run in the claim when it has seen it, some seconds after the run began. */
const CLAIM_TRIES = 13;
const CLAIM_PAUSE_SECONDS = 5;
const PUSH_TRIES = 3;

export async function deliver(ports: DeliverPorts, opening: Opening, handed: Handed): Promise<Delivered> {
  const brief = await readBrief(ports.github, opening);
  const refusal = await awaitClaim(ports, brief, opening.runId);
  if (refusal !== undefined) return { kind: "stale", reason: refusal };
  const delivery = await unpack(ports, brief, { opening, handed });
  let heads = await fetchHeads(ports, brief);
  const story = await importStory(ports, brief, handed.bundle);
  async function lost(): Promise<string | undefined> {
    const claim = await readClaim(ports.github, brief, opening.runId);
    return claim.kind === "gone" ? claim.reason : undefined;
  }
  for (let tried = 1; tried <= PUSH_TRIES; tried += 1) {
    const end = await deliverOnce({ ...ports, lost }, delivery, { story, heads });
    if (end !== "moved") return end;
    heads = await fetchHeads(ports, brief);
  }
  throw new Failure(`The branch ${storyBranch(brief.story)} kept moving while it was written.`, {
    code: "conflict",
    retryable: true,
  });
}

type FencedPorts = DeliverPorts & Parameters<typeof pushStory>[0];

/** Undefined when this run holds the claim, else why it does not. */
async function awaitClaim(ports: DeliverPorts, brief: Brief, runId: number): Promise<string | undefined> {
  for (let tried = 1; tried <= CLAIM_TRIES; tried += 1) {
    const claim = await readClaim(ports.github, brief, runId);
    if (claim.kind === "gone") return claim.reason;
    if (claim.isAdopted) return undefined;
    if (tried < CLAIM_TRIES) await ports.pause.seconds(CLAIM_PAUSE_SECONDS);
  }
  throw new Failure(
    "The app has not taken notice of this run within a minute, so nothing is delivered. Is it running? Re-run this job when it is.",
    { code: "timeout", retryable: true },
  );
}

async function unpack(
  ports: DeliverPorts,
  brief: Brief,
  from: { readonly opening: Opening; readonly handed: Handed },
): Promise<Delivery> {
  const evidence = await fetchEvidence(ports, from.handed.evidence);
  const proofs = await fetchEvidence(ports, from.handed.proof);
  const name = evidenceFileName(brief.story, "proof");
  const { batch, story, attempt } = brief;
  const { runId, runAttempt } = from.opening;
  return {
    brief,
    binding: { batch, story, attempt, runId, runAttempt, baseSha: brief.base.sha },
    evidence,
    proof: { text: proofs.texts.get(name) ?? "", digest: proofs.digests.get(name) ?? "missing" },
  };
}

async function fetchHeads(ports: DeliverPorts, brief: Brief): Promise<Heads> {
  const branch = storyBranch(brief.story);
  const heads = await ports.repository.fetch({
    commits: [brief.base.sha, brief.startSha],
    branches: [brief.base.branch, branch],
  });
  const base = heads.get(brief.base.branch);
  if (base === undefined) {
    throw new Failure(`The base branch ${brief.base.branch} does not exist any more.`, {
      code: "not-found",
      retryable: false,
    });
  }
  return { base, branch: heads.get(branch) };
}

async function deliverOnce(
  ports: FencedPorts,
  delivery: Delivery,
  found: { readonly story: ImportedStory; readonly heads: Heads },
): Promise<Delivered | "moved"> {
  const { brief, evidence } = delivery;
  const { story, heads } = found;
  const manifest = readManifest(brief, evidence);
  if (manifest.body.tree !== story.tree) {
    throw new Failure("The evidence is of another tree than the bundle; nothing was pushed.", {
      code: "invalid",
      retryable: false,
    });
  }
  const placement = await choosePlacement(ports.repository, story, {
    brief,
    heads,
    manifest: manifest.digest,
  });
  if (placement.kind === "refused") {
    throw new Failure(placement.reason, { code: "conflict", retryable: false });
  }
  const commit =
    placement.kind === "place"
      ? { place: placement, message: deliveryMessage(delivery) }
      : await commitAgain(ports, story, placement.commit);
  const validation = await judgeDelivery(ports.repository, delivery, commit);
  const push = await commitOf(ports, brief, { placement, message: commit.message });
  if (push.kind === "moved") return "moved";
  if (push.kind === "stale") return push;
  const judged = judgement(validation);
  const pullRequest = await publishPullRequest(ports.github, brief, {
    isDraft: judged.shortcomings.length > 0,
    ...renderPullRequest({
      brief,
      manifest: manifest.body,
      facts: judged.facts,
      shortcomings: judged.shortcomings,
      marks: judged.marks,
      testStatus: proofTests(delivery),
      criteria: await criteriaOf(ports, brief, story),
      runUrl: ports.runUrl,
    }),
  });
  return { kind: "delivered", commit: push.commit, pullRequest, shortcomings: judged.shortcomings };
}

/** What was pushed before, judged as it stands there: with its own message, not with a new one. */
async function commitAgain(
  ports: DeliverPorts,
  story: ImportedStory,
  sha: string,
): Promise<Parameters<typeof judgeDelivery>[2]> {
  const { tree, parents, message } = await ports.repository.commit(sha);
  const last = parents.at(-1) ?? story.fork;
  const measuredFrom = tree === story.tree ? story.fork : last;
  return { place: { kind: "place", parents, tree, measuredFrom, how: "advance" }, message };
}

async function commitOf(
  ports: FencedPorts,
  brief: Brief,
  made: { readonly placement: Exclude<Placement, { readonly kind: "refused" }>; readonly message: string },
): Promise<Push> {
  const { placement, message } = made;
  if (placement.kind === "place") {
    return await pushStory(ports, storyBranch(brief.story), { place: placement, message });
  }
  const reason = await ports.lost();
  if (reason !== undefined) return { kind: "stale", reason };
  ports.log.info(`The branch holds the story already at ${placement.commit.slice(0, 7)}.`);
  return { kind: "pushed", commit: placement.commit };
}

interface Judgement {
  readonly facts: Parameters<typeof renderPullRequest>[0]["facts"];
  readonly shortcomings: readonly Shortcoming[];
  readonly marks: readonly string[];
}

function judgement(validation: Validation): Judgement {
  switch (validation.kind) {
    case "accepted":
      return { facts: validation.facts, shortcomings: [], marks: validation.marks };
    case "rejected":
      return { facts: validation.facts, shortcomings: validation.shortcomings, marks: [] };
    case "alreadyDone":
    case "failed":
    case "blocked":
      throw new Failure("The evidence says that the pipeline did not get through: nothing is delivered.", {
        code: "invalid",
        retryable: false,
      });
  }
}

async function criteriaOf(
  ports: DeliverPorts,
  brief: Brief,
  story: ImportedStory,
): Promise<readonly string[]> {
  const text = await ports.repository.readText(story.tree, brief.storyPath);
  return text === undefined ? [] : parseStory(text, brief.storyPath).criteria;
}

function proofTests({ proof }: Delivery): string {
  const tests = bodyOf(parseEvidence(proof.text, "proof"))?.tests;
  return tests ? testSentence(tests) : "tests: unknown";
}
