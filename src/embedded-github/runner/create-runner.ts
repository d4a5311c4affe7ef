/** The Actions runner of the embedded GitHub. */
import { ConcurrencyGroups } from "./concurrency-groups.ts";
import { anyOf, createAbort } from "./create-abort.ts";
import { nodeProgram } from "./node-program.ts";
import { runWorkflow } from "./run/run-workflow.ts";
import type { Runner, RunnerOptions } from "./runner-host.ts";
import { Slots } from "./slots.ts";

export function createRunner(options: RunnerOptions): Runner {
  const killed = createAbort();
  const running = new Set<Promise<void>>();
  const node = nodeProgram(options.node);
  const shared = {
    host: options.host,
    settings: {
      folder: options.folder,
      node,
      keepWorkspaces: options.keepWorkspaces ?? false,
      minuteMs: options.minuteMs ?? 60_000,
      killAfterMs: options.killAfterMs ?? 2_000,
    },
    slots: new Slots(options.maxJobs),
    groups: new ConcurrencyGroups(),
  };
  return {
    nodeVersion: node.version,
    start(run) {
      const cancelled = createAbort();
      const forced = createAbort();
      killed.signal.addEventListener("abort", () => cancelled.abort(), { once: true });
      const done = runWorkflow(shared, run, {
        cancelled,
        killed: anyOf([killed.signal, forced.signal]),
      });
      running.add(done);
      void done.finally(() => running.delete(done));
      return {
        done,
        cancel: () => cancelled.abort(),
        forceCancel() {
          cancelled.abort();
          forced.abort();
        },
      };
    },
    async stop() {
      killed.abort();
      await Promise.all(running);
    },
  };
}
