import { z } from "zod";

/**
 * The one schema of `.github/batch-stories.yml`. Defaults, the JSON Schema and the documentation
 * are generated from it. Every key has a description; unknown keys are problems.
 */
export const AGENT_PROGRAMS = [
  "claude",
  "codex",
  "gemini",
  "copilot",
  "opencode",
  "command",
  "scripted",
] as const;

/** What this version can start; the other programs are accepted and refused when a batch would need them. */
export const AVAILABLE_AGENT_PROGRAMS = ["command", "scripted"] as const;
export type AvailableAgentProgram = (typeof AVAILABLE_AGENT_PROGRAMS)[number];

export function isAvailableAgentProgram(
  program: (typeof AGENT_PROGRAMS)[number],
): program is AvailableAgentProgram {
  return AVAILABLE_AGENT_PROGRAMS.some((available) => available === program);
}

const Agent = z
  .strictObject({
    program: z.enum(AGENT_PROGRAMS).default("claude").describe("The program that plays the agents."),
    model: z.string().max(200).optional().describe("The model the program is asked to use."),
    command: z.string().max(2000).optional().describe("For `command`: the shell command that is started."),
    script: z.string().max(300).optional().describe("For `scripted`: path of the script in the repository."),
    timeoutMinutes: z.number().positive().max(350).default(60).describe("One agent call may take this long."),
  })
  .prefault({});

const Conflicts = z
  .strictObject({
    ignored: z.array(z.string().max(300)).default([]).describe("Paths that never make a conflict (globs)."),
    appendOnly: z
      .array(z.string().max(300))
      .default([])
      .describe("Paths to which stories only add lines (globs): they may run together."),
    database: z
      .array(z.string().max(300))
      .default([])
      .describe("Further schema and migration paths (globs)."),
  })
  .prefault({});

const Delivery = z
  .strictObject({
    ci: z
      .enum(["approve"])
      .default("approve")
      .describe(
        "Workflows on story pull requests wait for a click, unless the secret `BATCH_STORIES_TOKEN` makes them.",
      ),
  })
  .prefault({});

export const Config = z.strictObject({
  board: z.string().max(300).optional().describe("Path of the board; found by itself when not given."),
  stories: z
    .string()
    .max(300)
    .optional()
    .describe("Folder of the story files; found by itself when not given."),
  maxWorkers: z.number().int().min(1).max(50).default(3).describe("Stories that run at the same time."),
  maxAttempts: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe("Tries per story, the first one included."),
  maxConsecutiveFailures: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe("Failed stories in a row that trip the circuit breaker."),
  maxFaults: z
    .number()
    .int()
    .min(0)
    .max(20)
    .default(3)
    .describe("Faults of the infrastructure per story that are retried without counting as an attempt."),
  maxRefineRounds: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe("Rounds of fixing after review findings."),
  schedule: z
    .enum(["rolling", "waves"])
    .default("rolling")
    .describe("`rolling` refills a free worker at once; `waves` waits for the whole cluster."),
  setup: z.array(z.string().max(2000)).default([]).describe("Shell commands that prepare a fresh checkout."),
  test: z
    .string()
    .max(2000)
    .optional()
    .describe("Shell command that runs the tests; exit code 0 means they pass."),
  commandTimeoutMinutes: z
    .number()
    .positive()
    .max(350)
    .default(20)
    .describe("One setup or test command may take this long."),
  batchMode: z
    .boolean()
    .default(true)
    .describe(
      "Agents leave type checks and lint alone, for the whole batch to be checked afterwards; by your CI so far.",
    ),
  agent: Agent.describe("Which agent program works on the stories."),
  conflicts: Conflicts.describe("Lists that sharpen the conflict rules."),
  delivery: Delivery.describe("How stories are delivered."),
});
export type Config = z.infer<typeof Config>;

export const DEFAULT_CONFIG: Config = Config.parse({});
