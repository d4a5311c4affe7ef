/** Explanations for programs: `batch-stories why --json`. */
import { z } from "zod";
import type { Footprint } from "../../conflicts/conflict.ts";
import type { PairExplanation, Release, StoryExplanation } from "../../planning/explain/explanation.ts";
import {
  ConflictDocument,
  conflictDocument,
  DOCUMENT_VERSION,
  PlaceDocument,
  placeDocument,
  RefusedDocument,
} from "./parts.ts";

const ReleaseDocument = z.strictObject({ action: z.string(), at: PlaceDocument.nullable() });

const StoryAnswer = z.strictObject({
  schemaVersion: z.literal(DOCUMENT_VERSION),
  kind: z.literal("why-story"),
  story: z.string(),
  title: z.string(),
  standing: z.enum(["starts-now", "follows", "waits", "left-out", "done"]),
  summary: z.string(),
  status: z.strictObject({ raw: z.string(), at: PlaceDocument }),
  needs: z
    .array(
      z.strictObject({
        story: z.string(),
        needed: z.string(),
        depth: z.number().int().describe("Steps from the story that was asked about."),
        state: z.string(),
        at: PlaceDocument.nullable(),
      }),
    )
    .describe("From the story down to its root causes."),
  keptBackBy: z
    .array(ConflictDocument)
    .describe("Conflicts with what others have under way and with stories that start now."),
  conflicts: z.array(ConflictDocument).describe("Conflicts with others that can run."),
  waiting: z.array(z.string()).describe("Stories that wait for it."),
  release: z.array(ReleaseDocument).describe("What would let it run."),
});

const TouchDocument = z.strictObject({
  kind: z.enum(["file", "endpoint", "database"]),
  name: z.string(),
  grade: z.enum(["exclusive", "append-only", "ignored"]),
  at: PlaceDocument,
});

const PairAnswer = z.strictObject({
  schemaVersion: z.literal(DOCUMENT_VERSION),
  kind: z.literal("why-pair"),
  stories: z.tuple([z.string(), z.string()]),
  mayRunTogether: z.boolean(),
  summary: z.string(),
  conflict: ConflictDocument.nullable(),
  touches: z
    .tuple([z.array(TouchDocument), z.array(TouchDocument)])
    .describe("What each is likely to touch, in the order of the stories."),
  release: z.array(ReleaseDocument),
});

export const WhyDocument = z.discriminatedUnion("kind", [StoryAnswer, PairAnswer, RefusedDocument]);

function releaseDocument({ action, at }: Release): z.infer<typeof ReleaseDocument> {
  return { action, at: at ? placeDocument(at) : null };
}

function touchesOf(footprint: Footprint | undefined): z.infer<typeof TouchDocument>[] {
  if (!footprint) return [];
  // Files of the database are files too: each is listed once.
  const database = new Set(footprint.database);
  const named = [
    ...footprint.files.map((entry) => ({ kind: database.has(entry) ? "database" : "file", entry }) as const),
    ...footprint.endpoints.map((entry) => ({ kind: "endpoint", entry }) as const),
  ];
  return named.map(({ kind, entry: { name, grade, ...place } }) => {
    return { kind, name, grade, at: placeDocument(place) };
  });
}

export function storyDocument(explanation: StoryExplanation): z.infer<typeof StoryAnswer> {
  const { story, standing, summary, status } = explanation;
  return {
    schemaVersion: DOCUMENT_VERSION,
    kind: "why-story",
    story: story.key,
    title: story.title,
    standing,
    summary,
    status: { raw: status.raw, at: placeDocument(status.at) },
    needs: explanation.needs.map(({ line, ...need }) => ({ ...need, at: line ? placeDocument(line) : null })),
    keptBackBy: explanation.keptBackBy.map(conflictDocument),
    conflicts: explanation.conflicts.map(conflictDocument),
    waiting: [...explanation.waiting],
    release: explanation.release.map(releaseDocument),
  };
}

export function pairDocument(explanation: PairExplanation): z.infer<typeof PairAnswer> {
  const [one, other] = explanation.stories;
  const [first, second] = explanation.footprints;
  return {
    schemaVersion: DOCUMENT_VERSION,
    kind: "why-pair",
    stories: [one.key, other.key],
    mayRunTogether: explanation.mayRunTogether,
    summary: explanation.summary,
    conflict: explanation.conflict ? conflictDocument(explanation.conflict) : null,
    touches: [touchesOf(first), touchesOf(second)],
    release: explanation.release.map(releaseDocument),
  };
}
