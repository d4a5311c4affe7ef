import type { IncomingMessage } from "node:http";
import type { World } from "../world/world.ts";

/**
 * Pages and API share a port, as nothing here has two names. A path of an existing repository is a
 * page; so is what a browser asks for and the API has no part in, if only to say what exists.
 * Everything else is the API's, and unknown requests stay visible as such. `apiParts` are the first
 * parts of paths that the API knows: those are never pages.
 */
export function isPageRequest(
  request: IncomingMessage,
  { world, apiParts }: { readonly world: World; readonly apiParts: ReadonlySet<string> },
): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const [path = "/"] = (request.url ?? "/").split("?");
  const [, first = "", second = ""] = path.split("/");
  if (first === "_pages") return true;
  if (apiParts.has(first)) return false;
  const wantsHtml = (request.headers.accept ?? "").includes("text/html");
  return wantsHtml || (second !== "" && world.repositories.find(`${first}/${second}`) !== undefined);
}
