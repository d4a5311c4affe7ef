/** Everything the app's operations need for one repository. Built by the shell, faked by tests. */
import type { Memory } from "./memory.ts";
import type {
  BoardWriter,
  Clock,
  Comments,
  Crypto,
  HistoryReader,
  Log,
  PullRequests,
  RepositoryReader,
  Runs,
  StateStore,
} from "./ports.ts";

export interface AppContext {
  readonly repository: { readonly owner: string; readonly name: string; readonly url: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly crypto: Crypto;
  readonly reader: RepositoryReader;
  readonly history: HistoryReader;
  readonly boardWriter: BoardWriter;
  readonly store: StateStore;
  readonly runs: Runs;
  readonly pullRequests: PullRequests;
  readonly comments: Comments;
  readonly memory: Memory;
  /** The least time between two edits of one tracking comment. */
  readonly editIntervalMs: number;
  /** How long a dispatched run may stay unseen before its dispatch is sent again. */
  readonly dispatchGraceMs: number;
}
