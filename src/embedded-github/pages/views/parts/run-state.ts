import type { Conclusion, RunStatus } from "../../../world/workflow-run.ts";
import { html, type Html } from "../../html.ts";
import { icon, type IconName } from "../../icon.ts";

interface Progress {
  readonly status: RunStatus;
  readonly conclusion: Conclusion | null;
}

const CONCLUSIONS: Readonly<Record<Conclusion, { readonly icon: IconName; readonly words: string }>> = {
  success: { icon: "success", words: "Success" },
  failure: { icon: "failure", words: "Failure" },
  timed_out: { icon: "failure", words: "Timed out" },
  startup_failure: { icon: "failure", words: "Startup failure" },
  cancelled: { icon: "cancelled", words: "Cancelled" },
  skipped: { icon: "skipped", words: "Skipped" },
  action_required: { icon: "warning", words: "Action required" },
  neutral: { icon: "skipped", words: "Neutral" },
};

export function progressWords({ status, conclusion }: Progress): string {
  if (conclusion !== null) return CONCLUSIONS[conclusion].words;
  return status === "queued" ? "Queued" : "In progress";
}

/** The state of a run, a job or a step, as a picture that also says it. */
export function progressIcon(progress: Progress): Html {
  const words = progressWords(progress);
  const { conclusion, status } = progress;
  if (conclusion !== null) return html`${icon(CONCLUSIONS[conclusion].icon, words)}`;
  return icon(status === "queued" ? "waiting" : "running", words);
}
