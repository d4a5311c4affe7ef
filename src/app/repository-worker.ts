/**
 * Does one thing at a time for one repository: commands first, in order, then looks at its open
 * batches. Webhooks only wake it, so that they are answered at once and any number of them in a row
 * leads to one look. Nothing that goes wrong ends it: what may help later is tried again later.
 */
import { commentOfBatch } from "../core/batch/batch-id.ts";
import type { BatchId } from "../core/batch/batch-id.ts";
import { advanceBatch } from "../operations/advance-batch.ts";
import type { AppContext } from "../operations/app-context.ts";
import { Failure } from "../operations/failure.ts";
import { handleComment } from "../operations/handle-comment.ts";
import type { CommandComment } from "../operations/handle-comment.ts";
import { reportFailure } from "../operations/comments/report-failure.ts";
import { backoffMs } from "./backoff.ts";
import { BatchSchedule } from "./batch-schedule.ts";
import { CommandCatchUp } from "./command-catch-up.ts";

export interface WorkerOptions {
  readonly context: AppContext;
  /** A batch with something in flight is looked at this often. */
  readonly lookIntervalMs: number;
  /** The least pause between two looks at one batch. */
  readonly pauseMs: number;
}

interface QueuedCommand {
  readonly comment: CommandComment;
  readonly tries: number;
  readonly notBeforeMs: number;
}

