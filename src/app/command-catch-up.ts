import type { AppContext } from "../operations/app-context.ts";
import type { CommandComment } from "../operations/handle-comment.ts";
import { missedCommands } from "../operations/missed-commands.ts";

/** After a start: longer than deployments and outages last, short enough that nobody is surprised. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;
/** Clocks differ, and a comment is listed a moment after it was written. */
const MARGIN_MS = 5 * 60_000;
/** More than can be written within the margin. */
const REMEMBERED = 1000;

/** Finds the commands of one repository that no webhook brought. */
export class CommandCatchUp {
  readonly #context: Pick<AppContext, "comments">;
  #sinceMs: number | undefined;
  /** Comments whose command this process has taken, the oldest first. */
  readonly #taken = new Set<number>();

  constructor(context: Pick<AppContext, "comments">) {
    this.#context = context;
  }

  take(commentId: number): void {
    this.#taken.add(commentId);
    const [oldest] = this.#taken;
    if (this.#taken.size > REMEMBERED && oldest !== undefined) this.#taken.delete(oldest);
  }

  /** Those that were not taken yet. A listing that fails leaves its time to the next one. */
  async find(nowMs: number): Promise<readonly CommandComment[]> {
    const sinceMs = this.#sinceMs ?? nowMs - FIRST_LOOK_BACK_MS;
    const missed = await missedCommands(this.#context, new Date(sinceMs).toISOString());
    this.#sinceMs = nowMs - MARGIN_MS;
    return missed.filter(({ commentId }) => !this.#taken.has(commentId));
  }
}
