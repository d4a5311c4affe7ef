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

interface Hired {
  /** The app that is installed anew in a repository gets another one. */
  readonly installation: number;
  readonly worker: Promise<RepositoryWorker>;
}

/** Webhooks come in bursts; more looks than this show nothing new. */
const LONGEST_PAUSE_MS = 3000;

export function createWorkers(
  app: Omit<App, "probot">,
  environment: Pick<Environment, "lookIntervalMs">,
): Workers {
  const workers = new Map<string, Hired>();
  const { lookIntervalMs } = environment;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, lookIntervalMs / 4);

  async function create(repository: EventRepository): Promise<RepositoryWorker> {
    return new RepositoryWorker({ context: await app.contextFor(repository), lookIntervalMs, pauseMs });
  }

  function workerOf(repository: EventRepository): Promise<RepositoryWorker> {
    const key = `${repository.owner}/${repository.name}`.toLowerCase();
    const { installation } = repository;
    const known = workers.get(key);
    // Ids only grow: an older one comes with a webhook that was delivered again.
    if (known && installation <= known.installation) return known.worker;
    if (known) dismiss(known);
    const hired = { installation, worker: create(repository) };
    workers.set(key, hired);
    hired.worker.catch(() => {
      if (workers.get(key) === hired) workers.delete(key);
    });
    return hired.worker;
  }

  /** Its token died with the installation; what it left unfinished the next one finds on GitHub. */
  function dismiss({ worker }: Hired): void {
    worker
      .then((known) => known.stop())
      .catch((error: unknown) => app.log.warn("a worker could not be stopped", { error }));
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
      const all = await Promise.allSettled([...workers.values()].map(({ worker }) => worker));
      const alive = all.filter((each) => each.status === "fulfilled").map((each) => each.value);
      await Promise.allSettled(alive.map((worker) => worker.stop()));
    },
  };
}
