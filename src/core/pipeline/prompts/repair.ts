import { untrustedList } from "./untrusted.ts";

/** Put behind the same prompt when an answer was not usable: asked once, then the call has failed. */
export function repairPrompt(previousProblems: readonly string[]): string {
  return [
    "Your previous answer could not be used:",
    untrustedList("problems of the previous answer", previousProblems),
    "Your changes in the work tree are still there. Give the whole answer again, with these problems solved.",
  ].join("\n");
}
