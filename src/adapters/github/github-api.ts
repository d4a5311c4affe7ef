/**
 * The one door to GitHub: an Octokit whose errors are Failures, with the few refusals a caller
 * expects handed back as values.
 */
import type { z } from "zod";
import { Failure } from "../../operations/failure.ts";
import { rateLimited, refusalOf, toFailure } from "./failures.ts";

export interface Repository {
  readonly owner: string;
  readonly name: string;
}

export interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface RequestOptions {
  /** Refusals that are part of the answer. */
  readonly accept?: readonly number[];
  /** False for what may not happen twice: compare and swap, creates without a key. */
  readonly isRepeatable?: boolean;
  /** `manual` hands a redirect back instead of following it. */
  readonly redirect?: "manual";
}

export interface GraphqlError {
  readonly type: string;
  readonly message: string;
}

export interface GraphqlAnswer {
  /** null where everything was refused. */
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
}

export interface GraphqlOptions {
  /** Types of errors that are part of the answer, such as `STALE_DATA`; others are a Failure. */
  readonly accept?: readonly string[];
  readonly isRepeatable?: boolean;
}

export interface GitHubApi {
  request(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    options?: RequestOptions,
  ): Promise<Answer>;
  graphql(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    options?: GraphqlOptions,
  ): Promise<GraphqlAnswer>;
}

/** The part of an Octokit that is used. */
export interface OctokitLike {
  request(
    route: string,
    parameters?: Record<string, unknown>,
  ): Promise<{ readonly status: number; readonly data: unknown; readonly headers: object }>;
}

function requestOptions(options: { readonly isRepeatable?: boolean; readonly redirect?: "manual" }): object {
  return {
    ...(options.isRepeatable === false ? { retries: 0 } : {}),
    ...(options.redirect ? { redirect: options.redirect } : {}),
  };
}

function errorsOf(body: unknown): readonly GraphqlError[] {
  if (typeof body !== "object" || body === null || !("errors" in body) || !Array.isArray(body.errors))
    return [];
  return body.errors.map((error: unknown) => {
    const fields: { readonly type?: unknown; readonly message?: unknown } =
      typeof error === "object" && error !== null ? error : {};
    return {
      type: typeof fields.type === "string" ? fields.type : "UNKNOWN",
      message: typeof fields.message === "string" ? fields.message.slice(0, 500) : "no message",
    };
  });
}

const GRAPHQL_CODES = {
  NOT_FOUND: "not-found",
  FORBIDDEN: "forbidden",
  INSUFFICIENT_SCOPES: "forbidden",
  STALE_DATA: "conflict",
  UNPROCESSABLE: "invalid",
} as const;

function isKnownType(type: string): type is keyof typeof GRAPHQL_CODES {
  return type in GRAPHQL_CODES;
}

function graphqlFailure(what: string, error: GraphqlError): Failure {
  const code = isKnownType(error.type) ? GRAPHQL_CODES[error.type] : "unexpected-answer";
  return new Failure(`GitHub refused the query ${what}: ${error.message}`, {
    code,
    // An unnamed error is most often GitHub's own ("something went wrong", a timeout).
    retryable: code === "conflict" || code === "unexpected-answer",
  });
}

function operationName(query: string): string {
  const [, name = "without a name"] = /^\s*(?:query|mutation) (\w+)/u.exec(query) ?? [];
  return name;
}

export function createGitHubApi(octokit: OctokitLike): GitHubApi {
  return {
    async request(route, parameters, options = {}) {
      try {
        const answer = await octokit.request(route, { ...parameters, request: requestOptions(options) });
        return { ...answer, headers: Object.fromEntries(Object.entries(answer.headers)) };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal && options.accept?.includes(refusal.status)) {
          const failure = toFailure(route, error);
          // A rate limit is no answer to the question, whatever status carries it.
          if (failure.code === "rate-limited") throw failure;
          return { status: refusal.status, data: { message: refusal.message }, headers: refusal.headers };
        }
        throw toFailure(route, error);
      }
    },

    async graphql(query, variables, options = {}) {
      const what = operationName(query);
      let answer;
      try {
        // The plain request and not `octokit.graphql`, which throws away partial answers' types.
        answer = await octokit.request("POST /graphql", {
          query,
          variables,
          request: requestOptions(options),
        });
      } catch (error) {
        throw toFailure(what, error);
      }
      const errors = errorsOf(answer.data);
      const headers = Object.fromEntries(Object.entries(answer.headers));
      if (errors.some((error) => error.type === "RATE_LIMITED")) throw rateLimited(what, headers, errors);
      const unexpected = errors.find((error) => !options.accept?.includes(error.type));
      if (unexpected) throw graphqlFailure(what, unexpected);
      const data =
        typeof answer.data === "object" && answer.data !== null && "data" in answer.data
          ? answer.data.data
          : undefined;
      if (data === undefined && errors.length === 0) throw unexpectedAnswer(what, "no data");
      return { data: data ?? null, errors };
    },
  };
}

function unexpectedAnswer(what: string, why: string): Failure {
  return new Failure(`GitHub's answer cannot be understood (${what}): ${why}.`, {
    code: "unexpected-answer",
    retryable: true,
  });
}

/** Reads what is used of an answer; anything else is a Failure that names the request. */
export function parseAnswer<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unexpectedAnswer(what, `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim());
}

const PAGE_SIZE = 100;

function tooLong(route: string, count: number): Failure {
  return new Failure(
    `GitHub lists more than ${count} items (${route}); so many are not read, and nothing is decided on a part of them.`,
    { code: "unexpected-answer", retryable: false },
  );
}

function hasNextPage({ headers }: Answer): boolean {
  const { link } = headers;
  return typeof link === "string" && /;\s*rel="?next"?/u.test(link);
}

/** All items of a list, page by page. A part of it is never taken for the whole: more pages are a Failure. */
export async function requestAll<T>(
  api: GitHubApi,
  route: string,
  page: {
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly items: (data: unknown) => readonly T[];
    readonly maxPages: number;
    readonly accept?: readonly number[];
  },
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let number = 1; number <= page.maxPages; number += 1) {
    const answer = await api.request(
      route,
      { ...page.parameters, per_page: PAGE_SIZE, page: number },
      { accept: page.accept ?? [] },
    );
    if (answer.status >= 400) return found;
    const items = page.items(answer.data);
    found.push(...items);
    if (items.length < PAGE_SIZE) return found;
    if (number === page.maxPages && hasNextPage(answer)) throw tooLong(route, found.length);
  }
  return found;
}
