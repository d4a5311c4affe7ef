import { execFileSync } from "node:child_process";

/** The Node that runs JavaScript actions, and which one it is. */
export interface NodeProgram {
  readonly file: string;
  /** `24.21.0` */
  readonly version: string;
}

/** Throws when there is no Node in the file: better at the start than in the first step of a job. */
export function nodeProgram(file: string): NodeProgram {
  if (file === process.execPath) return { file, version: process.versions.node };
  try {
    const said = execFileSync(file, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
    return { file, version: String(said).trim().replace(/^v/u, "") };
  } catch (error) {
    throw new Error(`${file}, which is to run JavaScript actions, does not start.`, { cause: error });
  }
}
