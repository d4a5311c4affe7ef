/** A planted violation: what to take out of the source, and the test that has to notice. */

/** What docs/design.md promises, in short; each promise needs a guard whose absence a test notices. */
export const PROMISES = {
  1: "a reaction and one outcome for every command",
  2: "at most one attempt at a story delivers",
  3: "conflicting attempts never overlap",
  4: "delivered only if every check holds",
  5: "killed between two effects, same outcomes",
  6: "webhooks may be lost, doubled, late, forged",
  7: "requests stay inside the limits",
  8: "one tracking comment, under 60,000 characters",
  9: "no token near agents and their code",
  10: "nothing people wrote is lost",
} as const;

export type PromiseNumber = keyof typeof PROMISES;

export interface Guard {
  /** kebab-case, for `--only`. */
  readonly name: string;
  /** The promise that falls with it; undefined where what falls is the trust in our own tests. */
  readonly promise?: PromiseNumber;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  /** What is planted instead. */
  readonly planted: string;
  readonly test: {
    readonly file: string;
    /** Its title, or that of its row in a table, as it is written in the file. */
    readonly name: string;
  };
}
