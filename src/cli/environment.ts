import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The only place of the command line that reads the process's environment. */
export interface CliEnvironment {
  /** The folder in which the command was asked for. */
  readonly startedIn: string;
  /** What git needs to be found and to find its own parts. */
  readonly forGit: Readonly<Record<string, string>>;
  /** Somebody asked for text without colours, or the terminal has none. */
  readonly isPlain: boolean;
}

const GIT_NEEDS = ["PATH", "HOME", "SystemRoot", "LD_LIBRARY_PATH", "GIT_EXEC_PATH"];

/**
 * npm starts a script in its package's folder and keeps in `INIT_CWD` where it was asked itself. A
 * script that went elsewhere since then means the place it went to.
 */
function startedIn(): string {
  const here = process.cwd();
  const asked = process.env["INIT_CWD"] ?? "";
  const script = process.env["npm_package_json"] ?? "";
  const isMovedByNpm = script !== "" && isFolder(dirname(script)) && realpathSync(dirname(script)) === here;
  return isMovedByNpm && isFolder(asked) ? asked : here;
}

function isFolder(path: string): boolean {
  return path !== "" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

export function readEnvironment(): CliEnvironment {
  const forGit = GIT_NEEDS.flatMap((name): (readonly [string, string])[] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  // https://no-color.org: set to anything but nothing.
  const isPlain = (process.env["NO_COLOR"] ?? "") !== "" || process.env["TERM"] === "dumb";
  return { startedIn: startedIn(), forGit: Object.fromEntries(forGit), isPlain };
}