const MAX_TRIES = 5;
/** Other instances of the app may have started batches: they are found again after this time. */
const RELIST_MS = 60_000;
/** After a failure that waiting alone does not mend. */
const HOPELESS_PAUSE_MS = 5 * 60_000;
/** Node's timers wrap around above this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class RepositoryWorker {
  readonly #options: WorkerOptions;
  readonly #schedule: BatchSchedule;
  readonly #catchUp: CommandCatchUp;
  #commands: readonly QueuedCommand[] = [];
  #listedMs = Number.NEGATIVE_INFINITY;
  /** When open batches are listed next. */
  #listDueMs = Number.POSITIVE_INFINITY;
  #isStopping = false;
  #timer: NodeJS.Timeout | undefined;
  /** Batches whose failure was told; one comment each is enough. */
  readonly #told = new Set<BatchId>();
  #isWorking = false;
  #working: Promise<void> = Promise.resolve();

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#schedule = new BatchSchedule(options.pauseMs);
    this.#catchUp = new CommandCatchUp(options.context);
  }

  handle(comment: CommandComment): void {
    this.#take(comment);
    this.#wake();
  }

  #take(comment: CommandComment): void {
    this.#catchUp.take(comment.commentId);
    this.#commands = [...this.#commands, { comment, tries: 0, notBeforeMs: 0 }];
  }

  /** Something happened on GitHub. */
  look(): void {
    // News may concern a batch that is over or another instance's: it is found, if not at once.
    this.#listDueMs = Math.min(this.#listDueMs, this.#listedMs + RELIST_MS);
    this.#schedule.wakeAll(Date.now());
    this.#wake();
  }

  /** Finds the batches that are open and the commands that were missed, as after a start. */
  async sweep(): Promise<void> {
    this.#listDueMs = 0;
    this.#wake();
    await this.#working;
  }

  /** Finishes what it is at and the commands it has taken; looks at nothing any more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#working;
    clearTimeout(this.#timer);
  }

  #wake(): void {
    clearTimeout(this.#timer);
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#working = this.#work();
  }

  async #work(): Promise<void> {
    for (let step = this.#next(); step; step = this.#next()) {
      try {
        await step();
      } catch (error) {
        this.#options.context.log.error("work for a repository failed", { error });
      }
    }
    // A flag of its own: with nothing to do this line is reached before `#working` is even set.
    this.#isWorking = false;
    this.#sleep();
  }

  #sleep(): void {
    if (this.#isStopping) return;
    let dueMs = Math.min(this.#schedule.nextDueMs(), this.#listDueMs);
    for (const { notBeforeMs } of this.#commands) dueMs = Math.min(dueMs, notBeforeMs);
    clearTimeout(this.#timer);
    if (!Number.isFinite(dueMs)) return;
    const waitMs = Math.min(Math.max(0, dueMs - Date.now()), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#wake(), waitMs);
  }

  /** What can be done now; undefined when everything has to wait. */
  #next(): (() => Promise<void>) | undefined {
    const nowMs = Date.now();
    const command = this.#commands.find(({ notBeforeMs }) => this.#isStopping || notBeforeMs <= nowMs);
    if (command) {
      this.#commands = this.#commands.filter((queued) => queued !== command);
      return () => this.#obey(command);
    }
    if (this.#isStopping) return undefined;
    if (this.#listDueMs <= nowMs) return () => this.#list();
    const due = this.#schedule.takeDue(nowMs);
    return due === undefined ? undefined : () => this.#lookAt(due);
  }

  async #list(): Promise<void> {
    const { store, clock, log } = this.#options.context;
    this.#listedMs = Date.now();
    this.#listDueMs = Number.POSITIVE_INFINITY;
    try {
      for (const id of await store.listOpen(clock.now())) this.#schedule.follow(id, Date.now());
      for (const comment of await this.#catchUp.find(Date.now())) {
        log.warn("a command was found that no webhook brought", { comment: comment.commentId });
        this.#take(comment);
      }
    } catch (error) {
      this.#listDueMs = Date.now() + RELIST_MS;
      log.warn("open batches and missed commands could not be listed", { error, nextTryInMs: RELIST_MS });
    }
  }

  async #lookAt(id: BatchId): Promise<void> {
    const { context, lookIntervalMs } = this.#options;
    try {
      const { state, lookAgainAt, isInFlight } = await advanceBatch(context, id);
      const wishedMs = lookAgainAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(lookAgainAt);
      const isOver = state === undefined || "at" in state.condition;
      if (isOver && !isInFlight && lookAgainAt === undefined) {
        this.#schedule.forget(id);
        context.memory.batches.delete(id);
        return;
      }
      const nowMs = Date.now();
      const dueMs = isInFlight ? Math.min(wishedMs, nowMs + lookIntervalMs) : wishedMs;
      this.#schedule.looked(id, { nowMs, dueMs });
    } catch (error) {
      await this.#lookFailed(id, error);
    }
  }

  async #lookFailed(id: BatchId, error: unknown): Promise<void> {
    const { log } = this.#options.context;
    const failures = this.#schedule.failed(id);
    const isPassing = error instanceof Failure && error.retryable;
    const waitMs = isPassing ? backoffMs(error, failures) : HOPELESS_PAUSE_MS;
    this.#schedule.postpone(id, Date.now() + waitMs);
    const fields = { batch: id, error, failures, nextTryInMs: waitMs };
    if (isPassing) {
      log.warn("a look at a batch failed", fields);
      return;
    }
    log.error("a look at a batch failed", fields);
    await this.#tellOnce(id, error);
  }

  /** People wait for this batch: what does not mend itself is said where they asked for it. */
  async #tellOnce(id: BatchId, error: unknown): Promise<void> {
    const comment = commentOfBatch(id);
    if (!comment || this.#told.has(id)) return;
    this.#told.add(id);
    await reportFailure(this.#options.context, { ...comment, createdAt: undefined }, error);
  }

  async #obey(command: QueuedCommand): Promise<void> {
    const { context } = this.#options;
    const { comment } = command;
    try {
      for (const id of await handleComment(context, comment)) this.#schedule.follow(id, Date.now());
    } catch (error) {
      const tries = command.tries + 1;
      const isTriedAgain =
        error instanceof Failure && error.retryable && tries < MAX_TRIES && !this.#isStopping;
      context.log.warn("a command failed", { comment: comment.commentId, tries, isTriedAgain, error });
      if (!isTriedAgain) return await reportFailure(context, comment, error);
      const notBeforeMs = Date.now() + backoffMs(error, tries);
      this.#commands = [...this.#commands, { comment, tries, notBeforeMs }];
    }
  }
}
