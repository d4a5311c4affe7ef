import type { Issue } from "../../../world/issues/issue.ts";
import type { PullRequest } from "../../../world/issues/pull-request.ts";
import { html, type Html } from "../../html.ts";
import { icon, type IconName } from "../../icon.ts";

export interface StateLook {
  readonly look: "open" | "draft" | "merged" | "closed" | "done";
  readonly words: string;
  readonly icon: IconName;
}

/** An issue that is closed is done; a pull request that is closed unmerged was given up. */
export function stateOf(issue: Issue, pull: PullRequest | undefined): StateLook {
  if (pull?.merged) return { look: "merged", words: "Merged", icon: "merged" };
  if (issue.state === "closed") {
    return pull
      ? { look: "closed", words: "Closed", icon: "pull" }
      : { look: "done", words: "Closed", icon: "closed" };
  }
  if (!pull) return { look: "open", words: "Open", icon: "open" };
  return pull.isDraft
    ? { look: "draft", words: "Draft", icon: "pull" }
    : { look: "open", words: "Open", icon: "pull" };
}

export function stateBadge({ look, words, icon: name }: StateLook): Html {
  return html`<span class="badge ${look}">${icon(name)} ${words}</span>`;
}

/** The same without words beside it, for lists. */
export function stateIcon({ look, words, icon: name }: StateLook): Html {
  return html`<span class="state ${look}">${icon(name, words)}</span>`;
}
