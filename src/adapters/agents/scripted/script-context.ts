import { z } from "zod";

/** The part of a call's context that the scripted agent works from. */
export const ScriptContext = z.object({
  story: z.object({
    key: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u),
    title: z.string(),
    tasks: z.array(z.object({ text: z.string(), line: z.number(), checked: z.boolean() })),
  }),
  attempt: z.number().int().default(1),
  round: z.number().int().default(0),
  storyPath: z.string(),
  boardPath: z.string().default(""),
  /** Paths that differ from the base, without the story file. */
  changedFiles: z.array(z.string()).default([]),
  findings: z
    .array(
      z.object({
        id: z.string(),
        severity: z.enum(["MUST_FIX", "SHOULD_FIX", "STYLE"]),
        description: z.string(),
        file: z.string().optional(),
        line: z.number().optional(),
      }),
    )
    .default([]),
  /** Text of the script in the repository, as it stands at the start commit. */
  script: z.string().nullish(),
  repair: z.boolean().default(false),
});
export type ScriptContext = z.infer<typeof ScriptContext>;

/** One call, ready to be worked on. */
export interface ScriptedCall {
  readonly folder: string;
  readonly context: ScriptContext;
}
