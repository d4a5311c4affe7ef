/** One JSON object a line: fit for people with `jq` and for every log collector. */
import { LOG_LEVELS } from "../../operations/ports.ts";
import type { Log, LogLevel } from "../../operations/ports.ts";
import { redact } from "./redact.ts";

type Fields = Readonly<Record<string, unknown>>;

const CAUSE_DEPTH = 3;

function plainError(error: Error, depth: number): Fields {
  const code = "code" in error ? { code: error.code } : {};
  const hasCause = error.cause !== undefined && depth < CAUSE_DEPTH;
  return {
    name: error.name,
    message: error.message,
    ...code,
    // Only our own bugs need a place; a Failure says what happened outside.
    ...(error.name === "Failure" ? {} : { stack: error.stack }),
    ...(hasCause && error.cause instanceof Error ? { cause: plainError(error.cause, depth + 1) } : {}),
  };
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Error ? plainError(value, 0) : value;
}

export function createLineLog(options: {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
  readonly now: () => string;
}): Log {
  const lowest = LOG_LEVELS.indexOf(options.level);
  function line(level: LogLevel, message: string, fields: Fields = {}): void {
    if (LOG_LEVELS.indexOf(level) < lowest) return;
    const entry = { time: options.now(), level, message, ...fields };
    options.write(redact(JSON.stringify(entry, plain)));
  }
  return {
    debug: (message, fields) => line("debug", message, fields),
    info: (message, fields) => line("info", message, fields),
    warn: (message, fields) => line("warn", message, fields),
    error: (message, fields) => line("error", message, fields),
  };
}
