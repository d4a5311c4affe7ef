import type { Refusal, RefusalKind } from "../world/refusal.ts";

export interface Answer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

const DOCUMENTATION = "https://docs.github.com/rest";

const STATUSES: Readonly<Record<RefusalKind, number>> = {
  notFound: 404,
  invalid: 422,
  forbidden: 403,
  conflict: 409,
  stale: 409,
  protected: 422,
  notAllowed: 405,
  gone: 410,
};

/** GitHub's description repeats the status in the body of these errors and of no others. */
const REPEATING: ReadonlySet<number> = new Set([403, 404, 410]);

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

/** Something with an address of its own, which GitHub gives in a header too. */
export function createdAt<T extends { readonly url: string }>(body: T): Answer {
  return { ...created(body), headers: { location: body.url } };
}

export function noContent(): Answer {
  return { status: 204 };
}

export function redirect(location: string): Answer {
  return { status: 302, headers: { location } };
}

export function bytes(content: Buffer, contentType: string): Answer {
  return { status: 200, bytes: Uint8Array.from(content), headers: { "content-type": contentType } };
}

export function failed(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: DOCUMENTATION, status: String(status) } };
}

export function refused({ kind, message, details }: Refusal): Answer {
  const status = STATUSES[kind];
  if (!REPEATING.has(status)) {
    const errors = details.length > 0 ? { errors: details } : {};
    return { status, body: { message, documentation_url: DOCUMENTATION, ...errors } };
  }
  return failed(status, message);
}
