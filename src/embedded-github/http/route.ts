import type { Level } from "../world/identity/account.ts";
import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Resource } from "./rate-limits.ts";

/** Who may use a route. */
export type Guard =
  | { readonly kind: "anyone" }
  /** Any token that acts for somebody. */
  | { readonly kind: "someone" }
  /** An app's own JWT. */
  | { readonly kind: "app" }
  | { readonly kind: "installation" }
  | {
      readonly kind: "repository";
      /** GitHub's permission key, for apps and jobs. */
      readonly permission: string;
      readonly level: Level;
      /** What people need in the repository, where it is not the same level. */
      readonly people?: Level;
      /** On pull requests `pull_requests` does as well as `issues`. */
      readonly orPullRequests?: boolean;
    };

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** GitHub's pattern; `{+path}` takes slashes too. */
  readonly path: string;
  readonly guard: Guard;
  readonly answer: (request: ApiRequest) => Answer | Promise<Answer>;
  readonly resource?: Resource;
  /** The name in the log and for faults, where method and path do not tell requests apart. */
  readonly nameOf?: (request: ApiRequest) => string;
}

export function reading(permission: string): Guard {
  return { kind: "repository", permission, level: "read" };
}

export function writing(permission: string): Guard {
  return { kind: "repository", permission, level: "write" };
}

/** Apps need write, people only have to see the repository: opening issues, commenting, reacting. */
export function takingPart(permission: string): Guard {
  return { kind: "repository", permission, level: "write", people: "read" };
}
