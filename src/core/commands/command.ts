/**
 * What a person asked for in a comment. `/batch-stories` alone means `run`.
 * A command stands at the start of a line, outside code blocks and quotes, in any case.
 */
export const COMMAND_NAMES = [
  "run",
  "plan",
  "status",
  "why",
  "hold",
  "resume",
  "retry",
  "skip",
  "allow",
  "cancel",
  "help",
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Which stories of the board a batch takes; all of them when every field is undefined. */
export interface StoryFilter {
  readonly epics?: readonly string[];
  /** As written by people: keys, `2-2` or `2.2`; resolved against the board. */
  readonly stories?: readonly string[];
  readonly exclude?: readonly string[];
  /** Counts runnable stories. */
  readonly limit?: number;
}

export interface RunFlags extends StoryFilter {
  readonly maxWorkers?: number;
  readonly maxAttempts?: number;
  readonly schedule?: "rolling" | "waves";
  /** Plan and show, dispatch nothing. */
  readonly dryRun?: boolean;
}

export type Command =
  | { readonly name: "run"; readonly flags: RunFlags }
  | { readonly name: "plan"; readonly flags: RunFlags }
  | { readonly name: "help" }
  | { readonly name: "status" | "resume" | "cancel" }
  | { readonly name: "why" | "hold" | "retry" | "skip" | "allow"; readonly stories: readonly string[] };
