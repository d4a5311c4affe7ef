/** Standard output for the answer and nothing else; standard error for everything beside it. */
import type { Screen } from "../../core/presentation/terminal/screen.ts";
import type { CliEnvironment } from "../environment.ts";

/** Where nobody looks, or nobody knows: what fits everywhere. */
const USUAL_WIDTH = 80;
const LEAST_WIDTH = 40;
/** Longer lines are hard to follow. */
const MOST_WIDTH = 140;

export function screenOf(stream: NodeJS.WriteStream, { isPlain }: CliEnvironment): Screen {
  if (!stream.isTTY) return { width: USUAL_WIDTH, hasColours: false };
  const width = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, stream.columns || USUAL_WIDTH));
  return { width, hasColours: !isPlain };
}

/** `… | head` closes its end when it has enough: that is no error of anybody's. */
export function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
}

/** One line that is replaced by the next and gone at the end; nothing where nobody watches. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(text === "" ? "\r\u001B[K" : `\r\u001B[K${text} …`);
}
