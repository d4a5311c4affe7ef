import { evaluateTexts } from "../expressions/evaluate-token.ts";
import { frameScope } from "./job-scope.ts";
import type { Frame } from "./job-state.ts";

/** `outputs` of a job; what contains a masked value never leaves it. */
export function readOutputs(frame: Frame): Readonly<Record<string, string>> {
  const { job } = frame;
  const all = evaluateTexts(job.order.definition.outputs, frameScope(frame, job.env));
  const open = Object.entries(all).filter(([name, value]) => {
    const isSecret = job.masks.isIn(value);
    if (isSecret) job.log.warning(`Skip output '${name}' since it may contain secret.`);
    return !isSecret;
  });
  return Object.fromEntries(open);
}
