import { parseArgs } from "node:util";
import { ExpectedError } from "../expected-error.ts";

export interface DemoOptions {
  /** Folder with a board and story files; undefined for the sample sprint. */
  readonly sprint: string | undefined;
  readonly stories: string | undefined;
  readonly epic: string | undefined;
  readonly limit: string | undefined;
  /** Sets the chosen stories to not started and unticks their boxes. */
  readonly fresh: boolean;
  /** Where the result is written as JSON. */
  readonly json: string | undefined;
  /** Where every request to GitHub is written with its answer, one a line, as JSON. */
  readonly record: string | undefined;
  readonly quiet: boolean;
  /** Leave the embedded GitHub running at the end and print its addresses. */
  readonly keep: boolean;
  readonly help: boolean;
}

export const DEMO_HELP = `batch-stories demo — the whole product on a GitHub of its own, on this computer

Usage: npm run demo -- [options]

  --sprint FOLDER    a folder with a board and story files (default: the sample sprint)
  --stories a,b,c    only these stories
  --epic N           only the stories of this epic
  --limit N          at most N stories
  --fresh            set the chosen stories to not started and untick their boxes first
  --json FILE        write the result as JSON
  --record FILE      write every request to GitHub with its answer, as lines of JSON
  --quiet            print nothing but errors
  --keep             leave everything running at the end and print the pages' addresses
  --help             this text

Nothing leaves this computer: no key, no account, no network. Stop it with Ctrl+C at any time.
`;

const FLAGS = {
  sprint: { type: "string" },
  stories: { type: "string" },
  epic: { type: "string" },
  limit: { type: "string" },
  fresh: { type: "boolean", default: false },
  json: { type: "string" },
  record: { type: "string" },
  quiet: { type: "boolean", default: false },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Reads the words after `demo`. Throws an ExpectedError with one clear sentence for a word that is off. */
export function parseDemoOptions(words: readonly string[]): DemoOptions {
  const values = flagsOf(words);
  if (values.limit !== undefined && !/^[1-9]\d{0,4}$/u.test(values.limit)) {
    throw new ExpectedError(`--limit takes a whole number from 1, not "${values.limit}".`);
  }
  const { sprint, stories, epic, limit, json, record, ...switches } = values;
  return { sprint, stories, epic, limit, json, record, ...switches };
}

function flagsOf(
  words: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>["values"] {
  try {
    return parseArgs({ args: [...words], options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(`${reason}\nTry \`npm run demo -- --help\`.`);
  }
}

/** The comment a person writes to start what the options ask for. */
export function commentFor(options: Pick<DemoOptions, "stories" | "epic" | "limit">): string {
  const words = ["/batch-stories run"];
  if (options.epic !== undefined) words.push(`--epic ${options.epic}`);
  if (options.stories !== undefined) words.push(`--stories ${options.stories}`);
  if (options.limit !== undefined) words.push(`--limit ${options.limit}`);
  return words.length === 1 ? "/batch-stories" : words.join(" ");
}
