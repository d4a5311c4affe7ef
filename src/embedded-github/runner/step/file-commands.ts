/** The files through which a step sets variables, outputs, paths, state and its summary. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILES = {
  GITHUB_ENV: "set_env",
  GITHUB_OUTPUT: "set_output",
  GITHUB_PATH: "add_path",
  GITHUB_STATE: "save_state",
  GITHUB_STEP_SUMMARY: "step_summary",
} as const;

export type FileCommandVariable = keyof typeof FILES;

export type FileCommandPaths = Readonly<Record<FileCommandVariable, string>>;

export interface FileCommands {
  readonly env: readonly (readonly [string, string])[];
  readonly outputs: readonly (readonly [string, string])[];
  readonly state: readonly (readonly [string, string])[];
  /** In the order in which they were added. */
  readonly path: readonly string[];
  readonly summary: string;
  /** Files that cannot be understood; the step fails with these words. */
  readonly problems: readonly string[];
}

/** GitHub keeps no more of one step. */
const MAX_SUMMARY_BYTES = 1024 * 1024;

export type Assignments =
  | { readonly kind: "pairs"; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: "invalid"; readonly message: string };

export async function createCommandFiles(folder: string, id: string): Promise<FileCommandPaths> {
  const paths = {
    GITHUB_ENV: join(folder, `${FILES.GITHUB_ENV}_${id}`),
    GITHUB_OUTPUT: join(folder, `${FILES.GITHUB_OUTPUT}_${id}`),
    GITHUB_PATH: join(folder, `${FILES.GITHUB_PATH}_${id}`),
    GITHUB_STATE: join(folder, `${FILES.GITHUB_STATE}_${id}`),
    GITHUB_STEP_SUMMARY: join(folder, `${FILES.GITHUB_STEP_SUMMARY}_${id}`),
  };
  await Promise.all(Object.values(paths).map(async (path) => await writeFile(path, "")));
  return paths;
}

export async function takeFileCommands(paths: FileCommandPaths): Promise<FileCommands> {
  const [env, outputs, path, state, summary] = await Promise.all([
    take(paths.GITHUB_ENV),
    take(paths.GITHUB_OUTPUT),
    take(paths.GITHUB_PATH),
    take(paths.GITHUB_STATE),
    take(paths.GITHUB_STEP_SUMMARY),
  ]);
  const problems: string[] = [];
  function pairsOf(name: string, text: string): readonly (readonly [string, string])[] {
    const parsed = parseAssignments(text);
    if (parsed.kind === "pairs") return parsed.pairs;
    problems.push(`Unable to process file command '${name}' successfully.\n${parsed.message}`);
    return [];
  }
  const allEnv = pairsOf("env", env);
  const blocked = allEnv.some(([name]) => name.toUpperCase() === "NODE_OPTIONS");
  if (blocked) problems.push("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  const tooLong = Buffer.byteLength(summary) > MAX_SUMMARY_BYTES;
  return {
    env: allEnv.filter(([name]) => name.toUpperCase() !== "NODE_OPTIONS"),
    outputs: pairsOf("output", outputs),
    state: pairsOf("state", state),
    path: path.split(/\r?\n/u).filter((line) => line !== ""),
    summary: tooLong ? "" : summary,
    problems,
  };
}

/** `NAME=value` lines and `NAME<<DELIMITER` blocks. */
export function parseAssignments(text: string): Assignments {
  const lines = text.split("\n").map((line) => line.replace(/\r$/u, ""));
  const pairs: (readonly [string, string])[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? "";
    index += 1;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (line === "") continue;
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.push([line.slice(0, equals), line.slice(equals + 1)]);
    } else if (heredoc >= 0) {
      const delimiter = line.slice(heredoc + 2);
      const end = delimiter === "" ? -1 : lines.indexOf(delimiter, index);
      if (end < 0) return invalid(`Invalid value. Matching delimiter not found '${delimiter}'`);
      pairs.push([line.slice(0, heredoc), lines.slice(index, end).join("\n")]);
      index = end + 1;
    } else {
      return invalid(`Invalid format '${line}'`);
    }
    if (pairs.at(-1)?.[0] === "") return invalid(`Invalid format '${line}'. Name must not be empty`);
  }
  return { kind: "pairs", pairs };
}

async function take(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // The step removed its own file: as if it had said nothing.
    return "";
  } finally {
    await rm(path, { force: true });
  }
}

function invalid(message: string): Assignments {
  return { kind: "invalid", message };
}
