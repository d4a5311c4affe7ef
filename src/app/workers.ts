/** One worker for each repository that has had something to do. */
import type { App } from "./compose.ts";
import type { Environment } from "./environment.ts";
import { RepositoryWorker } from "./repository-worker.ts";
import type { EventRepository, WebhookReceiver } from "./webhooks.ts";

export interface Workers extends WebhookReceiver {
  /** Looks for open batches everywhere. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** Webhooks come in bursts; more looks than this show nothing new. */
const LONGEST_PAUSE_MS = 3000;

export function createWorkers(app: App, environment: Environment): Workers {
  const workers = new Map<string, Promise<RepositoryWorker>>();
  const { lookIntervalMs } = environment;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, lookIntervalMs / 4);

  async function create(repository: EventRepository): Promise<RepositoryWorker> {
    return new RepositoryWorker({ context: await app.contextFor(repository), lookIntervalMs, pauseMs });
  }

  function workerOf(repository: EventRepository): Promise<RepositoryWorker> {
    const key = `${repository.owner}/${repository.name}`.toLowerCase();
    const known = workers.get(key);
    if (known) return known;
    const created = create(repository);
    workers.set(key, created);
    created.catch(() => workers.delete(key));
    return created;
  }

  function withWorker(repository: EventRepository, act: (worker: RepositoryWorker) => void): void {
    workerOf(repository)
      .then(act)
      .catch((error: unknown) => {
        app.log.error("an event could not be taken", { repository: repository.name, error });
      });
  }

  return {
    handle: (repository, comment) => withWorker(repository, (worker) => worker.handle(comment)),
    look: (repository) => withWorker(repository, (worker) => worker.look()),
    async sweep() {
      for (const repository of await app.repositories()) {
        try {
          await (await workerOf(repository)).sweep();
        } catch (error) {
          // One repository that cannot be reached must not hide the others.
          app.log.error("a repository could not be swept", { repository: repository.name, error });
        }
      }
    },
    async stop() {
      const all = await Promise.allSettled(workers.values());
      const alive = all.filter((each) => each.status === "fulfilled").map((each) => each.value);
      await Promise.allSettled(alive.map((worker) => worker.stop()));
    },
  };
}
