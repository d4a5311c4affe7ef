/** HTTP endpoints in one line: `POST /users/:id`, `/api/users/{id}`. */

const WITH_METHOD = /\b(GET|POST|PUT|PATCH|DELETE)\b[\s`*:]{1,4}(\/[\w\-./:{}[\]$<>]{1,150})/gu;
const API_PATH = /(?:^|[\s`"'(])(\/api\/[\w\-./:{}[\]$<>]{1,150})/gu;
const LONGEST_LINE = 4000;

function normalisePath(path: string): string {
  return path
    .replace(/[.:]+$/u, "")
    .replace(/\/+$/u, "")
    .split("/")
    .map((segment) => (/^(?::|\{|\[|<|\$)/u.test(segment) ? "{}" : segment.toLowerCase()))
    .join("/");
}

export interface Endpoint {
  /** Undefined when the text names the path only. */
  readonly method: string | undefined;
  readonly path: string;
}

/** `GET /users/{}`, or the path alone. */
export function endpointName(endpoint: Endpoint): string {
  return endpoint.method === undefined ? endpoint.path : `${endpoint.method} ${endpoint.path}`;
}

/** Parameters become `{}`, so that `:id`, `{id}` and `[id]` are one. */
export function endpointsInText(line: string): readonly Endpoint[] {
  if (!line.includes("/")) return [];
  const text = line.slice(0, LONGEST_LINE);
  const withMethod = [...text.matchAll(WITH_METHOD)].map((match) => ({
    method: match[1],
    path: normalisePath(match[2] ?? ""),
  }));
  const known = new Set(withMethod.map(({ path }) => path));
  const alone = [...(text.includes("/api/") ? text.matchAll(API_PATH) : [])]
    .map((match) => ({ method: undefined, path: normalisePath(match[1] ?? "") }))
    .filter(({ path }) => !known.has(path) && !/\.[a-z]{1,4}$/u.test(path));
  return [...withMethod, ...alone].filter(({ path }) => path.length > 1);
}
