import { reportError } from "../job/annotations.ts";
import { evaluateCondition, messageOf } from "../expressions/evaluate-expression.ts";
import { frameScope } from "../job/job-scope.ts";
import type { Frame } from "../job/job-state.ts";
import type { ReadyStep } from "../step/ready-step.ts";
import type { WorkResult } from "../step/run-step-process.ts";
import { openStepStop } from "../step/step-stop.ts";

/** Notes what an action wants done after the last step; it runs with the variables of its step. */
export function registerPost(
  frame: Frame,
  ready: ReadyStep,
  post: {
    readonly condition: string;
    run(ready: ReadyStep): Promise<WorkResult>;
  },
): void {
  const { job } = frame;
  const name = `Post ${ready.name}`;
  const number = job.records.addPost(name);
  function variables(): Readonly<Record<string, string>> {
    return { ...job.env, ...ready.own };
  }
  function isWanted(): boolean {
    return evaluateCondition(post.condition, frameScope(frame, variables(), ready.step.id));
  }
  async function run(): Promise<void> {
    job.records.start(number, name);
    const stop = openStepStop(frame, { timeoutMs: undefined, isStillWanted: isWanted });
    try {
      const { succeeded } = await post.run({ ...ready, env: variables(), stop });
      if (!succeeded && job.status === "success") job.status = "failure";
      job.records.complete(number, succeeded ? "success" : "failure");
    } catch (error) {
      reportError(job, messageOf(error));
      if (job.status === "success") job.status = "failure";
      job.records.complete(number, "failure");
    } finally {
      stop.close();
    }
  }
  job.posts.push({ number, isWanted, run });
}
