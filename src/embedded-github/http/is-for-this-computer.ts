import type { IncomingMessage } from "node:http";

/**
 * Whether a request names this computer. A page elsewhere could point a name of its own at the
 * loopback address and read, through somebody's browser, whatever is answered without a token.
 */
export function isForThisComputer(request: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/iu.test(request.headers.host ?? "");
}
