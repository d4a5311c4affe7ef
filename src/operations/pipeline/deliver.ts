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
import { pushStory } from "./delivery/push-story.ts";
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
  const lost = await awaitClaim(ports, brief, opening.runId);
  if (lost !== undefined) return { kind: "stale", reason: lost };
  const delivery = await unpack(ports, brief, { opening, handed });
  let heads = await fetchHeads(ports, brief);
  const story = await importStory(ports, brief, handed.bundle);
  for (let tried = 1; tried <= PUSH_TRIES; tried += 1) {
    const end = await deliverOnce(ports, delivery, { story, heads });
    if (end !== "moved") return end;
    heads = await fetchHeads(ports, brief);
  }
  throw new Failure(`The branch ${storyBranch(brief.story)} kept moving while it was written.`, {
    code: "conflict",
    retryable: true,
  });
}

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
  ports: DeliverPorts,
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
  const message = deliveryMessage(delivery);
  const place = placement.kind === "place" ? placement : await placeAgain(ports, story, placement.commit);
  const validation = await judgeDelivery(ports.repository, delivery, { place, message });
  const commit = await commitOf(ports, brief, { placement, message });
  if (commit === undefined) return "moved";
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
  return { kind: "delivered", commit, pullRequest, shortcomings: judged.shortcomings };
}

type Place = Extract<Placement, { readonly kind: "place" }>;

/** What was pushed before, judged as if it were pushed now. */
async function placeAgain(ports: DeliverPorts, story: ImportedStory, commit: string): Promise<Place> {
  const { tree, parents } = await ports.repository.commit(commit);
  const last = parents.at(-1) ?? story.fork;
  const measuredFrom = tree === story.tree ? story.fork : last;
  return { kind: "place", parents, tree, measuredFrom, how: "advance" };
}

async function commitOf(
  ports: DeliverPorts,
  brief: Brief,
  made: { readonly placement: Exclude<Placement, { readonly kind: "refused" }>; readonly message: string },
): Promise<string | undefined> {
  const { placement, message } = made;
  if (placement.kind === "placed") {
    ports.log.info(`The branch holds the story already at ${placement.commit.slice(0, 7)}.`);
    return placement.commit;
  }
  const push = await pushStory(ports, storyBranch(brief.story), { place: placement, message });
  return push.kind === "pushed" ? push.commit : undefined;
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
