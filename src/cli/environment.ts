/** The only place of the command line that reads the process's environment. */
export interface CliEnvironment {
  /** What git needs to be found and to find its own parts. */
  readonly forGit: Readonly<Record<string, string>>;
  /** Somebody asked for text without colours, or the terminal has none. */
  readonly isPlain: boolean;
}

const GIT_NEEDS = ["PATH", "HOME", "SystemRoot", "LD_LIBRARY_PATH", "GIT_EXEC_PATH"];

export function readEnvironment(): CliEnvironment {
  const forGit = GIT_NEEDS.flatMap((name): (readonly [string, string])[] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  // https://no-color.org: set to anything but nothing.
  const isPlain = (process.env["NO_COLOR"] ?? "") !== "" || process.env["TERM"] === "dumb";
  return { forGit: Object.fromEntries(forGit), isPlain };
}
