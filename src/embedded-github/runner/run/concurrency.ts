/** `concurrency` of a run or a job: wait for the group, run inside it, leave it. */
import { isBoolean, isMapping } from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import type { ConcurrencyGroups } from "../concurrency-groups.ts";
import { evaluateText, evaluateToken } from "../expressions/evaluate-token.ts";
import { isTruthy } from "../expressions/json.ts";
import type { Scope } from "../expressions/scope.ts";
import { literalText } from "../workflow/tokens.ts";

export interface ConcurrencySetting {
  readonly group: string;
  readonly cancelInProgress: boolean;
  readonly queue: "single" | "max";
}

export interface Holder {
  readonly groups: ConcurrencyGroups;
  readonly repository: string;
  readonly signal: AbortSignal;
  cancel(): void;
}

export type Guarded<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "replaced"; readonly message: string }
  | { readonly kind: "cancelled" };

/** undefined: no group, or one whose name came out empty. */
export function readConcurrency(
  token: TemplateToken | undefined,
  scope: Scope,
): ConcurrencySetting | undefined {
  if (token === undefined) return undefined;
  if (!isMapping(token)) return setting(evaluateText(token, scope));
  const group = token.find("group");
  const cancel = token.find("cancel-in-progress");
  const isCancelling =
    cancel !== undefined && (isBoolean(cancel) ? cancel.value : isTruthy(evaluateToken(cancel, scope)));
  return {
    ...setting(group === undefined ? "" : evaluateText(group, scope)),
    cancelInProgress: isCancelling,
    queue: literalText(token.find("queue")) === "max" ? "max" : "single",
  };
}

export async function insideGroup<T>(
  concurrency: ConcurrencySetting | undefined,
  holder: Holder,
  work: () => Promise<T>,
): Promise<Guarded<T>> {
  if (concurrency === undefined || concurrency.group === "") {
    return { kind: "done", value: await work() };
  }
  const admission = await holder.groups.enter(
    {
      ...concurrency,
      repository: holder.repository,
      cancel: () => holder.cancel(),
    },
    holder.signal,
  );
  if (admission.kind === "cancelled") return { kind: "cancelled" };
  if (admission.kind === "replaced") {
    const message = `Canceling since a higher priority waiting request for '${concurrency.group}' exists`;
    return { kind: "replaced", message };
  }
  try {
    return { kind: "done", value: await work() };
  } finally {
    admission.leave();
  }
}

function setting(group: string): ConcurrencySetting {
  return { group, cancelInProgress: false, queue: "single" };
}
