/** The operations of GitHub's REST API that the embedded GitHub serves, by the names GitHub gives them. */
import { ALL_ROUTES } from "../../src/embedded-github/routes/all-routes.ts";

/** Routes that GitHub serves and describes only as a case of another one. */
export const DESCRIBED_ELSEWHERE: Readonly<Record<string, string>> = {
  // The root folder: the same operation with an empty path.
  "GET /repos/{owner}/{repo}/contents": "GET /repos/{owner}/{repo}/contents/{path}",
};

export function operationOf(route: { readonly method: string; readonly path: string }): string {
  const name = `${route.method} ${route.path.replaceAll("{+", "{")}`;
  return DESCRIBED_ELSEWHERE[name] ?? name;
}

export function servedOperations(): readonly string[] {
  return [...new Set(ALL_ROUTES.map(operationOf))].toSorted();
}
