/** The only reader of the app's environment variables. Everything missing or wrong is said at once. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { LOG_LEVELS } from "../operations/ports.ts";
import type { LogLevel } from "../operations/ports.ts";

export interface Environment {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly apiUrl: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Looks at batches with something in flight at least this often. */
  readonly lookIntervalMs: number;
  /** undefined: GitHub's own pace. */
  readonly writeIntervalMs: number | undefined;
  readonly editIntervalMs: number;
  /** Looks everywhere for batches and commands whose webhooks were lost. */
  readonly sweepIntervalMs: number;
  /** How long a dispatched run may stay unseen before its dispatch is sent again. */
  readonly dispatchGraceMs: number;
  readonly logLevel: LogLevel;
}

export type EnvironmentReading =
  | { readonly kind: "read"; readonly environment: Environment }
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

function seconds(fallback: number): z.ZodType<number> {
  return z.coerce.number().min(0).max(86_400).default(fallback);
}

const Variables = z.object({
  APP_ID: z
    .string()
    .regex(/^\d{1,15}$/u, "is not the number of a GitHub App")
    .transform(Number),
  WEBHOOK_SECRET: z.string().min(1),
  GITHUB_API_URL: z.url({ protocol: /^https?$/u }).default("https://api.github.com"),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  BATCH_STORIES_LOOK_SECONDS: seconds(15),
  BATCH_STORIES_WRITE_INTERVAL_MS: z.coerce.number().min(0).max(60_000).optional(),
  BATCH_STORIES_EDIT_INTERVAL_SECONDS: seconds(10),
  BATCH_STORIES_SWEEP_SECONDS: z.coerce.number().min(1).max(86_400).default(1800),
  // GitHub lists a run a few seconds after it took the dispatch; a minute leaves room for a slow day.
  // Too short costs a run that is started twice and cancelled.
  BATCH_STORIES_DISPATCH_GRACE_SECONDS: seconds(60),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
});

type Variables = Readonly<Record<string, string | undefined>>;

/** An empty variable is one that was not set: deployment tools often cannot tell the two apart. */
function present(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}

/** Keys often travel with `\n` written out, since variables of one line are easier to set. */
function readKey(variables: Variables): { readonly key: string } | { readonly problem: string } {
  const { PRIVATE_KEY: given, PRIVATE_KEY_PATH: path } = variables;
  if (given === undefined && path === undefined) {
    return {
      problem: "PRIVATE_KEY is missing: the app's private key (PEM), or its file as PRIVATE_KEY_PATH",
    };
  }
  let text = given ?? "";
  try {
    if (given === undefined && path !== undefined) text = readFileSync(path, "utf8");
  } catch {
    return { problem: `PRIVATE_KEY_PATH names ${path}, which cannot be read` };
  }
  const key = text.replaceAll("\\n", "\n").trim();
  return /^-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/u.test(key)
    ? { key }
    : { problem: "PRIVATE_KEY is not a private key: it has to begin with -----BEGIN" };
}

function problemOf(issue: z.core.$ZodIssue, variables: Variables): string {
  const name = String(issue.path[0]);
  return variables[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
}

export function parseEnvironment(given: Variables): EnvironmentReading {
  const variables = present(given);
  const parsed = Variables.safeParse(variables);
  const key = readKey(variables);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(issue, variables))),
    ...("problem" in key ? [key.problem] : []),
  ];
  if (!parsed.success || "problem" in key) return { kind: "wrong", problems };
  const { data } = parsed;
  return {
    kind: "read",
    environment: {
      appId: data.APP_ID,
      privateKey: key.key,
      webhookSecret: data.WEBHOOK_SECRET,
      apiUrl: data.GITHUB_API_URL.replace(/\/+$/u, ""),
      host: data.HOST,
      port: data.PORT,
      lookIntervalMs: data.BATCH_STORIES_LOOK_SECONDS * 1000,
      writeIntervalMs: data.BATCH_STORIES_WRITE_INTERVAL_MS,
      editIntervalMs: data.BATCH_STORIES_EDIT_INTERVAL_SECONDS * 1000,
      sweepIntervalMs: data.BATCH_STORIES_SWEEP_SECONDS * 1000,
      dispatchGraceMs: data.BATCH_STORIES_DISPATCH_GRACE_SECONDS * 1000,
      logLevel: data.LOG_LEVEL,
    },
  };
}

export function readEnvironment(): EnvironmentReading {
  return parseEnvironment(process.env);
}
