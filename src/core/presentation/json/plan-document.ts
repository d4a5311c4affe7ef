/** The plan for programs: `batch-stories plan --json`. */
import { z } from "zod";
import type { PlannedSprint } from "../../planning/explain/planned-sprint.ts";
import { EXCLUSION_REASONS } from "../../planning/plan.ts";
import type { PlannedStory } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import {
  ConflictDocument,
  conflictDocument,
  DOCUMENT_VERSION,
  ProblemDocument,
  problemDocument,
  RefusedDocument,
} from "./parts.ts";

/** Pairs are compared one by one: of very many open stories the first are. */
const MOST_COMPARED = 300;

const StoryDocument = z.strictObject({
  key: z.string(),
  title: z.string(),
  epic: z.string(),
  path: z.string().nullable().describe("The story file."),
  status: z.string().nullable().describe("As it stands on the board."),
  standing: z.enum(["starts-now", "follows", "waits", "left-out"]),
  tier: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .nullable()
    .describe("1 fixes, 2 unblocks others, 3 the rest; null when it cannot run."),
  because: z.enum(EXCLUSION_REASONS).nullable().describe("Why it is left out."),
  reason: z.string(),
  waitsFor: z.array(
    z.strictObject({ story: z.string(), pullRequest: z.number().int().nullable(), reason: z.string() }),
  ),
  dependsOn: z.array(z.string()).describe("Finished stories included."),
  chain: z.number().int().describe("Longest chain of stories that wait for it."),
});

const PlanAnswer = z.strictObject({
  schemaVersion: z.literal(DOCUMENT_VERSION),
  kind: z.literal("plan"),
  basis: z.strictObject({
    board: z.string(),
    branch: z.string().nullable(),
    commit: z.string().nullable(),
    uncommitted: z.array(z.string()).describe("Files of the sprint that the commit has differently."),
    storiesWithHistory: z.number().int().describe("Of which the history tells what they really changed."),
  }),
  settings: z.strictObject({ maxWorkers: z.number().int(), schedule: z.enum(["rolling", "waves"]) }),
  stories: z.array(StoryDocument).describe("Every story of the board once, in the order of attention."),
  startsNow: z.array(z.string()).describe("What free workers would take, in this order."),
  forecast: z
    .strictObject({
      steps: z.array(z.array(z.string())).describe("Stories that start together; the first start now."),
      held: z.array(z.string()).describe("Waiting stories that nothing in the forecast releases."),
      work: z.number().describe("Open tasks of all stories that are laid out."),
      length: z.number().describe("The same in tasks one after the other, with all workers."),
    })
    .describe("If every story takes as long as it has open tasks, and is merged at once."),
  conflicts: z.array(ConflictDocument).describe(`Among the first ${MOST_COMPARED} open stories.`),
  problems: z.array(ProblemDocument),
});

export const PlanDocument = z.discriminatedUnion("kind", [PlanAnswer, RefusedDocument]);

function standingOf(
  story: PlannedStory,
  startsNow: ReadonlySet<StoryKey>,
): z.infer<typeof StoryDocument>["standing"] {
  switch (story.disposition.kind) {
    case "ready":
      return startsNow.has(story.key) ? "starts-now" : "follows";
    case "waits":
      return "waits";
    case "excluded":
      return "left-out";
  }
}

function reasonOf({ disposition }: PlannedStory): string {
  return disposition.kind === "waits"
    ? disposition.for.map(({ reason }) => reason).join(" ")
    : disposition.reason;
}

function conflictsOf({ plan }: PlannedSprint): z.infer<typeof ConflictDocument>[] {
  const open = plan.stories
    .filter(({ disposition }) => disposition.kind !== "excluded")
    .slice(0, MOST_COMPARED);
  return open.flatMap((one, index) =>
    open.slice(index + 1).flatMap((other) => {
      const conflict = plan.conflicts.between(one.key, other.key);
      return conflict ? [conflictDocument(conflict)] : [];
    }),
  );
}

function forecastOf({ forecast }: PlannedSprint): z.infer<typeof PlanAnswer>["forecast"] {
  const steps = new Map<number, string[]>();
  for (const { key, step } of forecast.stories) {
    const together = steps.get(step);
    if (together) together.push(key);
    else steps.set(step, [key]);
  }
  const { held, work, length } = forecast;
  return { steps: [...steps.values()], held: [...held], work, length };
}

export function planDocument(sprint: PlannedSprint): z.infer<typeof PlanAnswer> {
  const { plan, snapshot, config, basis } = sprint;
  const statuses = new Map(snapshot.board.stories.map(({ key, rawStatus }) => [key, rawStatus]));
  const startsNow = new Set(sprint.startsNow);
  return {
    schemaVersion: DOCUMENT_VERSION,
    kind: "plan",
    basis: {
      board: snapshot.board.path,
      branch: basis.branch || null,
      commit: basis.commit || null,
      uncommitted: [...basis.uncommitted],
      storiesWithHistory: snapshot.history.touched.size,
    },
    settings: { maxWorkers: config.maxWorkers, schedule: config.schedule },
    stories: plan.stories.map((story) => {
      const { key, title, epic, path, disposition, dependsOn, chain } = story;
      const blockers = disposition.kind === "waits" ? disposition.for : [];
      return {
        key,
        title,
        epic,
        path: path ?? null,
        status: statuses.get(key) ?? null,
        standing: standingOf(story, startsNow),
        tier: disposition.kind === "ready" ? disposition.tier : null,
        because: disposition.kind === "excluded" ? disposition.because : null,
        reason: reasonOf(story),
        waitsFor: blockers.map((blocker) => ({
          story: blocker.story,
          pullRequest: blocker.kind === "pull-request" ? blocker.number : null,
          reason: blocker.reason,
        })),
        dependsOn: [...dependsOn],
        chain,
      };
    }),
    startsNow: [...sprint.startsNow],
    forecast: forecastOf(sprint),
    conflicts: conflictsOf(sprint),
    problems: plan.problems.map(problemDocument),
  };
}
