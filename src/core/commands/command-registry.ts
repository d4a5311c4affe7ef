/**
 * Everything that can be said after `/batch-stories`. The parser, the help text and
 * `docs/commands.md` read the same two lists.
 */
import type { CommandName } from "./command.ts";

export interface FlagDefinition {
  /** With its dashes, as people write it. */
  readonly name: string;
  readonly value: FlagValue;
  readonly example: string;
  readonly meaning: string;
}

export type FlagValue =
  | { readonly kind: "list" }
  | { readonly kind: "count"; readonly max: number }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "switch" };

export const FLAGS = [
  {
    name: "--epic",
    value: { kind: "list" },
    example: "--epic 1,2",
    meaning: "Only stories of these epics.",
  },
  {
    name: "--stories",
    value: { kind: "list" },
    example: "--stories 1-2,1-3",
    meaning: "Only these stories: keys, `2-2` or `2.2`.",
  },
  {
    name: "--exclude",
    value: { kind: "list" },
    example: "--exclude 2-4",
    meaning: "All but these stories.",
  },
  {
    name: "--limit",
    value: { kind: "count", max: 10_000 },
    example: "--limit 5",
    meaning: "At most this many runnable stories.",
  },
  {
    name: "--max-workers",
    value: { kind: "count", max: 50 },
    example: "--max-workers 4",
    meaning: "Stories that run at the same time.",
  },
  {
    name: "--attempts",
    value: { kind: "count", max: 10 },
    example: "--attempts 1",
    meaning: "Tries per story, the first one included.",
  },
  {
    name: "--schedule",
    value: { kind: "choice", of: ["rolling", "waves"] },
    example: "--schedule waves",
    meaning: "`rolling` refills a free worker at once; `waves` waits for the whole cluster.",
  },
  {
    name: "--dry-run",
    value: { kind: "switch" },
    example: "--dry-run",
    meaning: "Show the plan, start nothing.",
  },
] as const satisfies readonly FlagDefinition[];
export type FlagName = (typeof FLAGS)[number]["name"];

export interface FormInput {
  /** Of the workflow's input, as people see it in GitHub's form. */
  readonly name: string;
  readonly flag: FlagName;
  readonly meaning: string;
}

/** What can be filled in where the workflow is started by hand. */
export const FORM_INPUTS = [
  {
    name: "epic",
    flag: "--epic",
    meaning: "Only stories of these epics, for example 1,2. Empty: all epics.",
  },
  {
    name: "stories",
    flag: "--stories",
    meaning: "Only these stories, for example 1-2,1-3. Empty: all that can run.",
  },
  {
    name: "limit",
    flag: "--limit",
    meaning: "At most this many stories, for example 5. Empty: all that can run side by side.",
  },
  { name: "dry-run", flag: "--dry-run", meaning: "Only show the plan; start and write nothing." },
] as const satisfies readonly FormInput[];

export interface CommandDefinition {
  readonly name: CommandName;
  readonly usage: string;
  readonly meaning: string;
  readonly takesFlags: boolean;
  readonly takesStories: boolean;
  /** What is not available yet is understood, and answered honestly. */
  readonly isAvailable: boolean;
}

export const COMMANDS = [
  {
    name: "run",
    usage: "/batch-stories [run] [flags]",
    meaning: "Plans the sprint and works on every story that can run.",
    takesFlags: true,
    takesStories: false,
    isAvailable: true,
  },
  {
    name: "plan",
    usage: "/batch-stories plan [flags]",
    meaning: "Shows what would run, what waits and why. Starts nothing.",
    takesFlags: true,
    takesStories: false,
    isAvailable: true,
  },
  {
    name: "status",
    usage: "/batch-stories status",
    meaning: "Looks now, and brings the tracking comment up to date.",
    takesFlags: false,
    takesStories: false,
    isAvailable: true,
  },
  {
    name: "why",
    usage: "/batch-stories why <story> [<story>]",
    meaning: "Explains what a story waits for and what would release it, or why two do not run together.",
    takesFlags: false,
    takesStories: true,
    isAvailable: true,
  },
  {
    name: "hold",
    usage: "/batch-stories hold <story>",
    meaning: "Keeps a story from being started.",
    takesFlags: false,
    takesStories: true,
    isAvailable: false,
  },
  {
    name: "resume",
    usage: "/batch-stories resume",
    meaning: "Goes on with a batch that halted.",
    takesFlags: false,
    takesStories: false,
    isAvailable: false,
  },
  {
    name: "retry",
    usage: "/batch-stories retry <story>",
    meaning: "Tries a failed story again.",
    takesFlags: false,
    takesStories: true,
    isAvailable: false,
  },
  {
    name: "skip",
    usage: "/batch-stories skip <story>",
    meaning: "Leaves a story out of the batch.",
    takesFlags: false,
    takesStories: true,
    isAvailable: false,
  },
  {
    name: "allow",
    usage: "/batch-stories allow <story> <story>",
    meaning: "Lets two stories run together in spite of a conflict.",
    takesFlags: false,
    takesStories: true,
    isAvailable: false,
  },
  {
    name: "cancel",
    usage: "/batch-stories cancel",
    meaning: "Stops the batch of this issue. What was delivered stays.",
    takesFlags: false,
    takesStories: false,
    isAvailable: true,
  },
  {
    name: "help",
    usage: "/batch-stories help",
    meaning: "Shows this list.",
    takesFlags: false,
    takesStories: false,
    isAvailable: true,
  },
] as const satisfies readonly CommandDefinition[];

export function commandNames(): readonly string[] {
  return COMMANDS.filter((command) => command.isAvailable).map((command) => command.name);
}
